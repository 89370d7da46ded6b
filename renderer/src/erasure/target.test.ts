/** IDs are told apart by their beginning, and only whole ones count. */
import { expect, test } from 'vitest';
import { kindOfId, needsProject, targetOf } from './target.ts';

const tail = '01kajz6d8ne7v9yg3wq4x2c5rt';

test('an ID says what it stands for', () => {
  expect(kindOfId(`mem_${tail}`)).toBe('memory');
  expect(kindOfId(`conv_${tail}`)).toBe('conversation');
  expect(kindOfId(`key_${tail}`)).toBe('key_writes');
});

test('what is not whole, or cannot be deleted permanently, stands for nothing', () => {
  expect(kindOfId('mem_01kajz6d8n')).toBeUndefined();
  expect(kindOfId(`bak_${tail}`)).toBeUndefined();
  expect(kindOfId(` mem_${tail}`)).toBeUndefined();
  expect(kindOfId('')).toBeUndefined();
});

test('only what lies in a project is named with it', () => {
  expect(needsProject('document')).toBe(true);
  expect(needsProject('file')).toBe(false);
  expect(targetOf('file', 'itm_1', 'prj_1')).toEqual({ type: 'file', id: 'itm_1' });
  expect(targetOf('memory', 'mem_1', 'prj_1')).toEqual({ type: 'memory', id: 'mem_1', project_id: 'prj_1' });
  expect(targetOf('key_writes', 'key_1', undefined)).toEqual({ type: 'key_writes', id: 'key_1' });
});
