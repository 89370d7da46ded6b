/** Following a project's commits: from any number on, in order, for as long as the follower may. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventsOf, type Events } from '../harness/events.ts';
import { join } from './people.ts';
import { startTestServer, type TestServer } from './running.ts';

let server: TestServer;
let projectId: string;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(async () => {
  projectId = (await server.owner.createProject({ name: 'House' })).id;
});

interface Following {
  readonly after?: number;
  readonly last?: string;
}

async function follow(token: string, { after, last }: Following = {}): Promise<Events> {
  const query = after === undefined ? '' : `?after=${after}`;
  const headers = last === undefined ? {} : { 'last-event-id': last };
  const response = await server.send(`/api/v1/projects/${projectId}/changes/events${query}`, {
    token,
    headers,
  });
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
  return eventsOf(response);
}

async function take(events: Events, count: number) {
  const taken = [];
  for (let i = 0; i < count; i++) taken.push(await events.next());
  return taken.map((event) => ({ id: event?.id, ...(event?.data as { seq: number }) }));
}

const add = (content: string) => server.owner.addMemory({ projectId, content });

describe('following the changes of a project', () => {
  it('tells of those after a number, and then of new ones, as the list has them', async () => {
    const { secret } = await server.newKey([projectId]);
    await add('The boiler is in the cellar.');
    const { head: before } = await server.owner.listChanges({ projectId });
    const events = await follow(secret, { after: before - 1 });
    const [first] = await take(events, 1);
    const { id } = await add('The key hangs behind the door.');
    const [second] = await take(events, 1);
    expect([first?.id, first?.seq, second?.seq]).toEqual([String(before), before, before + 1]);
    const { changes } = await server.owner.listChanges({ projectId, after: before });
    expect(second).toEqual({ id: String(before + 1), ...changes[0] });
    expect(changes[0]?.records.map((record) => record.id)).toContain(id);
  });

  it('goes on after the last one heard, whatever the address says', async () => {
    for (let i = 0; i < 5; i++) await add(`Fact ${i}.`);
    const { head } = await server.owner.listChanges({ projectId });
    const events = await follow(server.ownerToken, { after: 0, last: String(head - 2) });
    expect((await take(events, 2)).map(({ seq }) => seq)).toEqual([head - 1, head]);
  });

  it('is refused for a project that the key does not reach, and for one that is not there', async () => {
    const other = await server.owner.createProject({ name: 'Other' });
    const { secret } = await server.newKey([other.id]);
    const path = (id: string) => `/api/v1/projects/${id}/changes/events`;
    expect((await server.send(path(projectId), { token: secret })).status).toBe(403);
    expect((await server.send(path('prj_01jz0000000000000000000000'))).status).toBe(404);
    expect((await server.send(path(projectId), { token: '' })).status).toBe(401);
  });
});

describe('a stream ends', () => {
  it('with the key, when it is revoked, expires, or its project is deleted', async () => {
    const revoked = await server.newKey([projectId]);
    const expiring = await server.newKey([projectId], {
      expires_at: new Date(Date.now() + 1_500).toISOString(),
    });
    const other = await server.newKey([projectId]);
    const streams = await Promise.all([revoked, expiring, other].map(({ secret }) => follow(secret)));
    await server.owner.revokeKey({ keyId: revoked.id });
    // These resolve only because the streams end.
    for (const stream of streams.slice(0, 2)) expect((await stream.rest()).length).toBeLessThan(3);
    await server.owner.deleteProject({ projectId });
    expect(await streams[2]?.rest()).toBeDefined();
  });

  it('with the member who made the key', async () => {
    const admin = await join(server, 'admin');
    const key = await admin.client.createKey({ description: 'a client', project_ids: [projectId] });
    const streams = await Promise.all([follow(admin.secret), follow(key.secret ?? '')]);
    await server.owner.removeMember({ memberId: admin.id });
    expect(await Promise.all(streams.map((stream) => stream.rest()))).toHaveLength(2);
  });
});
