/** Brings the whole project back to a point: first what that would change, then the one button that does it. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { FormDialog } from '../parts/dialog.tsx';
import { ErrorState, Skeleton } from '../parts/list-state.tsx';
import { useNotices } from '../parts/notices.tsx';
import { useRestorePlan } from './queries.ts';

interface RestoreProjectProps {
  readonly projectId: string;
  /** A commit's number, or the name of a snapshot. */
  readonly to: string;
  readonly onClose: () => void;
}

export function RestoreProject({ projectId, to, onClose }: RestoreProjectProps) {
  const { t } = useLingui();
  const { show } = useNotices();
  const plan = useRestorePlan(projectId, to);
  const back = useChange((seq: number) => client.restoreProjectTo({ projectId, to: String(seq) }));
  const restore = useChange(
    async () => {
      const before = plan.data?.seq;
      await client.restoreProjectTo({ projectId, to });
      show(t`Restored the project.`, before === undefined ? undefined : () => back.mutate(before));
      onClose();
    },
    { inDialog: true },
  );
  return (
    <FormDialog
      title={t`Restore the project to ${to}`}
      submit={t`Restore project`}
      change={{
        ...restore,
        isPending: restore.isPending || plan.data === undefined || total(plan.data) === 0,
      }}
      onClose={onClose}
    >
      {plan.error !== null ? (
        <ErrorState error={plan.error} retry={() => void plan.refetch()} />
      ) : plan.data === undefined ? (
        <Skeleton rows={2} />
      ) : (
        <Plan plan={plan.data} />
      )}
    </FormDialog>
  );
}

type PlanOf = NonNullable<ReturnType<typeof useRestorePlan>['data']>;

function Plan({ plan: { added, changed, removed, unavailable } }: { plan: PlanOf }) {
  const { t } = useLingui();
  const rows = [
    { name: t`Memories`, of: 'memories' },
    { name: t`Values`, of: 'entries' },
    { name: t`Documents`, of: 'documents' },
  ] as const;
  if (total({ added, changed, removed }) === 0)
    return <p>{t`Nothing would change: the project is as it was there.`}</p>;
  return (
    <div className="prose">
      <table className="counts">
        <thead>
          <tr>
            <th scope="col">
              <span className="unseen">{t`Kind`}</span>
            </th>
            <th scope="col">{t`Come back`}</th>
            <th scope="col">{t`Change back`}</th>
            <th scope="col">{t`Go`}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, of }) => (
            <tr key={of}>
              <th scope="row">{name}</th>
              <td>{added[of]}</td>
              <td>{changed[of]}</td>
              <td>{removed[of]}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {unavailable > 0 && (
        <p className="problem">
          <Plural
            value={unavailable}
            one="# document cannot come back: its file was deleted or is in the trash."
            other="# documents cannot come back: their files were deleted or are in the trash."
          />
        </p>
      )}
      <p className="quiet">
        <Trans>
          This is one more commit: nothing of the history is lost, and it can be undone. Conversations stay as
          they are.
        </Trans>
      </p>
    </div>
  );
}

function total({ added, changed, removed }: Pick<PlanOf, 'added' | 'changed' | 'removed'>): number {
  return [added, changed, removed].reduce(
    (sum, { memories, entries, documents }) => sum + memories + entries + documents,
    0,
  );
}
