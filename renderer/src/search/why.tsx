/** Why a passage was found: its score, the words that counted, and what spoke for it. */
import { Trans, useLingui } from '@lingui/react/macro';
import type { Passage } from '../../../contract/index.ts';

const kinds: Record<string, Kind> = {
  fields: 'title',
  fieldCoverage: 'title',
  named: 'title',
  context: 'around',
  session: 'around',
  around: 'around',
  beforeWords: 'around',
  afterWords: 'around',
  contextCoverage: 'around',
  when: 'time',
  date: 'time',
  dateMentioned: 'time',
  temporal: 'time',
  recency: 'time',
  words: 'words',
  bigrams: 'words',
  proximity: 'words',
  alike: 'words',
  coverage: 'words',
  rarest: 'words',
  length: 'length',
  pinned: 'pinned',
};

type Kind = 'words' | 'title' | 'around' | 'time' | 'length' | 'pinned' | 'form';

/** What spoke for a passage, added up by kind, the most first; what spoke against it is negative. */
export function sumByKind(shares: Readonly<Record<string, number>>): readonly (readonly [Kind, number])[] {
  const sums = new Map<Kind, number>();
  for (const [name, share] of Object.entries(shares)) {
    const kind = kinds[name] ?? 'form';
    sums.set(kind, (sums.get(kind) ?? 0) + share);
  }
  return [...sums].filter(([, sum]) => Math.abs(sum) >= 0.005).toSorted(([, one], [, other]) => other - one);
}

function useKindNames(): Record<Kind, string> {
  const { t } = useLingui();
  return {
    words: t`The words`,
    title: t`Title and headings`,
    around: t`What stands around it`,
    time: t`Time`,
    length: t`Length`,
    pinned: t`Pinned`,
    form: t`Who says it, and how`,
  };
}

export function Why({ passage: { score, relevance, why } }: { passage: Passage }) {
  const { i18n } = useLingui();
  const names = useKindNames();
  const sums = sumByKind(why?.shares ?? {});
  const most = Math.max(1e-9, ...sums.map(([, sum]) => Math.abs(sum)));
  const precise = { maximumFractionDigits: 2, minimumFractionDigits: 2 };
  const percent = i18n.number(relevance, { style: 'percent', maximumFractionDigits: 1 });
  return (
    <div className="why">
      <p>
        <Trans>
          Score <b>{i18n.number(score, precise)}</b> · relevance <b>{percent}</b>
        </Trans>
        {why !== undefined && why.terms.length > 0 && (
          <>
            {' · '}
            <Trans>words found:</Trans> <span className="why-terms">{why.terms.join(', ')}</span>
          </>
        )}
      </p>
      {sums.length > 0 && (
        <dl>
          {sums.map(([kind, sum]) => (
            <div key={kind}>
              <dt>{names[kind]}</dt>
              <dd>
                <i
                  className={sum < 0 ? 'less' : ''}
                  style={{ inlineSize: `${(Math.abs(sum) / most) * 100}%` }}
                />
                <span>{i18n.number(sum, { ...precise, signDisplay: 'exceptZero' })}</span>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}
