/** MCP Servers: the keys that AI clients use. */
import { useState } from 'react';
import type { Key } from '../../../contract/index.ts';
import { client } from '../data/client.ts';
import { useChange, useKeys } from '../data/queries.ts';
import { FormDialog } from '../parts/dialog.tsx';
import { ListState } from '../parts/list-state.tsx';
import { RowAction, RowMain } from '../parts/row.tsx';
import { count, When } from '../parts/words.tsx';
import { NewKey } from './new-key.tsx';

export function KeysSection({ projectId }: { projectId: string }) {
  const keys = useKeys(projectId);
  const [adding, setAdding] = useState(false);
  return (
    <section aria-label="MCP Servers">
      <div className="toolbar">
        <output className="summary">{keys.total > 0 && count(keys.total, 'key')}</output>
        <button type="button" onClick={() => setAdding(true)}>
          Add MCP server
        </button>
      </div>
      {adding && <NewKey projectId={projectId} onClose={() => setAdding(false)} />}
      <ListState
        list={keys}
        empty={
          <>
            <strong>No AI client is connected yet</strong>
            <p>
              Each client gets a key of its own, so that you see what it does and can take back its access
              alone.
            </p>
          </>
        }
      >
        <ul className="rows">
          {keys.items.map((key) => (
            <KeyRow key={key.id} apiKey={key} />
          ))}
        </ul>
      </ListState>
    </section>
  );
}

const states: Record<Key['status'], { word: string; tone: string }> = {
  active: { word: 'Active', tone: 'okay' },
  expired: { word: 'Expired', tone: 'over' },
  revoked: { word: 'Revoked', tone: 'over' },
};

function KeyRow({ apiKey }: { apiKey: Key }) {
  const [asking, setAsking] = useState(false);
  const { word, tone } = states[apiKey.status];
  return (
    <li className={tone}>
      <RowMain>
        <strong className="title">{apiKey.description}</strong>
        <small>
          {apiKey.scope === 'read' ? 'Reads' : 'Reads and writes'} ·{' '}
          {apiKey.last_used_at === null ? (
            'never used'
          ) : (
            <>
              last used <When time={apiKey.last_used_at} />
            </>
          )}
          {apiKey.expires_at !== null && (
            <>
              {' '}
              · {apiKey.status === 'expired' ? 'ended' : 'ends'} <When time={apiKey.expires_at} />
            </>
          )}
        </small>
        <small>
          <code>{apiKey.id}</code> ·{' '}
          <span className="whole">
            secret ends in <code>{apiKey.secret_suffix}</code>
          </span>
        </small>
      </RowMain>
      <span className={`status ${tone}`}>{word}</span>
      <div className="row-actions">
        {apiKey.status === 'active' && (
          <RowAction label="Revoke" of={apiKey.description} onClick={() => setAsking(true)} />
        )}
      </div>
      {asking && <RevokeKey apiKey={apiKey} onClose={() => setAsking(false)} />}
    </li>
  );
}

function RevokeKey({ apiKey, onClose }: { apiKey: Key; onClose: () => void }) {
  const revoke = useChange(
    async () => {
      await client.revokeKey({ keyId: apiKey.id });
      onClose();
    },
    { inDialog: true },
  );
  return (
    <FormDialog
      title={`Revoke “${apiKey.description}”?`}
      submit="Revoke"
      change={revoke}
      isDanger
      onClose={onClose}
    >
      <p>The client that uses it is refused from its next request on. This cannot be undone.</p>
    </FormDialog>
  );
}
