/** The versions of a file: each can be downloaded, compared with the newest, and made the newest again. */
import { Trans, useLingui } from '@lingui/react/macro';
import { History } from 'lucide-react';
import { useState } from 'react';
import type { Item } from '../../../contract/index.ts';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorState, ListState, Skeleton } from '../parts/list-state.tsx';
import { Status } from '../parts/status.tsx';
import { sizeInWords, When } from '../parts/words.tsx';
import type { ItemActions } from './actions.ts';
import { useDifference, useVersions } from './queries.ts';

export function ItemVersions({ item, actions }: { item: Item; actions: ItemActions }) {
  const { t } = useLingui();
  const versions = useVersions(item.id);
  const [compared, setCompared] = useState<{ id: string; name: string }>();
  const current = versions.items.find((one) => one.current);
  return (
    <>
      <ListState list={versions} empty={<EmptyState icon={History} title={t`This file has no versions`} />}>
        <ol className="history">
          {versions.items.map((version, at) => {
            const { id, size, created_at } = version;
            const number = versions.total - at;
            const name = t`Version ${number}`;
            return (
              <li key={id}>
                <div className="line">
                  <strong>{name}</strong>
                  {version.current && <Status tone="okay">{t`Current`}</Status>}
                </div>
                <small>
                  {sizeInWords(size)} · <When time={created_at} />
                  {version.author.type === 'key' && ` · ${version.author.name ?? ''}`}
                </small>
                <div className="actions">
                  {!version.current && (
                    <>
                      <Button
                        look="ghost"
                        aria-label={t`Restore ${name}`}
                        onClick={() => void actions.restoreVersion(item, id)}
                      >{t`Restore`}</Button>
                      <Button
                        look="ghost"
                        aria-label={t`Compare ${name}`}
                        onClick={() => setCompared({ id, name })}
                      >{t`Compare`}</Button>
                    </>
                  )}
                  <a
                    className="button ghost"
                    href={`/api/v1/drives/items/${item.id}/versions/${id}/binary`}
                    aria-label={t`Download ${name}`}
                  >{t`Download`}</a>
                </div>
              </li>
            );
          })}
        </ol>
      </ListState>
      {compared !== undefined && current !== undefined && (
        <Dialog title={t`${compared.name} and the current one`} isWide onClose={() => setCompared(undefined)}>
          <div className="dialog-body">
            <Difference itemId={item.id} from={compared.id} to={current.id} />
          </div>
          <div className="dialog-foot">
            <Button onClick={() => setCompared(undefined)}>{t`Close`}</Button>
          </div>
        </Dialog>
      )}
    </>
  );
}

/** More unchanged lines than this are left out in the middle. */
const around = 3;

function Difference({ itemId, from, to }: { itemId: string; from: string; to: string }) {
  const { t } = useLingui();
  const difference = useDifference(itemId, from, to);
  if (difference.isPending) return <Skeleton />;
  if (difference.error !== null)
    return <ErrorState error={difference.error} retry={() => void difference.refetch()} />;
  const { parts } = difference.data;
  if (parts.every(({ kind }) => kind === 'same'))
    return (
      <p>
        <Trans>Both have the same text.</Trans>
      </p>
    );
  const words = { added: t`Added:`, removed: t`Removed:` };
  return (
    <div className="lines">
      {parts.map(({ kind, text, lines }, at) =>
        kind === 'same' ? (
          <pre key={at}>
            {lines > 2 * around ? shortened(text, t`${lines - 2 * around} lines are the same`) : text}
          </pre>
        ) : (
          <pre key={at} className={kind}>
            <span className="unseen">{words[kind]}</span>
            {text}
          </pre>
        ),
      )}
    </div>
  );
}

function shortened(text: string, left: string): string {
  const lines = text.split('\n');
  return [...lines.slice(0, around), `⋯ ${left}`, ...lines.slice(-around - 1)].join('\n');
}
