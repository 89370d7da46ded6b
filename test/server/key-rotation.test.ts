/** A key with a new secret: which secrets are accepted when, and what stays the same. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CreatedKey } from '../../contract/index.ts';
import { startTestServer, type TestServer } from './running.ts';

type Secret = CreatedKey & { secret: string };

let server: TestServer;
let project: string;
let other: string;

beforeAll(async () => {
  server = await startTestServer();
  [project = '', other = ''] = await Promise.all(
    ['First', 'Other'].map(async (name) => (await server.owner.createProject({ name })).id),
  );
});

afterAll(() => server[Symbol.asyncDispose]());

async function rotate(keyId: string, overlap_seconds?: number): Promise<Secret> {
  const rotated = await server.owner.rotateKey({
    keyId,
    ...(overlap_seconds === undefined ? {} : { overlap_seconds }),
  });
  return { ...rotated, secret: rotated.secret ?? '' };
}

/** 'accepted', or the code of the refusal. */
async function tried(secret: string): Promise<string> {
  return server
    .clientOf(secret)
    .getServer({})
    .then(
      () => 'accepted',
      ({ code }: { code: string }) => code,
    );
}

describe('a rotation', () => {
  it('gives the same key a new secret, and takes both for ten minutes', async () => {
    const before = await server.newKey([project]);
    expect(before).toMatchObject({ rotated_at: null, old_secret_until: null });
    const after = await rotate(before.id);
    expect(after.id).toBe(before.id);
    expect(after.secret).not.toBe(before.secret);
    expect(after.secret_suffix).toBe(after.secret.slice(-4));
    const overlap = Date.parse(after.old_secret_until ?? '') - Date.parse(after.rotated_at ?? '');
    expect(overlap).toBe(600_000);
    expect([await tried(before.secret), await tried(after.secret)]).toEqual(['accepted', 'accepted']);
    const { items } = await server.owner.listKeys({});
    expect(items.find(({ id }) => id === before.id)).toMatchObject({
      secret_suffix: after.secret_suffix,
      old_secret_until: after.old_secret_until,
      status: 'active',
    });
    expect(JSON.stringify(items)).not.toContain(after.secret);
  });

  it('ends the old secret when its time is over, in words', async () => {
    const before = await server.newKey([project]);
    const after = await rotate(before.id, 1);
    await expect.poll(() => tried(before.secret), { timeout: 40_000 }).toBe('UNAUTHORIZED');
    expect(await tried(after.secret)).toBe('accepted');
    await expect(server.clientOf(before.secret).getServer({})).rejects.toThrow(/was replaced by a newer one/);
    expect((await server.owner.listKeys({})).items[0]).toMatchObject({
      id: before.id,
      old_secret_until: null,
    });
  });

  it('without overlap ends it with the very next request', async () => {
    const before = await server.newKey([project]);
    const after = await rotate(before.id, 0);
    expect(after.old_secret_until).toBeNull();
    expect([await tried(before.secret), await tried(after.secret)]).toEqual(['UNAUTHORIZED', 'accepted']);
  });

  it('during another one ends the eldest at once: two secrets at most are live', async () => {
    const first = await server.newKey([project]);
    const second = await rotate(first.id);
    const third = await rotate(first.id);
    const all = [first, second, third].map(({ secret }) => tried(secret));
    expect(await Promise.all(all)).toEqual(['UNAUTHORIZED', 'accepted', 'accepted']);
    for (let i = 0; i < 10; i++) await rotate(first.id);
    await expect(server.clientOf(first.secret).getServer({})).rejects.toThrow(/not known here/);
  });

  it('asked for many times at once leaves two live secrets, the newest among them', async () => {
    const first = await server.newKey([project]);
    const rotated = await Promise.all(Array.from({ length: 6 }, () => rotate(first.id)));
    const answers = await Promise.all([first, ...rotated].map(({ secret }) => tried(secret)));
    expect(answers.filter((answer) => answer === 'accepted')).toHaveLength(2);
    const shown = (await server.owner.listKeys({})).items.find(({ id }) => id === first.id)?.secret_suffix;
    const newest = rotated.find(({ secret }) => secret.endsWith(shown ?? '-'));
    expect(await tried(newest?.secret ?? '')).toBe('accepted');
  });

  it('asked for again with the same Idempotency-Key is one rotation, its secret shown once', async () => {
    const before = await server.newKey([project]);
    const input = { keyId: before.id, overlap_seconds: 60 };
    const once = await server.owner.rotateKey(input, { idempotencyKey: 'rotate once' });
    const again = await server.owner.rotateKey(input, { idempotencyKey: 'rotate once' });
    expect(again).toMatchObject({
      id: before.id,
      secret_already_shown: true,
      rotated_at: once.rotated_at,
      secret_suffix: once.secret?.slice(-4),
    });
    expect(again.secret).toBeUndefined();
    expect([await tried(before.secret), await tried(once.secret ?? '')]).toEqual(['accepted', 'accepted']);
    await expect(
      server.owner.rotateKey({ keyId: before.id, overlap_seconds: 0 }, { idempotencyKey: 'rotate once' }),
    ).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it('changes nothing that the key is known by: a write repeated with the new secret is written once', async () => {
    const before = await server.newKey([project]);
    const memory = { projectId: project, content: 'Written before and after the rotation.' };
    const repeat = { idempotencyKey: 'across' };
    const written = await server.clientOf(before.secret).addMemory(memory, repeat);
    const after = await rotate(before.id, 0);
    const again = await server.clientOf(after.secret).addMemory(memory, repeat);
    expect(again.id).toBe(written.id);
    expect(again.created_by).toMatchObject({ type: 'key', key_id: before.id });
  });
});

describe('the old secret', () => {
  it('can be ended before its time; again is no fault', async () => {
    const before = await server.newKey([project]);
    const after = await rotate(before.id);
    for (let i = 0; i < 2; i++)
      expect(await server.owner.endOldSecret({ keyId: before.id })).toMatchObject({
        old_secret_until: null,
        rotated_at: after.rotated_at,
      });
    expect([await tried(before.secret), await tried(after.secret)]).toEqual(['UNAUTHORIZED', 'accepted']);
  });

  it('ends with the new one when the key is revoked', async () => {
    const before = await server.newKey([project]);
    const after = await rotate(before.id);
    await server.owner.revokeKey({ keyId: before.id });
    expect([await tried(before.secret), await tried(after.secret)]).toEqual(['KEY_REVOKED', 'KEY_REVOKED']);
    const [key] = (await server.owner.listKeys({})).items;
    expect(key).toMatchObject({ id: before.id, status: 'revoked', old_secret_until: null });
  });
});

describe('a rotation that is refused', () => {
  it('of a key that has ended says what to do', async () => {
    const revoked = await server.newKey([project]);
    await server.owner.revokeKey({ keyId: revoked.id });
    const expired = await server.newKey([project], {
      expires_at: new Date(Date.now() - 1_000).toISOString(),
    });
    for (const { id } of [revoked, expired])
      await expect(rotate(id)).rejects.toMatchObject({
        code: 'STATE_NOT_READY',
        message: expect.stringContaining('Create a new key') as string,
      });
  });

  it('by a key, of another project, of no key, or for too long', async () => {
    const key = await server.newKey([project]);
    const byItself = server.clientOf(key.secret).rotateKey({ keyId: key.id });
    await expect(byItself).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const elsewhere = { projectId: other, keyId: key.id };
    await expect(server.owner.rotateProjectKey(elsewhere)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(server.owner.endOldProjectSecret(elsewhere)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const nobody = `key_${'0'.repeat(26)}`;
    await expect(rotate(nobody)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(rotate(key.id, 86_401)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
    expect((await server.owner.rotateProjectKey({ projectId: project, keyId: key.id })).secret).toMatch(
      /^ksk_/,
    );
  });
});
