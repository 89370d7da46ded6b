/** Signs of life during long calls. */
import { expect, test } from 'vitest';
import { startHeartbeat } from './heartbeat.ts';

const request = (_meta?: Record<string, unknown>) =>
  ({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: _meta === undefined ? {} : { _meta } }) as const;

test('come on the client’s own token, counting up, until the server says something itself', async () => {
  const sent: { params?: { progressToken?: unknown; progress?: number } }[] = [];
  const heartbeat = startHeartbeat(
    request({ progressToken: 'mine' }),
    (message) => sent.push(message as never),
    5,
  );
  await expect.poll(() => sent.length).toBeGreaterThan(2);
  heartbeat?.watch({ said: 'by the server' });
  const told = sent.length;
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(sent).toHaveLength(told);
  const beats = sent.slice(0, -1).map(({ params }) => params);
  expect(beats[0]?.progressToken).toBe('mine');
  const values = beats.map((params) => params?.progress ?? 0);
  expect(values).toEqual(values.toSorted((one, other) => one - other));
  expect(new Set(values).size).toBe(values.length);
});

test('do not come to a client that gave no token', () => {
  expect(startHeartbeat(request(), () => undefined, 5)).toBeUndefined();
});
