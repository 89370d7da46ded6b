/** The language of the page; what people and clients write is found in whatever language it is in. */
import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { chosenLanguage, languages, setLanguage, type Language } from '../data/appearance.ts';
import { Select } from '../parts/select.tsx';
import { Part } from './part.tsx';

export function Languages() {
  const { t } = useLingui();
  const [language, choose] = useState(chosenLanguage);
  return (
    <Part
      title={t`Language`}
      about={t`Of the buttons and messages. Times and numbers follow it. What you store is searched in its own language.`}
    >
      <Select<Language>
        label={t`Language`}
        value={language}
        options={Object.entries(languages).map(([value, { name }]) => ({
          value: value as Language,
          label: name,
        }))}
        onChange={(next) => (choose(next), void setLanguage(next))}
      />
    </Part>
  );
}
