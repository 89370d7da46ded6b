/** Which names stand for this computer. */
import { expect, it } from 'vitest';
import { isLoopback } from './outward.ts';

it.each([
  'http://localhost:1',
  'http://127.0.0.1:1',
  'http://127.8.8.8',
  'http://[::1]:1/mcp',
  'http://[0::1]',
])('%s is this computer', (url) => expect(isLoopback(new URL(url).hostname)).toBe(true));

it('so is ::1 as sockets have it', () => expect(isLoopback('::1')).toBe(true));

it.each([
  'http://[::2]:1',
  'http://[::ffff:7f00:1]',
  'http://127.0.0.1.example',
  'http://localhost.example',
  'http://10.0.0.1',
])('%s is not', (url) => expect(isLoopback(new URL(url).hostname)).toBe(false));
