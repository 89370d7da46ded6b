/** What changed in a record, field by field and word by word. */
import { useLingui } from '@lingui/react/macro';
import { diffWordsWithSpace } from 'diff';
import type { RecordChange } from '../../../contract/index.ts';

type FieldChange = RecordChange['fields'][number];
type Part = NonNullable<FieldChange['words']>[number];

export function FieldChanges({ fields }: { fields: readonly FieldChange[] }) {
  const { t } = useLingui();
  const names: Record<string, string> = {
    name: t`Title`,
    content: t`Memory`,
    tags: t`Tags`,
    status: t`State`,
    value: t`Value`,
    source: t`Source`,
    supersedes: t`Takes the place of`,
    supersededBy: t`Replaced by`,
  };
  const told = fields.filter(({ before, after }) => valueInWords(before) !== valueInWords(after));
  if (told.length === 0) return <p className="diff quiet">{t`Nothing in its words changed.`}</p>;
  return (
    <dl className="diff">
      {told.map(({ field, before, after, words }) => (
        <div key={field}>
          <dt>{names[field] ?? field}</dt>
          <dd dir="auto">
            {words === undefined ? <BeforeAfter before={before} after={after} /> : <Words parts={words} />}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function BeforeAfter({ before, after }: { before: unknown; after: unknown }) {
  const was = valueInWords(before);
  const is = valueInWords(after);
  return (
    <>
      {was !== '' && <del>{was}</del>} {is !== '' && <ins>{is}</ins>}
    </>
  );
}

/** Two texts, compared here: what the first has alone is struck out, what the second has alone is marked. */
export function TextChange({ before, after }: { before: string; after: string }) {
  const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });
  const parts = diffWordsWithSpace(before, after, { intlSegmenter: segmenter }).map(
    ({ added, removed, value }): Part => ({
      kind: added ? 'added' : removed ? 'removed' : 'same',
      text: value,
    }),
  );
  return (
    <p className="diff text" dir="auto">
      <Words parts={parts} />
    </p>
  );
}

function Words({ parts }: { parts: readonly Part[] }) {
  return parts.map(({ kind, text }, index) => {
    if (kind === 'added') return <ins key={index}>{text}</ins>;
    return kind === 'removed' ? <del key={index}>{text}</del> : <span key={index}>{text}</span>;
  });
}

/** A value of any kind as a text; empty when there is none. */
export function valueInWords(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value.join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value, null, 1);
}
