/** The contract holds together: its fingerprint, its tools' limits, its OpenAPI and the client's requests. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createClient, type RequestLike } from './client.ts';
import { KeepsakeError, errorStatus } from './errors.ts';
import { contractText } from './fingerprint.ts';
import { openApiDocument } from './openapi.ts';
import { pathParameters, type Operation } from './operation.ts';
import { operations } from './operations/index.ts';
import { serverInstructions, toolsFor } from './tools.ts';
import { contractVersions } from './version.ts';

const all = Object.entries(operations as Record<string, Operation>);

describe('the contract', () => {
  it('has the fingerprint of its newest version; whoever changes a schema adds a version to version.ts', () => {
    const fingerprint = createHash('sha256').update(contractText()).digest('hex');
    expect(contractVersions[0].fingerprint).toBe(fingerprint);
  });

  it('orders its versions newest first, each once', () => {
    const versions = contractVersions.map(({ version }) => version);
    expect(versions).toEqual([...new Set(versions)].toSorted().toReversed());
  });

  it.each(all)('%s takes every parameter of its path from its input', (_name, operation) => {
    const fields = Object.keys(operation.input.shape);
    expect(fields).toEqual(expect.arrayContaining(pathParameters(operation.path)));
  });

  it('has no two operations on one method and path with the same kind of body', () => {
    const places = all.map(([, { method, path, body }]) => `${method} ${path} ${body ?? 'json'}`);
    expect(places).toEqual([...new Set(places)]);
  });
});

describe('tools', () => {
  it('are at most twenty, described within the 2,048 characters where clients cut', () => {
    const listed = toolsFor('write');
    expect(listed.length).toBeLessThanOrEqual(20);
    for (const [, tool] of listed) expect(tool.description.length).toBeLessThan(2_048);
    expect(serverInstructions.length).toBeLessThan(2_048);
  });

  it('that write are not offered to a scope that reads, and the order is constant', () => {
    expect(toolsFor('read').map(([name]) => name)).toEqual([
      'search',
      'fetch',
      'list_memories',
      'project_overview',
      'query_table',
      'kv_get',
      'kv_list',
      'read_conversation',
      'memory_history',
    ]);
    expect(toolsFor('write').map(([name]) => name)).toEqual([
      'search',
      'fetch',
      'list_memories',
      'project_overview',
      'query_table',
      'add_memory',
      'update_memory',
      'delete_memory',
      'kv_get',
      'kv_list',
      'kv_set',
      'kv_delete',
      'append_messages',
      'read_conversation',
      'memory_history',
      'restore_memory',
    ]);
  });

  it('say they only read exactly when any key may call them', () => {
    for (const [, tool] of toolsFor('write'))
      expect(tool.annotations.readOnlyHint).toBe(tool.access === 'read');
  });
});

describe('the OpenAPI description', () => {
  it('names every operation, and both bodies where two share a path', () => {
    const text = JSON.stringify(openApiDocument());
    const named = all.filter(([, { body }]) => body !== 'file').map(([name]) => `"operationId":"${name}"`);
    expect(named.filter((name) => !text.includes(name))).toEqual([]);
    expect(text).toContain('multipart/form-data');
    for (const code of Object.keys(errorStatus)) expect(text).toContain(code);
  });
});

describe('the client', () => {
  function recording(status: number, body: unknown) {
    const sent: { url: string; request: RequestLike }[] = [];
    const client = createClient({
      baseUrl: 'http://127.0.0.1:1',
      token: () => 'ksk_secret',
      newIdempotencyKey: () => 'key-1',
      fetch: async (url, request) => {
        sent.push({ url, request });
        return {
          status,
          headers: { get: () => null },
          text: async () => (typeof body === 'string' ? body : JSON.stringify(body)),
        };
      },
    });
    return { client, sent };
  }
  const projectId = 'prj_01h455vb4pex5vsknk084sn02q';

  it('puts path, query and body where the operation says, with the bearer and a repeat key on writes', async () => {
    const { client, sent } = recording(201, { success: true, data: { id: 'mem' } });
    expect(await client.addMemory({ projectId, content: 'a b' })).toEqual({ id: 'mem' });
    await client.listMemories({ projectId, page: 2 });
    expect(sent[0]?.url).toBe(`http://127.0.0.1:1/api/v1/projects/${projectId}/memories`);
    expect(sent[0]?.request).toMatchObject({ method: 'POST', body: '{"content":"a b"}' });
    expect(sent[0]?.request.headers).toMatchObject({
      authorization: 'Bearer ksk_secret',
      'idempotency-key': 'key-1',
    });
    expect(sent[1]?.url).toBe(`http://127.0.0.1:1/api/v1/projects/${projectId}/memories?page=2`);
    expect(sent[1]?.request.headers).not.toHaveProperty('idempotency-key');
  });

  it.each([502, 503, 504])(
    'says of a proxy that answers %d in its own words that the server is away',
    async (status) => {
      const { client } = recording(status, '<html><body>No server is available</body></html>');
      await expect(client.getProject({ projectId })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    },
  );

  it("throws the server's own code and message", async () => {
    const { client } = recording(404, { success: false, code: 'NOT_FOUND', message: 'no such project' });
    const refusal = client.getProject({ projectId });
    await expect(refusal).rejects.toBeInstanceOf(KeepsakeError);
    await expect(refusal).rejects.toMatchObject({ code: 'NOT_FOUND', message: 'no such project' });
  });

  it('says so when an answer is not from a Keepsake server, or none comes', async () => {
    await expect(recording(200, '<html>').client.getProject({ projectId })).rejects.toMatchObject({
      code: 'INTERNAL',
    });
    const away = createClient({
      baseUrl: 'http://127.0.0.1:1',
      newIdempotencyKey: () => 'k',
      fetch: () => Promise.reject(new Error('refused')),
    });
    await expect(away.getProject({ projectId })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});
