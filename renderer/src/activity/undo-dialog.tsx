/** Shows what undoing a client's writes would change, and does it. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useChange } from '../data/change.ts';
import { FormDialog } from '../parts/dialog.tsx';
import { ErrorState, Skeleton } from '../parts/list-state.tsx';
import { useNotices } from '../parts/notices.tsx';
import { Status, type Tone } from '../parts/status.tsx';
import type { Session } from './sessions.ts';
import { othersWrittenBy, type Step } from './undo-plan.ts';
import { redo, undo, useUndoPlan } from './undoing.ts';

interface UndoDialogProps {
  readonly session: Session;
  readonly name: string;
  readonly onClose: () => void;
}

export function UndoDialog({ session, name, onClose }: UndoDialogProps) {
  const { t } = useLingui();
  const { show } = useNotices();
  const plan = useUndoPlan(session);
  const steps = plan.data ?? [];
  const changing = steps.filter(({ does }) => does !== 'keep').length;
  const back = useChange((done: readonly Step[]) => redo(done));
  const change = useChange(
    async () => {
      if (changing > 0) {
        await undo(steps);
        show(t`What ${name} wrote was undone.`, () => back.mutate(steps));
      }
      onClose();
    },
    { inDialog: true },
  );
  return (
    <FormDialog
      title={t`Undo what ${name} wrote?`}
      submit={changing === 0 ? t`Close` : t`Undo writes`}
      change={change}
      onClose={onClose}
    >
      {plan.data === undefined ? (
        plan.error === null ? (
          <Skeleton />
        ) : (
          <ErrorState error={plan.error} retry={() => void plan.refetch()} />
        )
      ) : (
        <Plan steps={steps} changing={changing} others={othersWrittenBy(session)} />
      )}
    </FormDialog>
  );
}

function Plan({ steps, changing, others }: { steps: readonly Step[]; changing: number; others: number }) {
  return (
    <div className="prose">
      <p>
        {changing === 0 ? (
          <Trans>
            Nothing is left to undo: these memories are as they were, or were changed by others since.
          </Trans>
        ) : (
          <Plural value={changing} one="# memory would change." other="# memories would change." />
        )}{' '}
        <Trans>Histories stay, so this can be undone, too.</Trans>
      </p>
      <ul className="undo-steps">
        {steps.map((step) => (
          <li key={step.memoryId}>
            <span>{step.name}</span>
            <StepStatus does={step.does} />
          </li>
        ))}
      </ul>
      {others > 0 && (
        <p className="quiet">
          <Plural
            value={others}
            one="# other record it wrote (a file, a value or a message) stays as it is."
            other="# other records it wrote (files, values, messages) stay as they are."
          />
        </p>
      )}
    </div>
  );
}

const tones: Record<Step['does'], Tone> = { restore: 'okay', remove: 'warning', keep: 'plain' };

function StepStatus({ does }: { does: Step['does'] }) {
  return (
    <Status tone={tones[does]}>
      {does === 'restore' && <Trans>goes back</Trans>}
      {does === 'remove' && <Trans>goes to the trash</Trans>}
      {does === 'keep' && <Trans>stays: changed since</Trans>}
    </Status>
  );
}
