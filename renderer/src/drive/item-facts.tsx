/** Facts about a file or folder: where it stands, when it changed, its projects and its attributes. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import type { Item } from '../../../contract/index.ts';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { hashOf } from '../data/route.ts';
import { Button, IconButton } from '../parts/button.tsx';
import { Problem } from '../parts/dialog.tsx';
import { CopyField, KeyValue } from '../parts/facts.tsx';
import { TextField } from '../parts/fields.tsx';
import { ProjectDot } from '../projects/project-dot.tsx';
import { Badge } from '../parts/status.tsx';
import { When } from '../parts/words.tsx';
import { AttachItems } from './attach-items.tsx';
import { useAttributes, useFolderPath, useItemProjects } from './queries.ts';

export function ItemFacts({ item }: { item: Item }) {
  const { t } = useLingui();
  const path = useFolderPath(item.id).data?.slice(0, -1) ?? [];
  return (
    <>
      <KeyValue
        facts={[
          {
            name: t`Where`,
            value: path
              .map(({ name, parent_id }) => (parent_id === null ? t`Document Drive` : name))
              .join(' › '),
          },
          { name: t`Changed`, value: <When time={item.modified_at} /> },
          { name: t`Added`, value: <When time={item.created_at} /> },
        ]}
      />
      <Projects item={item} />
      <Attributes item={item} />
      {item.sha256 !== undefined && <CopyField label="SHA-256" text={item.sha256} />}
    </>
  );
}

function Projects({ item }: { item: Item }) {
  const { t } = useLingui();
  const projects = useItemProjects(item.id).data ?? [];
  const [isAdding, setAdding] = useState(false);
  const detach = useChange(({ project_id: projectId, document_id }: (typeof projects)[number]) =>
    document_id === undefined
      ? client.removeAttachedFolder({ projectId, itemId: item.id })
      : client.removeDocument({ projectId, documentId: document_id }),
  );
  return (
    <section className="details-part" aria-label={t`Projects`}>
      <div className="line">
        <h3>{t`Projects`}</h3>
        <IconButton icon={Plus} label={t`Add to project…`} onClick={() => setAdding(true)} />
      </div>
      {projects.length === 0 && (
        <p className="quiet">
          {item.type === 'file' ? (
            <Trans>In none. AI clients find a file once it is in a project.</Trans>
          ) : (
            <Trans>In none. Add the folder to one, and what is in it is found, also what comes later.</Trans>
          )}
        </p>
      )}
      <ul>
        {projects.map((one) => (
          <li key={one.project_id} className="line">
            <a href={hashOf({ page: 'project', projectId: one.project_id, section: 'documents' })}>
              <ProjectDot id={one.project_id} /> {one.name}
            </a>
            {one.inherited ? (
              <Badge>{t`through a folder`}</Badge>
            ) : (
              <>
                {item.type === 'folder' && <Badge tone="okay">{t`live`}</Badge>}
                <IconButton
                  icon={X}
                  label={t`Take out of ${one.name}`}
                  onClick={() => detach.mutate(one)}
                  isBusy={detach.isPending}
                />
              </>
            )}
          </li>
        ))}
      </ul>
      {isAdding && <AttachItems items={[item]} onClose={() => setAdding(false)} />}
    </section>
  );
}

function Attributes({ item }: { item: Item }) {
  const { t } = useLingui();
  const attributes = useAttributes(item.id).data ?? {};
  const [isAdding, setAdding] = useState(false);
  const [name, setName] = useState('');
  const [value, setValue] = useState('');
  const set = useChange(
    async (next: Record<string, string>) => {
      await client.setAttributes({ itemId: item.id, attributes: next });
      setAdding(false);
      setName('');
      setValue('');
    },
    { inDialog: true },
  );
  const without = (gone: string) =>
    Object.fromEntries(Object.entries(attributes).filter(([one]) => one !== gone));
  return (
    <section className="details-part" aria-label={t`Attributes`}>
      <div className="line">
        <h3>{t`Attributes`}</h3>
        <IconButton
          icon={Plus}
          label={t`Add an attribute`}
          aria-expanded={isAdding}
          onClick={() => setAdding(!isAdding)}
        />
      </div>
      {Object.keys(attributes).length === 0 && !isAdding && (
        <p className="quiet">
          <Trans>Notes for programs, such as “source: scanner”.</Trans>
        </p>
      )}
      <ul>
        {Object.entries(attributes).map(([one, text]) => (
          <li key={one} className="line">
            <span>
              <small>{one}</small> {text}
            </span>
            <IconButton icon={X} label={t`Remove ${one}`} onClick={() => set.mutate(without(one))} />
          </li>
        ))}
      </ul>
      {isAdding && (
        <form
          onSubmit={(event) => (event.preventDefault(), set.mutate({ ...attributes, [name.trim()]: value }))}
        >
          <TextField
            label={t`Name`}
            value={name}
            required
            maxLength={128}
            autoComplete="off"
            onChange={({ target }) => setName(target.value)}
          />
          <TextField
            label={t`Value`}
            value={value}
            autoComplete="off"
            onChange={({ target }) => setValue(target.value)}
          />
          <Problem error={set.error} />
          <Button type="submit" isBusy={set.isPending}>{t`Add`}</Button>
        </form>
      )}
    </section>
  );
}
