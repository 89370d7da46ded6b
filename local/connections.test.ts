/** Connections are kept by name, one beside the other, without secrets. */
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  listConnections,
  readConnection,
  removeConnection,
  saveConnection,
  type Connection,
} from './connections.ts';
import { newFolders } from './folders.suite.ts';

const local: Connection = { name: 'default', server: { type: 'local' }, keyId: 'key_1' };
const remote: Connection = {
  name: 'work.example',
  server: { type: 'remote', url: 'https://memory.example/mcp' },
};

test('what is saved is read back, also under a name with dots', async () => {
  const { paths } = newFolders();
  expect(listConnections(paths)).toEqual([]);
  await saveConnection(paths, local);
  await saveConnection(paths, remote);
  expect(listConnections(paths)).toEqual([local, remote]);
  expect(readConnection(paths, 'work.example')).toEqual(remote);
  expect(readConnection(paths, 'other')).toBeUndefined();
});

test('saving replaces the connection of that name, and removing leaves the others', async () => {
  const { paths } = newFolders();
  await saveConnection(paths, local);
  await saveConnection(paths, remote);
  await saveConnection(paths, { ...local, keyId: 'key_2' });
  expect(readConnection(paths, 'default')?.keyId).toBe('key_2');
  await removeConnection(paths, 'default');
  expect(listConnections(paths)).toEqual([remote]);
});

test.skipIf(process.platform === 'win32')('the file is for this person alone', async () => {
  const { paths } = newFolders();
  await saveConnection(paths, local);
  expect(statSync(join(paths.configFolder, 'connections.json')).mode & 0o777).toBe(0o600);
});

test('a damaged file is named, not taken for an empty one', () => {
  const { paths } = newFolders();
  writeFileSync(join(paths.configFolder, 'connections.json'), '{"connections": {');
  expect(() => readConnection(paths, 'default')).toThrow('connections.json is damaged');
});
