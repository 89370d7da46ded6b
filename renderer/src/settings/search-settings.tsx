/** What searches understand: languages of words and of pictures, and, if wished, the meaning of whole passages. */
import { Trans, useLingui } from '@lingui/react/macro';
import { i18n } from '@lingui/core';
import { CopyField } from '../parts/facts.tsx';
import { Badge } from '../parts/status.tsx';
import { Embedding } from './embedding.tsx';
import { Part } from './part.tsx';
import { useServerDetails } from './queries.ts';
import { Reading } from './reading.tsx';

export function SearchSettings() {
  const { t } = useLingui();
  const details = useServerDetails();
  return (
    <>
      <Embedding />
      <Part
        title={t`Languages of search`}
        about={t`Words of these are found in all their forms, such as “went” for “go”. Every other language is found by its words as they are written, Chinese, Japanese and Thai included.`}
      >
        <Reading query={details}>{({ search_languages }) => <Names codes={search_languages} />}</Reading>
      </Part>
      <Part
        title={t`Text in pictures and scans`}
        about={t`Text is recognised on this server, with the models that are found there.`}
      >
        <Reading query={details}>
          {({ recognition_languages, recognition_folder }) => (
            <>
              <Names codes={recognition_languages} />
              <p className="quiet">
                <Trans>
                  To add a language, put its Tesseract model, such as <code>deu.traineddata</code>, into this
                  folder.
                </Trans>
              </p>
              <CopyField label={t`Folder for models`} text={recognition_folder} />
            </>
          )}
        </Reading>
      </Part>
    </>
  );
}

function Names({ codes }: { codes: readonly string[] }) {
  const names = new Intl.DisplayNames([i18n.locale], { type: 'language', fallback: 'code' });
  return (
    <ul className="badges">
      {codes
        .map((code) => ({ code, name: nameIn(names, code) }))
        .toSorted((a, b) => a.name.localeCompare(b.name, i18n.locale))
        .map(({ code, name }) => (
          <li key={code}>
            <Badge>{name}</Badge>
          </li>
        ))}
    </ul>
  );
}

/** Models may be called as nobody calls a language, such as `deu_frak`. */
function nameIn(names: Intl.DisplayNames, code: string): string {
  try {
    return names.of(code) ?? code;
  } catch {
    return code;
  }
}
