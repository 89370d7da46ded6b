/** Where what was found is opened. */
import { expect, test } from 'vitest';
import { hashOf, readRoute } from '../data/route.ts';
import { linkTo, placeOf } from './place.ts';

test('a passage of a document is opened at its place, and the address can be read back', () => {
  const place = placeOf({ type: 'document', id: 'doc_1', projectId: 'prj_1', passageId: 'doc_1#3' });
  expect(hashOf(place)).toBe('#/preview/prj_1/doc_1/3');
  expect(readRoute(hashOf(place))).toEqual(place);
});

test('a memory has no passages; files and folders are of the drive', () => {
  const memory = placeOf({ type: 'memory', id: 'mem_1', projectId: 'prj_1', passageId: 'mem_1' });
  expect(hashOf(memory)).toBe('#/projects/prj_1/memories/mem_1');
  expect(hashOf(placeOf({ type: 'folder', id: 'itm_1' }))).toBe('#/drive/itm_1');
  const file = placeOf({ type: 'file', id: 'itm_2' });
  expect(readRoute(hashOf(file))).toEqual(file);
});

test('links are those of citations', () => {
  const passage = { type: 'message', id: 'conv_1', projectId: 'prj_1', passageId: 'conv_1#4' } as const;
  expect(linkTo(passage)).toBe('keepsake://open/prj_1/conv_1?passage=4');
  expect(linkTo({ type: 'folder', id: 'itm_1' })).toBe('keepsake://drive/itm_1');
});
