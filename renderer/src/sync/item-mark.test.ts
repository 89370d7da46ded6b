/** Which mark a file or folder gets, where several things hold of it. */
import { i18n } from '@lingui/core';
import { Cloud, CloudAlert, CloudDownload, CloudUpload, TriangleAlert } from 'lucide-react';
import { beforeAll, expect, it } from 'vitest';
import { markOf } from './item-mark.tsx';

const here = { place: 'here', keep: null, own: false, received_bytes: null, problem: null } as const;
const remote = { ...here, place: 'remote' } as const;

beforeAll(() => i18n.loadAndActivate({ locale: 'en', messages: {} }));

it('shows what needs a person first, and nothing for what is here and sent', () => {
  expect(markOf('synced', here)).toBeUndefined();
  expect(markOf(undefined, undefined)).toBeUndefined();
  expect(markOf('refused', remote, 'It is too large.')).toMatchObject({
    icon: TriangleAlert,
    isTrouble: true,
    text: expect.stringContaining('It is too large.'),
  });
  expect(markOf('waiting', remote)?.icon).toBe(CloudUpload);
  expect(markOf('synced', remote)?.icon).toBe(Cloud);
  expect(markOf('synced', { ...remote, keep: 'here' })?.icon).toBe(CloudDownload);
  expect(markOf('synced', { ...remote, keep: 'here', problem: 'It is gone.' })?.icon).toBe(CloudAlert);
  expect(markOf('synced', { ...remote, problem: 'It is gone.', received_bytes: 5 })?.icon).toBe(
    CloudDownload,
  );
});

it('tells of a choice where it was made, not at everything below', () => {
  const folder = { ...here, place: null, keep: 'placeholder' } as const;
  expect(markOf('synced', folder)).toBeUndefined();
  expect(markOf('synced', { ...folder, own: true })?.icon).toBe(Cloud);
});
