/** Connects one client of this computer: shows the change to its file, makes it, and proves that it works. */
import { Trans, useLingui } from '@lingui/react/macro';
import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { useAbilities, valueOf, type ClientRow } from '../data/abilities.ts';
import { useChange } from '../data/change.ts';
import { client as api } from '../data/client.ts';
import { SegmentedControl } from '../parts/choices.tsx';
import { Dialog, FormDialog } from '../parts/dialog.tsx';
import { Button } from '../parts/button.tsx';
import { ErrorState, Skeleton } from '../parts/list-state.tsx';
import { Select } from '../parts/select.tsx';
import { useProjects } from '../projects/queries.ts';
import { outcomeOf, useClientChange } from './queries.ts';

interface ConnectDialogProps {
  readonly row: ClientRow;
  readonly onClose: () => void;
}

export function ConnectDialog({ row, onClose }: ConnectDialogProps) {
  const { t } = useLingui();
  const { client, name } = row;
  const abilities = useAbilities();
  const projects = useProjects().items;
  const [project, setProject] = useState<string>();
  const [scope, setScope] = useState<'write' | 'read'>('write');
  const [isProven, setProven] = useState(false);
  const connect = useChange(
    async () => {
      if (abilities === undefined) return;
      // A key needs a project, and a new memory has none.
      const into = projects.length === 0 ? (await api.createProject({ name: t`Personal` })).id : project;
      outcomeOf(valueOf(await abilities.connectClient(client, scope === 'read', into)));
      setProven(true);
    },
    { inDialog: true },
  );
  if (isProven) return <Proven name={name} onClose={onClose} />;
  return (
    <FormDialog title={t`Connect ${name}`} submit={t`Connect`} change={connect} isWide onClose={onClose}>
      <div className="pair">
        {projects.length > 0 && (
          <Select
            label={t`Project`}
            value={project ?? projects.at(-1)?.id ?? ''}
            options={projects.map(({ id, name: label }) => ({ value: id, label }))}
            onChange={setProject}
          />
        )}
        <div className="field">
          <span className="label">
            <Trans>It may</Trans>
          </span>
          <SegmentedControl
            label={t`It may`}
            value={scope}
            options={[
              { value: 'write', label: t`read and write` },
              { value: 'read', label: t`only read` },
            ]}
            onChange={setScope}
          />
        </div>
      </div>
      <p className="label">
        <Trans>What changes on this computer</Trans>
      </p>
      <Preview client={client} />
      <p className="quiet">
        <Trans>
          A key is made for {name} alone; its secret goes into the keychain. Then its bridge is started,
          writes a memory, recalls it and removes it.
        </Trans>
      </p>
    </FormDialog>
  );
}

function Preview({ client }: { client: string }) {
  const change = useClientChange(client);
  if (change.data === undefined)
    return change.error === null ? (
      <Skeleton rows={2} />
    ) : (
      <ErrorState error={change.error} retry={() => void change.refetch()} />
    );
  if (change.data.length === 0)
    return (
      <p className="quiet">
        <Trans>Nothing in its file: it already starts Keepsake.</Trans>
      </p>
    );
  return (
    <pre className="change" dir="ltr">
      {change.data.map((line, at) => (
        <span key={at} className={kindOf(line)}>
          {line}
          {'\n'}
        </span>
      ))}
    </pre>
  );
}

function kindOf(line: string): string {
  const sign = line.startsWith('  ') ? line[2] : '';
  return sign === '+' ? 'added' : sign === '-' ? 'removed' : '';
}

function Proven({ name, onClose }: { name: string; onClose: () => void }) {
  const { t } = useLingui();
  return (
    <Dialog title={t`${name} is connected and proven`} onClose={onClose}>
      <div className="dialog-body proven">
        <CircleCheck size={28} strokeWidth={1.5} aria-hidden />
        <p>
          <Trans>
            Its bridge was started as its file now says, wrote a memory and recalled it. Restart {name}, so
            that it reads its configuration.
          </Trans>
        </p>
      </div>
      <div className="dialog-foot">
        <Button look="primary" onClick={onClose}>
          <Trans>Done</Trans>
        </Button>
      </div>
    </Dialog>
  );
}
