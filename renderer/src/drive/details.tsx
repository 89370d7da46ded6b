/** What is known about the file or folder that is chosen: facts, versions, comments. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { ArrowLeft, MousePointerClick, X } from 'lucide-react';
import { useState } from 'react';
import type { Item } from '../../../contract/index.ts';
import { useShortcut } from '../data/shortcuts.ts';
import { Button, IconButton } from '../parts/button.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { FileName } from '../parts/row.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { sizeInWords } from '../parts/words.tsx';
import type { ItemActions } from './actions.ts';
import { ItemComments } from './item-comments.tsx';
import { ItemFacts } from './item-facts.tsx';
import { ItemVersions } from './item-versions.tsx';
import { kindOf } from './kinds.ts';

interface DetailsProps {
  readonly items: readonly Item[];
  readonly actions: ItemActions;
  readonly onClose: () => void;
}

export function Details({ items, actions, onClose }: DetailsProps) {
  const { t } = useLingui();
  const [first] = items;
  useShortcut('escape', t`Close the details`, onClose);
  return (
    <section className="details" aria-label={t`Details`}>
      <Button look="ghost" icon={ArrowLeft} className="details-back" onClick={onClose}>
        {t`Back to the list`}
      </Button>
      <IconButton className="details-close" icon={X} label={t`Close the details`} onClick={onClose} />
      {first === undefined ? (
        <EmptyState icon={MousePointerClick} title={t`Nothing is chosen`}>
          <Trans>Choose a file or folder to see its versions, comments and projects.</Trans>
        </EmptyState>
      ) : items.length > 1 ? (
        <Several items={items} />
      ) : (
        <One key={first.id} item={first} actions={actions} />
      )}
    </section>
  );
}

function Several({ items }: { items: readonly Item[] }) {
  const size = items.reduce((sum, item) => sum + item.size, 0);
  return (
    <div className="details-head">
      <h2>
        <Plural value={items.length} one="# chosen" other="# chosen" />
      </h2>
      <p className="quiet">
        <Trans>The files among them take up {sizeInWords(size)}.</Trans>
      </p>
    </div>
  );
}

function One({ item, actions }: { item: Item; actions: ItemActions }) {
  const { t } = useLingui();
  const [tab, setTab] = useState<'facts' | 'versions' | 'comments'>('facts');
  const { icon: Icon, word } = kindOf(item);
  const facts = { value: 'facts', label: t`Details`, content: <ItemFacts item={item} /> } as const;
  const versions = {
    value: 'versions',
    label: t`Versions`,
    content: <ItemVersions item={item} actions={actions} />,
  } as const;
  const comments = { value: 'comments', label: t`Comments`, content: <ItemComments item={item} /> } as const;
  return (
    <>
      <div className="details-head">
        <span className="details-icon">
          <Icon size={24} strokeWidth={1.5} aria-hidden />
        </span>
        <div>
          <h2>
            <FileName name={item.name} />
          </h2>
          <small>
            {word()}
            {item.type === 'file' && ` · ${sizeInWords(item.size)}`}
          </small>
        </div>
      </div>
      <Tabs
        label={t`About ${item.name}`}
        value={tab}
        onChange={setTab}
        tabs={item.type === 'file' ? [facts, versions, comments] : [facts, comments]}
      />
    </>
  );
}
