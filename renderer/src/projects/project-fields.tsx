/** What a person says of a project, when it is created and later. */
import { useLingui } from '@lingui/react/macro';
import { TextArea, TextField } from '../parts/fields.tsx';

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
  const { t } = useLingui();
  return (
    <>
      <TextField
        label={t`Name`}
        value={words.name}
        onChange={({ target }) => onChange({ ...words, name: target.value })}
        required
        maxLength={255}
        autoComplete="off"
      />
      <TextArea
        label={t`Description`}
        hint={t`AI clients read it to know what the project is about.`}
        value={words.description}
        onChange={({ target }) => onChange({ ...words, description: target.value })}
        maxLength={2000}
        rows={3}
      />
    </>
  );
}
