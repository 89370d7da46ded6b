/** The projects that a key reaches, and the one that it writes to. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Checkbox } from '../parts/choices.tsx';
import { Select } from '../parts/select.tsx';
import { useProjects } from '../projects/queries.ts';

interface ProjectChoiceProps {
  /** The default one first. */
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}

export function ProjectChoice({ chosen, onChange }: ProjectChoiceProps) {
  const { t } = useLingui();
  const projects = useProjects();
  const nameOf = (wanted: string) => projects.items.find(({ id }) => id === wanted)?.name ?? wanted;
  const set = (id: string, isChosen: boolean) =>
    onChange(isChosen ? [...chosen, id] : chosen.filter((one) => one !== id));
  return (
    <>
      <fieldset className="field">
        <legend className="label">
          <Trans>Projects it reaches</Trans>
        </legend>
        <div className="project-choice">
          {projects.items.map(({ id, name }) => (
            <Checkbox
              key={id}
              label={name}
              isChecked={chosen.includes(id)}
              onChange={(isChosen) => set(id, isChosen)}
            />
          ))}
          {projects.hasMore && (
            <button type="button" className="link" onClick={projects.loadMore}>
              <Trans>Show more</Trans>
            </button>
          )}
        </div>
        {chosen.length === 0 && (
          <small>
            <Trans>Choose at least one project.</Trans>
          </small>
        )}
      </fieldset>
      {chosen.length > 1 && (
        <Select
          label={t`What it writes goes to`}
          value={chosen[0] ?? ''}
          options={chosen.map((id) => ({ value: id, label: nameOf(id) }))}
          onChange={(id) => onChange([id, ...chosen.filter((one) => one !== id)])}
        />
      )}
    </>
  );
}
