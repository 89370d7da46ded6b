/** How links stand, in words: what needs a person comes first. */
import { i18n } from '@lingui/core';
import { beforeAll, expect, it } from 'vitest';
import type { ProjectSyncState, SyncState } from '../../../contract/operations/links.ts';
import { hostOf, inWords, shareOf } from './state-words.ts';

beforeAll(() => i18n.loadAndActivate({ locale: 'en', messages: {} }));

const refused = [{ kind: 'memory', id: 'mem_1', reason: 'over the quota' }];
const project = (given: Partial<ProjectSyncState>) =>
  ({ state: 'synced', pending: 0, sent: 0, ...given }) as ProjectSyncState;
const link = (...projects: Partial<ProjectSyncState>[]) =>
  ({ projects: projects.map(project), files: null }) as unknown as SyncState;

it('says each state, and how much waits', () => {
  expect(inWords({ state: 'synced', pending: 0 })).toEqual({ tone: 'okay', text: 'Synced' });
  expect(inWords({ state: 'waiting', pending: 3 }).text).toBe('3 waiting');
  expect(inWords({ state: 'offline', pending: 3 }).text).toBe('Offline, 3 waiting');
  expect(inWords({ state: 'paused', pending: 0 }).text).toBe('Sync paused');
  expect(inWords({ state: 'sending', pending: 1_001 }).text).toBe('Sending 1,000+');
});

it('puts first what needs a person', () => {
  expect(inWords({ state: 'error', pending: 2, clashes: 1 })).toEqual({ tone: 'error', text: 'Not synced' });
  expect(inWords({ state: 'synced', pending: 0, clashes: 1, refused }).text).toBe('1 conflict');
  expect(inWords({ state: 'offline', pending: 0, refused }).text).toBe('1 refused');
});

it('knows how far it is only where the whole is known', () => {
  expect(shareOf(link({ sent: 30, pending: 10 }, { sent: 0, pending: 20 }))).toBe(0.5);
  expect(shareOf(link({ sent: 30, pending: 1_001 }))).toBeUndefined();
  expect(shareOf(link({ state: 'taking', sent: 1 }))).toBeUndefined();
  expect(shareOf(link())).toBeUndefined();
});

it('names a server by its host', () => {
  expect(hostOf('https://memory.example:8443/keepsake')).toBe('memory.example:8443');
  expect(hostOf('no address')).toBe('no address');
});
