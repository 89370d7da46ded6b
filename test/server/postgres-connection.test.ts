/** Reaching a database beyond this computer: by TLS that proves who it is, with a password that stands in no argument. */
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, it, vi } from 'vitest';
import { openPostgresStore } from '../../server/store/postgres/index.ts';
import { createAuthority, type Authority } from '../harness/certificates.ts';
import { needs } from '../harness/component.ts';
import { startPostgres, type PostgresServer } from '../harness/postgres.ts';

// Another address of this computer's own network stands for another computer.
const host = '127.0.0.2';
const password = 'hunter-7431';
const masterKey = Buffer.alloc(32, 9);
let authority: Authority | undefined;
let server: PostgresServer | undefined;
let url: string;

beforeEach(async (context) => {
  if (server !== undefined) return;
  const initdb = needs(context, 'postgresql');
  authority = createAuthority();
  const { key, cert } = authority.sign(`IP:${host}`);
  const port = await freePort();
  server = await startPostgres(initdb, (place) => [
    `listen_addresses=${host},127.0.0.3`,
    `port=${port}`,
    'ssl=on',
    `ssl_key_file=${place('server.key', key)}`,
    `ssl_cert_file=${place('server.pem', cert)}`,
    `hba_file=${place('hba.conf', `local all all trust\nhost all all 127.0.0.0/8 scram-sha-256\n`)}`,
  ]);
  const local = await server.database();
  await server.run(local, `ALTER USER keepsake PASSWORD '${password}'`);
  url = `postgres://keepsake@${host}:${port}${new URL(local).pathname}`;
});
afterAll(async () => {
  authority?.[Symbol.dispose]();
  await server?.[Symbol.asyncDispose]();
});

/** Answers as a PostgreSQL does that has no TLS. */
async function startWithoutTls(): Promise<{ url: string; heard: () => string; close: () => void }> {
  let heard = '';
  const listening = createServer((socket) =>
    socket.on('data', (bytes) => {
      heard += bytes.toString('latin1');
      socket.write('N');
    }),
  ).listen(0, host);
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  return {
    url: `postgres://keepsake@${host}:${port}/keepsake?sslmode=disable`,
    heard: () => heard,
    close: () => void listening.close(),
  };
}

async function freePort(): Promise<number> {
  const listening = createServer().listen(0, host);
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  listening.close();
  return port;
}

it('takes the password from where it is given, when the certificate proves the database', async () => {
  const ca = readFileSync(authority?.path ?? '', 'utf8');
  const given = await openPostgresStore({ url, password, authority: ca, masterKey });
  await given.probe();
  expect(await given.accounts()).toEqual([]);
  await given.close();
  const file = join(tmpdir(), `ks-pgpass-${process.pid}`);
  writeFileSync(file, `${host}:*:*:keepsake:${password}\n`, { mode: 0o600 });
  vi.stubEnv('PGPASSFILE', file);
  const warnings: Error[] = [];
  const heard = (warning: Error) => void warnings.push(warning);
  process.on('warning', heard);
  const found = await openPostgresStore({ url, authority: ca, masterKey });
  await found.probe();
  await found.close();
  process.off('warning', heard);
  expect(warnings).toEqual([]);
  rmSync(file);
});

it('says what is wrong, and no secret: an unknown authority, a wrong password, none at all', async () => {
  const ca = readFileSync(authority?.path ?? '', 'utf8');
  const open = (more: object) => openPostgresStore({ url, masterKey, ...more });
  await expect(open({ password })).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: expect.stringContaining('did not prove who it is') as string,
  });
  await expect(open({ password: 'wrong-8652', authority: ca })).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: expect.stringMatching(/^(?!.*8652).*refused the connection \(28P01\)/) as string,
  });
  vi.stubEnv('PGPASSFILE', '/nowhere');
  await expect(open({ authority: ca })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

it('sends nothing to a database beyond this computer that has no TLS, or whose certificate is for another name', async () => {
  const plain = await startWithoutTls();
  const unproven = {
    code: 'UNAVAILABLE',
    message: expect.stringContaining('did not prove who it is') as string,
  };
  await expect(openPostgresStore({ url: plain.url, password, masterKey })).rejects.toMatchObject(unproven);
  // At every try the question for TLS, of eight bytes, and no name, password or database.
  expect(plain.heard().replaceAll('\0\0\0\x08\x04\xd2\x16\x2f', '?')).toMatch(/^\?+$/);
  plain.close();
  const ca = readFileSync(authority?.path ?? '', 'utf8');
  const other = url.replace(host, '127.0.0.3');
  await expect(openPostgresStore({ url: other, password, authority: ca, masterKey })).rejects.toMatchObject(
    unproven,
  );
});
