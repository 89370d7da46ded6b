/** Chooses files and folders of the drive for a project: by walking through the folders, or by name. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { ArrowLeft, ChevronRight, FolderOpen, SearchX } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import type { Item } from '../../../contract/index.ts';
import { client } from '../data/client.ts';
import { useChange } from '../data/change.ts';
import { useFolderPath, useRootFolder } from '../drive/queries.ts';
import { Button, IconButton } from '../parts/button.tsx';
import { Checkbox } from '../parts/choices.tsx';
import { FormDialog } from '../parts/dialog.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ListState } from '../parts/list-state.tsx';
import { useNotices } from '../parts/notices.tsx';
import { ItemIcon } from '../parts/row.tsx';
import { sizeInWords } from '../parts/words.tsx';
import { useOffered } from './queries.ts';

interface AddDocumentsProps {
  readonly projectId: string;
  /** Files that are documents of the project already. */
  readonly known: ReadonlySet<string>;
  readonly onClose: () => void;
}

const most = 100;

export function AddDocuments({ projectId, known, onClose }: AddDocumentsProps) {
  const { t } = useLingui();
  const { show } = useNotices();
  const root = useRootFolder().data ?? '';
  const [folder, setFolder] = useState<string>();
  const [words, setWords] = useState('');
  const name = useDeferredValue(words.trim());
  const [chosen, setChosen] = useState<ReadonlyMap<string, Item>>(new Map());
  const offered = useOffered(folder ?? root, name);
  const add = useChange(
    async () => {
      if (chosen.size === 0) return onClose();
      await client.addDocuments({ projectId, item_ids: [...chosen.keys()] });
      const [first] = chosen.values();
      show(chosen.size === 1 ? t`Added “${first?.name ?? ''}”.` : t`Added ${chosen.size} files and folders.`);
      onClose();
    },
    { inDialog: true },
  );
  const choose = (item: Item, isChosen: boolean) => {
    const next = new Map(chosen);
    if (!isChosen) next.delete(item.id);
    else if (next.size < most) next.set(item.id, item);
    setChosen(next);
  };
  return (
    <FormDialog title={t`Add Documents`} submit={t`Confirm`} change={add} isWide onClose={onClose}>
      <input
        type="search"
        aria-label={t`Search the drive by name`}
        placeholder={t`Search the drive by name`}
        autoComplete="off"
        value={words}
        onChange={({ target }) => setWords(target.value)}
        onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
      />
      {name === '' && <Here folderId={folder ?? root} onOpen={setFolder} />}
      <div className="offered">
        <ListState
          list={{ ...offered, items: offered.data ?? [], retry: () => void offered.refetch() }}
          empty={
            name === '' ? (
              <EmptyState icon={FolderOpen} title={t`This folder is empty`}>
                <Trans>Drop files on the Documents tab, or upload them in the drive.</Trans>
              </EmptyState>
            ) : (
              <EmptyState icon={SearchX} title={t`Nothing in the drive is called “${name}”`} />
            )
          }
        >
          <ul>
            {(offered.data ?? []).map((item) => (
              <Offer
                key={item.id}
                item={item}
                isKnown={known.has(item.id)}
                isChosen={chosen.has(item.id)}
                onChoose={(isChosen) => choose(item, isChosen)}
                onOpen={() => (setWords(''), setFolder(item.id))}
              />
            ))}
          </ul>
        </ListState>
      </div>
      <output className="quiet chosen">
        {chosen.size === 0 ? (
          <Trans>Choose files and folders. A folder stays live: what comes into it later is added too.</Trans>
        ) : (
          <Plural value={chosen.size} one="# chosen" other="# chosen" />
        )}
      </output>
    </FormDialog>
  );
}

function Offer({
  item,
  isKnown,
  isChosen,
  onChoose,
  onOpen,
}: {
  item: Item;
  isKnown: boolean;
  isChosen: boolean;
  onChoose: (isChosen: boolean) => void;
  onOpen: () => void;
}) {
  const { t } = useLingui();
  const { name, type, size } = item;
  return (
    <li className="offer">
      {isKnown ? (
        <span className="check" />
      ) : (
        <Checkbox label={t`Choose ${name}`} isLabelHidden isChecked={isChosen} onChange={onChoose} />
      )}
      <ItemIcon type={type} />
      {/* The checkbox says the same to the keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions */}
      <span className="offer-name" title={name} onClick={() => isKnown || onChoose(!isChosen)}>
        {name}
      </span>
      <small className="quiet">
        {isKnown ? <Trans>Added already</Trans> : type === 'file' ? sizeInWords(size) : ''}
      </small>
      {type === 'folder' && <IconButton icon={ChevronRight} label={t`Open ${name}`} onClick={onOpen} />}
    </li>
  );
}

function Here({ folderId, onOpen }: { folderId: string; onOpen: (folderId: string) => void }) {
  const { t } = useLingui();
  const path = useFolderPath(folderId).data ?? [];
  const above = path.at(-2);
  const nameOf = (item: Item) => (item.parent_id === null ? t`Document Drive` : item.name);
  return (
    <div className="offer-path">
      {above !== undefined && (
        <Button look="ghost" icon={ArrowLeft} onClick={() => onOpen(above.id)}>
          <Trans>Up to {nameOf(above)}</Trans>
        </Button>
      )}
      <span className="quiet">{path.map(nameOf).join(' › ')}</span>
    </div>
  );
}
