/** A receipt of a permanent deletion, for people; the signed original is saved as a file. */
import { plural, t as say } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { Download } from 'lucide-react';
import type { Receipt, SignedReceipt } from '../../../contract/operations/erasure.ts';
import { saveFile } from '../data/save-file.ts';
import { Button } from '../parts/button.tsx';
import { KeyValue } from '../parts/facts.tsx';
import { exactTime, sizeInWords } from '../parts/words.tsx';
import { ViewerBox } from '../preview/viewer-box.tsx';
import { kindInWords } from './what-goes.tsx';
import { useReceiptKey } from './queries.ts';

export function ReceiptView({ signed }: { signed: SignedReceipt }) {
  const { t } = useLingui();
  const ownKey = useReceiptKey();
  const { receipt } = signed;
  const { target, contents } = receipt;
  return (
    <ViewerBox className="receipt" label={t`Receipt`}>
      <KeyValue
        facts={[
          { name: t`What`, value: kindInWords(target.type) },
          { name: t`ID`, value: <code>{target.id}</code> },
          { name: t`Asked for`, value: exactTime(new Date(receipt.requested_at)) },
          { name: t`Finished`, value: exactTime(new Date(receipt.finished_at)) },
          { name: t`Records`, value: recordsInWords(receipt) },
          { name: t`Versions of them`, value: receipt.revisions },
          ...(contents.files > 0
            ? [{ name: t`Contents of files`, value: `${contents.files} · ${sizeInWords(contents.bytes)}` }]
            : []),
          { name: t`Backups rewritten`, value: receipt.backups_rewritten.length },
          {
            name: t`Signed with`,
            value: (
              <>
                <code>{signed.public_key}</code>
                {ownKey.data === signed.public_key && (
                  <small className="whole">
                    {' '}
                    <Trans>the key of this server</Trans>
                  </small>
                )}
              </>
            ),
          },
        ]}
      />
      <Sentences title={t`What stays on purpose`} lines={receipt.stays} />
      <Sentences title={t`What was out of reach`} lines={receipt.out_of_reach} />
      <p className="quiet">
        <Trans>
          To check it anywhere, without this server: <code>keepsake receipt verify FILE --key KEY</code>
        </Trans>
      </p>
    </ViewerBox>
  );
}

/** As the server wrote them into what it signed, in English. */
function Sentences({ title, lines }: { title: string; lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <div className="erasure-lines">
      <strong>{title}</strong>
      <ul lang="en">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}

/** `1 memory, 3 messages`. */
export function recordsInWords({ records }: Receipt): string {
  const words = Object.entries(records).map(([kind, count]) => counted(kind, count));
  return words.length === 0 ? say`none` : words.join(', ');
}

function counted(kind: string, count: number): string {
  switch (kind) {
    case 'memory':
      return plural(count, { one: '# memory', other: '# memories' });
    case 'entry':
      return plural(count, { one: '# value', other: '# values' });
    case 'conversation':
      return plural(count, { one: '# conversation', other: '# conversations' });
    case 'message':
      return plural(count, { one: '# message', other: '# messages' });
    case 'document':
      return plural(count, { one: '# document', other: '# documents' });
    case 'item':
      return plural(count, { one: '# file', other: '# files' });
    case 'version':
      return plural(count, { one: '# version of a file', other: '# versions of files' });
    case 'project':
      return plural(count, { one: '# project', other: '# projects' });
    default:
      return `${count} ${kind}`;
  }
}

export function SaveReceipt({ signed }: { signed: SignedReceipt }) {
  const { t } = useLingui();
  const save = () =>
    saveFile(
      `keepsake-receipt-${signed.receipt.id}.json`,
      new Blob([`${JSON.stringify(signed, null, 2)}\n`], { type: 'application/json' }),
    );
  return <Button icon={Download} onClick={save}>{t`Save receipt`}</Button>;
}
