/** The versions of a file, and what differs between one of them and the newest, line by line and word by word. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { GitCompare, History } from 'lucide-react';
import { useState } from 'react';
import { client } from '../data/client.ts';
import { hashOf } from '../data/route.ts';
import { useVersions } from '../drive/queries.ts';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorState, ListState, Skeleton } from '../parts/list-state.tsx';
import { sizeInWords, When } from '../parts/words.tsx';
import { ChangeLines } from './change-lines.tsx';
import { hasLines } from './kinds.ts';
import type { PreviewFile } from './queries.ts';

export function Compare({ file, onClose }: { file: PreviewFile; onClose: () => void }) {
  const { t } = useLingui();
  const versions = useVersions(file.itemId);
  const [from, setFrom] = useState<string>();
  const newest = versions.items.find(({ current }) => current)?.id;
  const canCompare = hasLines(file);
  return (
    <Dialog title={t`Versions of “${file.name}”`} isWide onClose={onClose}>
      <div className="dialog-body">
        <ListState list={versions} empty={<EmptyState icon={History} title={t`This file has no versions`} />}>
          <ol className="history">
            {versions.items.map(({ id, size, current, created_at }, at) => {
              const number = versions.total - at;
              return (
                <li key={id}>
                  <div className="line">
                    <strong>
                      <Trans>Version {number}</Trans>
                    </strong>
                    {current ? (
                      <span className="status okay">
                        <Trans>Current</Trans>
                      </span>
                    ) : (
                      <span className="row-actions">
                        {canCompare && (
                          <Button
                            look="ghost"
                            icon={GitCompare}
                            aria-label={t`Compare version ${number} with the current one`}
                            aria-pressed={from === id}
                            onClick={() => setFrom(from === id ? undefined : id)}
                          >
                            <Trans>Compare</Trans>
                          </Button>
                        )}
                        <a
                          className="button ghost"
                          aria-label={t`Open version ${number}`}
                          href={hashOf({ page: 'preview', of: { itemId: file.itemId, versionId: id } })}
                        >
                          <Trans>Open</Trans>
                        </a>
                      </span>
                    )}
                  </div>
                  <small>
                    {sizeInWords(size)} · <When time={created_at} />
                  </small>
                  {from === id && newest !== undefined && (
                    <Changes itemId={file.itemId} from={from} to={newest} />
                  )}
                </li>
              );
            })}
          </ol>
        </ListState>
      </div>
    </Dialog>
  );
}

function Changes({ itemId, from, to }: { itemId: string; from: string; to: string }) {
  const { data, isPending, error, refetch } = useQuery({
    queryKey: ['root', 'difference', from, to],
    queryFn: () => client.diffVersions({ itemId, from, to }),
    retry: false,
  });
  if (isPending) return <Skeleton />;
  if (error !== null) return <ErrorState error={error} retry={() => void refetch()} />;
  return <ChangeLines parts={data.parts} />;
}
