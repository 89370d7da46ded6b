/** Makes a key for an AI client, and shows its secret this once. */
import { useState } from 'react';
import type { CreatedKey } from '../../../contract/index.ts';
import { client } from '../data/client.ts';
import { useChange } from '../data/queries.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { Dialog, Field, FormDialog } from '../parts/dialog.tsx';

export function NewKey({ projectId, onClose }: { projectId: string; onClose: () => void }) {
  const [created, setCreated] = useState<CreatedKey>();
  const [description, setDescription] = useState('');
  const [scope, setScope] = useState<'read' | 'write'>('write');
  const [expires, setExpires] = useState('');
  // Swedish writes dates as the field wants them: 2026-11-21.
  const [today] = useState(() => new Date().toLocaleDateString('sv'));
  const create = useChange(
    async () => {
      const expires_at = expires === '' ? null : new Date(`${expires}T23:59:59`).toISOString();
      setCreated(await client.createProjectKey({ projectId, description, scope, expires_at }));
    },
    { inDialog: true },
  );
  if (created !== undefined) return <SecretShownOnce created={created} onClose={onClose} />;
  return (
    <FormDialog title="Add MCP server" submit="Generate" change={create} onClose={onClose}>
      <Field label="Which client will use it?">
        <input
          value={description}
          onChange={(event) => setDescription(event.target.value)}
          required
          maxLength={200}
          placeholder="Cursor on my laptop"
        />
      </Field>
      <Field label="It may">
        <select value={scope} onChange={(event) => setScope(event.target.value as 'read' | 'write')}>
          <option value="write">read, and write memories</option>
          <option value="read">read only</option>
        </select>
      </Field>
      <Field label="Ends on" hint="Left empty, it does not end.">
        <input type="date" min={today} value={expires} onChange={(event) => setExpires(event.target.value)} />
      </Field>
    </FormDialog>
  );
}

function SecretShownOnce({ created, onClose }: { created: CreatedKey; onClose: () => void }) {
  const secret = created.secret ?? '';
  const headers = { Authorization: `Bearer ${secret}` };
  const configuration = JSON.stringify(
    { mcpServers: { keepsake: { url: created.endpoint_url, headers } } },
    null,
    2,
  );
  return (
    <Dialog title="The secret, shown this once" onClose={onClose} mustAnswer>
      <div className="dialog-body">
        <p>Copy it now. Keepsake keeps only a fingerprint of it and cannot show it again.</p>
        <div className="secret">
          <code>{secret}</code>
          <CopyButton text={secret} label="Copy secret" />
        </div>
        <h3>For a client that takes a URL</h3>
        <pre>{configuration}</pre>
        <CopyButton text={configuration} label="Copy configuration" />
        <h3>Better, where the client can start a program: the bridge</h3>
        <p>
          It keeps the secret in the keychain instead of in a file. Run{' '}
          <code>keepsake key create “{created.description}” --connection NAME</code> and let the client start{' '}
          <code>keepsake bridge --connection NAME</code>.
        </p>
      </div>
      <div className="dialog-foot">
        <button type="button" onClick={onClose}>
          I have copied it
        </button>
      </div>
    </Dialog>
  );
}
