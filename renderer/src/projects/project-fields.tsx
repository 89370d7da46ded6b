/** What a person says of a project, when it is created and later. */
import { Field } from '../parts/dialog.tsx';

export interface ProjectWords {
  readonly name: string;
  readonly description: string;
}

export function ProjectFields({
  words,
  onChange,
}: {
  words: ProjectWords;
  onChange: (words: ProjectWords) => void;
}) {
  return (
    <>
      <Field label="Name">
        <input
          value={words.name}
          onChange={({ target }) => onChange({ ...words, name: target.value })}
          required
          maxLength={255}
          autoComplete="off"
        />
      </Field>
      <Field label="Description" hint="AI clients read it to know what the project is about.">
        <textarea
          value={words.description}
          onChange={({ target }) => onChange({ ...words, description: target.value })}
          maxLength={2000}
          rows={3}
        />
      </Field>
    </>
  );
}
