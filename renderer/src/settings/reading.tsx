/** A part that is read from the server: a skeleton until it is there, what went wrong, or itself. */
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ErrorState, Skeleton } from '../parts/list-state.tsx';

interface ReadingProps<Data> {
  readonly query: UseQueryResult<Data>;
  readonly children: (data: Data) => ReactNode;
}

export function Reading<Data>({ query, children }: ReadingProps<Data>) {
  const { data, error } = query;
  if (data !== undefined) return children(data);
  if (error !== null) return <ErrorState error={error} retry={() => void query.refetch()} />;
  return <Skeleton rows={2} />;
}
