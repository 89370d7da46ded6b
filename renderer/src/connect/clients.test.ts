/** What the page tells of clients is what `keepsake connect` does: both stand in docs/mcp-setup.md. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { clientGuides, connectionNameOf, guideFor, placeHere } from './clients.ts';

const document = readFileSync(fileURLToPath(new URL('../../../docs/mcp-setup.md', import.meta.url)), 'utf8');

/** The part of the document about each client, by its name. */
function sections(): Map<string, string> {
  const [, part = ''] = document.split('<!-- clients: begin -->');
  return new Map(
    part
      .split(/^### /m)
      .slice(1)
      .map((section) => [section.slice(0, section.indexOf('\n')), section]),
  );
}

test('the twelve clients are those that can be connected', () => {
  expect(clientGuides.map(({ name }) => name)).toEqual([...sections().keys()]);
});

test.each(clientGuides)('$name is told what `keepsake connect` writes, where it writes it', (client) => {
  const section = sections().get(client.name) ?? '';
  const args = ['/path/to/keepsake', 'bridge', '--connection', client.id];
  const [, written] = /```\w+\n([\s\S]*?)\n```/.exec(section) ?? [];
  expect(client.configuration({ command: '/path/to/node', args })).toBe(written);
  expect(section).toContain(`keepsake connect ${client.id}`);
  for (const place of client.places) expect(section).toContain(`\`${place}\``);
});

test('the place is that of the system', () => {
  const [claude] = clientGuides;
  if (claude === undefined) throw new Error('there are no clients');
  expect(placeHere(claude, 'X11; Linux x86_64')).toMatch(/^~\/\.config/);
  expect(placeHere(claude, 'Macintosh; Intel Mac OS X')).toMatch(/Library/);
  expect(placeHere(claude, 'Windows NT 10.0')).toMatch(/^%APPDATA%/);
});

test('a connection is named after its key, in letters that every command line takes', () => {
  expect(connectionNameOf('Cursor on my laptop')).toBe('cursor-on-my-laptop');
  expect(connectionNameOf('--日本語--')).toBe('ai-client');
  expect(connectionNameOf('x'.repeat(200))).toHaveLength(40);
});

test('a description that names a client opens its instructions', () => {
  expect(guideFor('my goose at work').id).toBe('goose');
  expect(guideFor('something else').id).toBe('claude-desktop');
});
