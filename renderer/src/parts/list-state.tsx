/** What a list shows while it is read, when reading failed, when there is nothing, and when there is more. */
import type { ReactNode } from 'react';
import { Message, wordsOf } from './words.tsx';

interface Listed {
  readonly isPending: boolean;
  readonly error: unknown;
  readonly items: readonly unknown[];
  readonly hasMore?: boolean;
  readonly isLoadingMore?: boolean;
  readonly loadMore?: () => void;
  readonly retry?: () => void;
}

export function ListState({
  list,
  empty,
  children,
}: {
  list: Listed;
  empty: ReactNode;
  children: ReactNode;
}) {
  if (list.isPending) return <Skeleton />;
  if (list.error !== null) return <Failure error={list.error} retry={list.retry} />;
  if (list.items.length === 0) return <div className="empty">{empty}</div>;
  return (
    <>
      {children}
      {list.hasMore === true && (
        <p className="more">
          <button type="button" className="secondary" disabled={list.isLoadingMore} onClick={list.loadMore}>
            {list.isLoadingMore === true ? 'Loading…' : 'Show more'}
          </button>
        </p>
      )}
    </>
  );
}

export function Failure({ error, retry }: { error: unknown; retry?: (() => void) | undefined }) {
  return (
    <div className="failure">
      <p role="alert">
        <Message text={wordsOf(error)} />
      </p>
      {retry !== undefined && (
        <button type="button" className="secondary" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}

export function Skeleton() {
  return (
    <div className="skeleton" aria-busy="true">
      <output className="unseen">Loading…</output>
      <i />
      <i />
      <i />
    </div>
  );
}
