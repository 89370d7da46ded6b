/** How a backup is brought back, and what stands in its folder. */
import { Trans, useLingui } from '@lingui/react/macro';
import { CopyField, KeyValue } from '../parts/facts.tsx';

export function Restoring({ folder }: { folder: string }) {
  const { t } = useLingui();
  // In the quotes of every shell that a path could break.
  const place = /^[\w./:\\-]+$/.test(folder) ? folder : `"${folder.replaceAll('"', '\\"')}"`;
  return (
    <section>
      <h2>
        <Trans>Restoring</Trans>
      </h2>
      <div className="card">
        <p className="quiet">
          <Trans>
            On a computer without data of Keepsake, or after moving it aside: the command asks for your
            passphrase and takes the newest backup. Nothing is ever restored over what is there.
          </Trans>
        </p>
        <CopyField label={t`Restore the newest backup`} text={`keepsake restore ${place}`} />
        <CopyField label={t`Check it without a server`} text={`keepsake verify ${place}`} />
        <details className="products">
          <summary>
            <Trans>What is in the folder</Trans>
          </summary>
          <KeyValue
            facts={[
              {
                name: 'bundle.age',
                value: t`The key bundle: which backups there are, and the only keys to them. Without it the other files cannot be opened by anybody, so copy it with them.`,
              },
              { name: 'identity-….age', value: t`What your passphrase opens; it opens the bundle.` },
              { name: 'files, blobs', value: t`The data itself. Each file has a key of its own.` },
            ]}
          />
          <p className="quiet">
            <Trans>
              All of it is in the open format of age and can be opened without Keepsake. What you delete
              permanently is taken out of the backups here, too.
            </Trans>
          </p>
        </details>
      </div>
    </section>
  );
}
