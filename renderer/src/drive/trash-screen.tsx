/** The trash of the drive: brought back with one click, deleted for good after a question. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Eraser, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { Item } from '../../../contract/index.ts';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { askToErase } from '../erasure/asking.ts';
import { Button } from '../parts/button.tsx';
import { AlertDialog } from '../parts/dialog.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ListState } from '../parts/list-state.tsx';
import { MoreMenu } from '../parts/menu.tsx';
import { FileName, RowAction, RowMain } from '../parts/row.tsx';
import { useTitle } from '../parts/title.ts';
import { sizeInWords, When } from '../parts/words.tsx';
import { useItemActions } from './actions.ts';
import { kindOf } from './kinds.ts';
import { useTrash } from './queries.ts';

export default function TrashScreen() {
  const { t } = useLingui();
  const trash = useTrash();
  const [isAsked, setAsked] = useState(false);
  const empty = useChange(
    async () => {
      await client.emptyTrash({});
      setAsked(false);
    },
    { inDialog: true },
  );
  useTitle(t`Trash`);
  return (
    <>
      <nav className="path" aria-label={t`Folders above this one`}>
        <a href="#/drive">{t`Document Drive`}</a>
      </nav>
      <header>
        <div className="heading">
          <h1>{t`Trash`}</h1>
          <p className="quiet">
            <Trans>What lies here is deleted for good after 30 days.</Trans>
          </p>
        </div>
        {trash.total > 0 && (
          <div className="actions">
            <Button onClick={() => setAsked(true)}>{t`Empty trash`}</Button>
          </div>
        )}
      </header>
      <output className="summary">
        {trash.total > 0 && <Plural value={trash.total} one="# item" other="# items" />}
      </output>
      <ListState
        list={trash}
        empty={
          <EmptyState icon={Trash2} title={t`The trash is empty`}>
            <Trans>Files and folders that you delete wait here, and can be brought back.</Trans>
          </EmptyState>
        }
      >
        <ul className="rows">
          {trash.items.map((item) => (
            <TrashRow key={item.id} item={item} />
          ))}
        </ul>
      </ListState>
      {isAsked && (
        <AlertDialog
          title={t`Delete everything in the trash for good?`}
          submit={t`Delete for good`}
          change={empty}
          onClose={() => setAsked(false)}
        >
          <p>
            <Plural
              value={trash.total}
              one="# item goes with its versions and comments, and cannot be brought back."
              other="# items go with their versions and comments, and cannot be brought back."
            />
          </p>
        </AlertDialog>
      )}
    </>
  );
}

function TrashRow({ item }: { item: Item }) {
  const { t } = useLingui();
  const [isAsked, setAsked] = useState(false);
  const actions = useItemActions();
  const purge = useChange(() => client.purgeItem({ itemId: item.id }), { inDialog: true });
  const kind = item.type === 'file' ? sizeInWords(item.size) : kindOf(item).word();
  return (
    <li>
      <RowMain icon={item.type}>
        <FileName name={item.name} />
        <small>
          <Trans>
            {kind} · deleted <When time={item.trashed_at ?? item.modified_at} />
          </Trans>
        </small>
      </RowMain>
      <div className="row-actions">
        <RowAction label={t`Restore`} of={item.name} onClick={() => void actions.restore([item])} />
        <RowAction label={t`Delete for good`} of={item.name} onClick={() => setAsked(true)} />
        {item.type === 'file' && (
          <MoreMenu
            of={item.name}
            actions={[
              {
                label: t`Delete permanently…`,
                icon: Eraser,
                isDanger: true,
                onSelect: () => askToErase({ target: { type: 'file', id: item.id }, name: item.name }),
              },
            ]}
          />
        )}
      </div>
      {isAsked && (
        <AlertDialog
          title={t`Delete “${item.name}” for good?`}
          submit={t`Delete for good`}
          change={purge}
          onClose={() => setAsked(false)}
        >
          <p>
            <Trans>Its versions and comments go too, and none of it can be brought back.</Trans>
          </p>
        </AlertDialog>
      )}
    </li>
  );
}
