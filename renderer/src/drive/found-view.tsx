/** Files and folders from all over the drive: the latest, the favourites, or those with a name that is typed. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Clock, SearchX, Star } from 'lucide-react';
import { useMemo, type ReactNode } from 'react';
import type { Item } from '../../../contract/index.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorState, Skeleton } from '../parts/list-state.tsx';
import { useTitle } from '../parts/title.ts';
import { Browser } from './browser.tsx';
import type { ViewProps } from './folder-view.tsx';
import { useNamed, usePlace, type Place } from './queries.ts';

export function FoundView(props: ViewProps & { named?: string; place?: Place }) {
  return props.named !== undefined ? (
    <Named {...props} named={props.named} />
  ) : (
    <InPlace {...props} place={props.place ?? 'recent'} />
  );
}

function InPlace({ place, ...shared }: ViewProps & { place: Place }) {
  const { t } = useLingui();
  const found = usePlace(place);
  const empty =
    place === 'recent' ? (
      <EmptyState icon={Clock} title={t`Nothing was added yet`}>
        <Trans>The files that were added or changed last stand here.</Trans>
      </EmptyState>
    ) : (
      <EmptyState icon={Star} title={t`No favourites yet`}>
        <Trans>Choose a file or folder and press the star below, and it stands here too.</Trans>
      </EmptyState>
    );
  const title = place === 'recent' ? t`Recent` : t`Favourites`;
  return <Found {...shared} title={title} query={found} items={found.data} empty={empty} />;
}

function Named({ named, ...shared }: ViewProps & { named: string }) {
  const { t } = useLingui();
  const found = useNamed(named);
  const empty = (
    <EmptyState icon={SearchX} title={t`Nothing is named like “${named}”`}>
      <Trans>This looks at names alone. Search looks into the texts.</Trans>
    </EmptyState>
  );
  return (
    <Found
      {...shared}
      title={t`Named like “${named}”`}
      query={found}
      items={found.data?.items}
      empty={empty}
      isOld={found.isPlaceholderData}
    />
  );
}

type FoundItem = Item & { readonly path: string };

interface FoundProps extends ViewProps {
  readonly title: string;
  readonly query: { readonly error: unknown; readonly refetch: () => Promise<unknown> };
  readonly items: readonly FoundItem[] | undefined;
  readonly empty: ReactNode;
  readonly isOld?: boolean;
}

function Found({ title, query, items, empty, isOld = false, ...shared }: FoundProps) {
  const { t } = useLingui();
  useTitle(title);
  const paths = useMemo(() => new Map(items?.map(({ id, path }) => [id, path])), [items]);
  const drive = t`Document Drive`;
  return (
    <div className="drive-view" aria-busy={isOld}>
      <header>
        <h1>{title}</h1>
      </header>
      {items !== undefined ? (
        <Browser
          {...shared}
          label={title}
          rows={items}
          pathOf={({ id }) => (paths.get(id) === '' ? drive : (paths.get(id) ?? '').replaceAll('/', ' › '))}
          shown={items.find(({ id }) => id === shared.itemId)}
          empty={empty}
        />
      ) : query.error === null ? (
        <Skeleton rows={8} />
      ) : (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      )}
    </div>
  );
}
