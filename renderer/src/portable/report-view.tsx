/** What an import did, or would do: counts, and what could not be taken over. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import type { ImportReport } from '../../../contract/operations/portable.ts';

type Counted = keyof ImportReport['counts'];
const order = ['projects', 'files', 'documents', 'memories', 'conversations', 'messages', 'values'] as const;

export function ReportView({ report }: { report: ImportReport }) {
  const { t } = useLingui();
  const names: Record<Counted, string> = {
    projects: t`Projects`,
    files: t`Files`,
    documents: t`Documents`,
    memories: t`Memories`,
    conversations: t`Conversations`,
    messages: t`Messages`,
    values: t`Values`,
  };
  const { counts, problems, dry_run } = report;
  const rows = order.flatMap((name) => {
    const row = (counts as Partial<ImportReport['counts']>)[name];
    return row === undefined ? [] : [{ name, ...row }];
  });
  if (rows.length === 0)
    return (
      <p>
        <Trans>There is nothing in it that can be imported.</Trans>
      </p>
    );
  const added = rows.reduce((sum, row) => sum + row.added, 0);
  return (
    <>
      <table className="report">
        <caption className="unseen">{dry_run ? t`What would be imported` : t`What was imported`}</caption>
        <thead>
          <tr>
            <th scope="col">
              <span className="unseen">{t`What`}</span>
            </th>
            <th scope="col">{dry_run ? t`Would be added` : t`Added`}</th>
            <th scope="col">{t`Already here`}</th>
            <th scope="col">{t`Left out`}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name}>
              <th scope="row">{names[row.name]}</th>
              <td>{row.added.toLocaleString()}</td>
              <td className="quiet">{row.known.toLocaleString()}</td>
              <td className={row.skipped > 0 ? 'warned' : 'quiet'}>{row.skipped.toLocaleString()}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {added === 0 && dry_run && (
        <p>
          <Trans>All of it is here already. There is nothing to import.</Trans>
        </p>
      )}
      {problems.count > 0 && (
        <details className="products">
          <summary>
            <Plural value={problems.count} one="# thing to know" other="# things to know" />
          </summary>
          <ul className="problems">
            {problems.items.map(({ where, what }, at) => (
              <li key={at}>
                <code>{where}</code> {what}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
