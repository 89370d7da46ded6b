/** Which of two releases is too old, and how it is said. */
import { describe, expect, it } from 'vitest';
import { createClient } from './client.ts';
import { clientFault, compareContracts, contractHeader, serverFault, unknownOperation } from './skew.ts';
import { contractVersion } from './version.ts';

describe('contracts', () => {
  it.each([
    ['2026-11-21', '2026-11-21', 0],
    ['2026-11-21', '2026-11-21.2', -1],
    ['2026-11-21.10', '2026-11-21.9', 1],
    ['2026-11-22', '2026-11-21.4', 1],
    ['2025-12-31.9', '2026-01-01', -1],
    ['nonsense', '2026-11-21', 0],
  ])('%s beside %s', (a, b, order) => {
    expect(Math.sign(compareContracts(a, b))).toBe(order);
    expect(Math.sign(compareContracts(b, a))).toBe(order === 0 ? 0 : -order);
  });

  it('say which of the two is too old', () => {
    expect(clientFault('2026-01-01', '2026-02-01')?.message).toMatch(
      /program is too old.*Update the program/,
    );
    expect(serverFault('2026-01-01', '2026-02-01')?.message).toMatch(/server is too old.*Update the server/);
    for (const fine of [undefined, '2026-02-01', '2026-03-01', 'nonsense'])
      for (const fault of [clientFault, serverFault]) expect(fault(fine, '2026-02-01')).toBeUndefined();
    expect(unknownOperation('2026-01-01', '2026-02-01')?.message).toContain('Update the server');
    expect(unknownOperation('2026-02-01', '2026-01-01')?.message).toContain('Update this program');
    expect(unknownOperation('2026-02-01', '2026-02-01')).toBeUndefined();
  });
});

describe('the typed client', () => {
  const answering = (version: string | null, status: number, body: object) => {
    const sent: Record<string, string>[] = [];
    const client = createClient({
      baseUrl: 'http://server',
      newIdempotencyKey: () => 'k',
      fetch: (_url, { headers }) => {
        sent.push(headers);
        const get = (name: string) => (name === contractHeader ? version : null);
        return Promise.resolve({
          status,
          headers: { get },
          text: () => Promise.resolve(JSON.stringify(body)),
        });
      },
    });
    return { client, sent };
  };
  const unknown = { success: false, code: 'NOT_FOUND', message: 'There is nothing at …' };
  const details = { unknown_operation: true };

  it('says which contract it speaks', async () => {
    const { client, sent } = answering(contractVersion, 200, { success: true, data: { items: [] } });
    await client.listDrives({});
    expect(sent[0]).toMatchObject({ [contractHeader]: contractVersion });
  });

  it('refuses a server that is too old, whatever it answers', async () => {
    const { client } = answering('2020-01-01', 200, { success: true, data: {} });
    await expect(client.listDrives({})).rejects.toThrow('The server is too old for this program');
  });

  it('says so when a server does not know an operation because it is older', async () => {
    const older = answering('2026-11-21', 404, { ...unknown, details }).client;
    await expect(older.listDrives({})).rejects.toThrow('the server is the older one');
    const same = answering(contractVersion, 404, { ...unknown, details }).client;
    await expect(same.listDrives({})).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const missing = answering('2026-11-21', 404, unknown).client;
    await expect(missing.listDrives({})).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
