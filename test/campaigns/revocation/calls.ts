/** One request with a secret, by REST or MCP, and what came of it. */

export interface Outcome {
  /** `performance.now()` when it was sent. */
  readonly startedAt: number;
  /** `refused`: for the reason that was to be expected. */
  readonly kind: 'accepted' | 'refused' | 'other';
  /** Of what is neither. */
  readonly told: string;
}

const refusals = ['KEY_REVOKED', 'ACCOUNT_SUSPENDED'];

/** @param way even numbers go by REST, odd ones by MCP */
export async function call(
  address: string,
  secret: string,
  projectId: string,
  way: number,
): Promise<Outcome> {
  const startedAt = performance.now();
  const headers = { authorization: `Bearer ${secret}` };
  try {
    const answer =
      way % 2 === 0
        ? await fetch(`${address}/api/v1/projects/${projectId}/memories?page_size=1`, { headers })
        : await fetch(`${address}/mcp`, { method: 'POST', ...toolCall(headers) });
    const text = await answer.text();
    const isGood = answer.status === 200 && !text.includes('"isError":true');
    if (isGood) return { startedAt, kind: 'accepted', told: '' };
    const isRefusal = [401, 403].includes(answer.status) && refusals.some((code) => text.includes(code));
    return {
      startedAt,
      kind: isRefusal ? 'refused' : 'other',
      told: `${answer.status} ${text.slice(0, 200)}`,
    };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : '';
    return { startedAt, kind: 'other', told: `${String(error)} ${cause}` };
  }
}

function toolCall(headers: Record<string, string>): { headers: Record<string, string>; body: string } {
  const accepted = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
  const params = { name: 'list_memories', arguments: { limit: 1 } };
  return {
    headers: { ...headers, ...accepted },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }),
  };
}
