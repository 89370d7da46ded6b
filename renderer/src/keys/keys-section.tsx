/** MCP Servers: the keys that AI clients use, each secret shown once. */
import { useState } from 'react';
import type { CreatedKey, Key } from '../../../contract/index.ts';
import { client } from '../data/client.ts';
import { useChange, useKeys } from '../data/queries.ts';
import { CopyButton, Dialog, Field, ListState, When } from '../parts/pieces.tsx';

export function KeysSection({ projectId }: { projectId: string }) {
  const keys = useKeys(projectId);
  const [adding, setAdding] = useState(false);
  return (
    <section aria-label="MCP Servers">
      <div className="actions start">
        <button type="button" onClick={() => setAdding(true)}>
          Add MCP server
        </button>
      </div>
      {adding && <NewKey projectId={projectId} onClose={() => setAdding(false)} />}
      <ListState
        query={keys}
        empty={
          <p>
            Each AI client gets a key of its own, so that you see what it does and can take it back alone.
          </p>
        }
      >
        <ul className="rows">
          {keys.data?.map((key) => (
            <KeyRow key={key.id} apiKey={key} />
          ))}
        </ul>
      </ListState>
    </section>
  );
}

function KeyRow({ apiKey }: { apiKey: Key }) {
  const [asking, setAsking] = useState(false);
  const revoke = useChange(async () => {
    await client.revokeKey({ keyId: apiKey.id });
    setAsking(false);
  });
  return (
    <li>
      <div className="grow">
        <strong>{apiKey.description}</strong>
        <small>
          <code>{apiKey.id}</code> · …{apiKey.secret_suffix} ·{' '}
          {apiKey.scope === 'read' ? 'reads' : 'reads and writes'} ·{' '}
          {apiKey.last_used_at === null ? (
            'never used'
          ) : (
            <>
              used <When time={apiKey.last_used_at} />
            </>
          )}
        </small>
      </div>
      <span className={`status ${apiKey.status === 'active' ? 'okay' : 'error'}`}>{apiKey.status}</span>
      {apiKey.status === 'active' && (
        <button
          type="button"
          className="secondary"
          onClick={() => setAsking(true)}
          aria-label={`Revoke ${apiKey.description}`}
        >
          Revoke
        </button>
      )}
      {asking && (
        <Dialog title={`Revoke “${apiKey.description}”?`} onClose={() => setAsking(false)}>
          <p>The client that uses it is refused from its next request on. This cannot be undone.</p>
          <div className="actions">
            <button type="button" className="secondary" onClick={() => setAsking(false)}>
              Cancel
            </button>
            <button
              type="button"
              className="danger"
              disabled={revoke.isPending}
              onClick={() => revoke.mutate(undefined)}
            >
              Revoke
            </button>
          </div>
        </Dialog>
      )}
    </li>
  );
}

function NewKey({ projectId, onClose }: { projectId: string; onClose: () => void }) {
  const [created, setCreated] = useState<CreatedKey>();
  const [description, setDescription] = useState('');
  const [scope, setScope] = useState<'read' | 'write'>('write');
  const [expires, setExpires] = useState('');
  const create = useChange(async () => {
    const expires_at = expires === '' ? null : new Date(`${expires}T23:59:59`).toISOString();
    setCreated(await client.createProjectKey({ projectId, description, scope, expires_at }));
  });
  if (created !== undefined) return <SecretShownOnce created={created} onClose={onClose} />;
  return (
    <Dialog title="Add MCP server" onClose={onClose}>
      <form onSubmit={(event) => (event.preventDefault(), create.mutate(undefined))}>
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
            <option value="write">read and write memories</option>
            <option value="read">read only</option>
          </select>
        </Field>
        <Field label="Ends on" hint="Left empty, it does not end.">
          <input type="date" value={expires} onChange={(event) => setExpires(event.target.value)} />
        </Field>
        <div className="actions">
          <button type="button" className="secondary" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" disabled={create.isPending}>
            Generate
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function SecretShownOnce({ created, onClose }: { created: CreatedKey; onClose: () => void }) {
  const secret = created.secret ?? '';
  const configuration = JSON.stringify(
    {
      mcpServers: { keepsake: { url: created.endpoint_url, headers: { Authorization: `Bearer ${secret}` } } },
    },
    null,
    2,
  );
  return (
    <Dialog title="The secret, shown this once" onClose={onClose}>
      <p>Copy it now. Keepsake keeps only a fingerprint of it and cannot show it again.</p>
      <div className="secret">
        <code>{secret}</code>
        <CopyButton text={secret} label="Copy secret" />
      </div>
      <p>For a client that takes a URL:</p>
      <pre>{configuration}</pre>
      <CopyButton text={configuration} label="Copy configuration" />
      <p>
        Better, where the client can start a program, is the bridge: it keeps the secret in the keychain
        instead of in a file. Run <code>keepsake key create “{created.description}” --connection NAME</code>{' '}
        and let the client start <code>keepsake bridge --connection NAME</code>.
      </p>
      <div className="actions">
        <button type="button" onClick={onClose}>
          I have copied it
        </button>
      </div>
    </Dialog>
  );
}
