/** What a list shows while it is read, when reading failed, when there is nothing, and when there is more. */
import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { KeepsakeError } from '../../../contract/index.ts';
import { Button } from './button.tsx';
import { CopyButton } from './copy-button.tsx';
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

/** @param empty an `EmptyState` */
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
  if (list.error !== null) return <ErrorState error={list.error} retry={list.retry} />;
  if (list.items.length === 0) return empty;
  return (
    <>
      {children}
      {list.hasMore === true && (
        <p className="more">
          <Button isBusy={list.isLoadingMore === true} onClick={list.loadMore}>
            {list.isLoadingMore === true ? <Trans>Loading…</Trans> : <Trans>Show more</Trans>}
          </Button>
        </p>
      )}
    </>
  );
}

/** What went wrong and what to do; its details can be copied for somebody who helps. */
export function ErrorState({ error, retry }: { error: unknown; retry?: (() => void) | undefined }) {
  const { t } = useLingui();
  const code = error instanceof KeepsakeError ? error.code : 'INTERNAL';
  return (
    <div className="failure">
      <p role="alert">
        <Message text={wordsOf(error)} />
      </p>
      <div className="actions">
        {retry !== undefined && <Button onClick={retry}>{t`Try again`}</Button>}
        <CopyButton text={`${wordsOf(error)} (${code})`} label={t`Copy details`} />
      </div>
    </div>
  );
}

export function Skeleton({ rows = 4 }: { rows?: number }) {
  return (
    <div className="skeleton" aria-busy="true">
      <output className="unseen">
        <Trans>Loading…</Trans>
      </output>
      {Array.from({ length: rows }, (_, row) => (
        <i key={row} />
      ))}
    </div>
  );
}
