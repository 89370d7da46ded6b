/** What a link keeps: the projects of this computer with how each stands, and those of the server that are not here. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { CloudOff } from 'lucide-react';
import { useState } from 'react';
import type { Project } from '../../../contract/index.ts';
import type { ProjectSyncState, SyncState } from '../../../contract/operations/links.ts';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { hashOf } from '../data/route.ts';
import { ErrorState, ListState } from '../parts/list-state.tsx';
import { MoreMenu } from '../parts/menu.tsx';
import { useNotices } from '../parts/notices.tsx';
import { RowAction, RowMain } from '../parts/row.tsx';
import { Status } from '../parts/status.tsx';
import { Message, When } from '../parts/words.tsx';
import { useProjects } from '../projects/queries.ts';
import { ChooseRemote } from './choose-remote.tsx';
import { useRemoteProjects } from './queries.ts';
import { RemoveProjectDialog } from './remove-project-dialog.tsx';
import { hostOf, inWords } from './state-words.ts';

export function LinkedProjects({ link }: { link: SyncState }) {
  const projects = useProjects();
  const stateOf = new Map(link.projects.map((one) => [one.project_id, one]));
  return (
    <section>
      <h2>
        <Trans>Projects</Trans>
      </h2>
      <ListState
        list={projects}
        empty={
          <p className="quiet">
            <Trans>There is no project on this computer yet.</Trans>
          </p>
        }
      >
        <ul className="rows">
          {projects.items.map((project) => (
            <ProjectRow key={project.id} project={project} link={link} state={stateOf.get(project.id)} />
          ))}
        </ul>
      </ListState>
      <OnlyThere link={link} />
    </section>
  );
}

interface ProjectRowProps {
  readonly project: Project;
  readonly link: SyncState;
  /** Nothing for a project that is not linked. */
  readonly state: ProjectSyncState | undefined;
}

function ProjectRow({ project, link, state }: ProjectRowProps) {
  const { t } = useLingui();
  const { show } = useNotices();
  const [isChoosing, setChoosing] = useState(false);
  const [isRemoving, setRemoving] = useState(false);
  const { id: projectId, name } = project;
  const again = useChange(() =>
    client.linkProject({ projectId, link_id: link.id, remote: state?.remote_project_id ?? 'create' }),
  );
  const unlink = useChange(async () => {
    await client.unlinkProject({ projectId });
    show(t`“${name}” is not sent any more. Both sides keep what they have.`, () => again.mutate(undefined));
  });
  const words = state === undefined ? undefined : inWords(state);
  return (
    <li>
      <RowMain>
        <a className="name" href={hashOf({ page: 'project', projectId, section: 'memories' })}>
          <strong dir="auto">{name}</strong>
        </a>
        {state === undefined ? (
          <small>
            <Trans>on this computer alone</Trans>
          </small>
        ) : (
          <StateFacts state={state} />
        )}
      </RowMain>
      {words !== undefined && <Status tone={words.tone}>{words.text}</Status>}
      <div className="row-actions">
        {state === undefined ? (
          <RowAction label={t`Link`} of={name} onClick={() => setChoosing(true)} />
        ) : (
          <>
            <RowAction
              label={t`Unlink`}
              of={name}
              isBusy={unlink.isPending}
              onClick={() => unlink.mutate(undefined)}
            />
            <MoreMenu
              of={name}
              actions={[
                { label: t`Remove from this computer…`, icon: CloudOff, onSelect: () => setRemoving(true) },
              ]}
            />
          </>
        )}
      </div>
      {isRemoving && (
        <RemoveProjectDialog project={project} host={hostOf(link.url)} onClose={() => setRemoving(false)} />
      )}
      {isChoosing && <ChooseRemote project={project} link={link} onClose={() => setChoosing(false)} />}
    </li>
  );
}

/** Since when it is in step, what is wrong, and what the server did not take and why. */
function StateFacts({ state: { last_success_at, problem, refused, state } }: { state: ProjectSyncState }) {
  const reasons = [...new Set(refused.map(({ reason }) => reason))];
  return (
    <>
      <small>
        {last_success_at === null ? (
          <Trans>not yet in step</Trans>
        ) : (
          <Trans>
            in step <When time={last_success_at} />
          </Trans>
        )}
      </small>
      {state === 'error' && problem !== null && (
        <p className="problem">
          <Message text={problem.message} />
        </p>
      )}
      {refused.length > 0 && (
        <p className="problem">
          <Plural value={refused.length} one="# stays here alone:" other="# stay here alone:" />{' '}
          {reasons.join(' ')}
        </p>
      )}
    </>
  );
}

/** Nothing while there are none. */
function OnlyThere({ link }: { link: SyncState }) {
  const { t } = useLingui();
  const remote = useRemoteProjects(link.id);
  const bring = useChange((remote_project_id: string) =>
    client.cloneProject({ linkId: link.id, remote_project_id }),
  );
  const others = (remote.data ?? []).filter(({ project_id }) => project_id === null);
  // While the server is away, the card above says so.
  if (remote.error !== null && link.state !== 'offline' && link.state !== 'error')
    return <ErrorState error={remote.error} retry={() => void remote.refetch()} />;
  if (others.length === 0) return null;
  return (
    <>
      <h3>
        <Trans>On the server, not here</Trans>
      </h3>
      <ul className="rows">
        {others.map(({ id, name, memory_count }) => (
          <li key={id}>
            <RowMain>
              <strong className="name" dir="auto">
                {name}
              </strong>
              <small>
                <Plural value={memory_count} one="# memory" other="# memories" />
              </small>
            </RowMain>
            <div className="row-actions">
              <RowAction
                label={t`Bring here`}
                of={name}
                isBusy={bring.isPending && bring.variables === id}
                onClick={() => bring.mutate(id)}
              />
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
