/** The list of screens and the index of their pictures; the campaign itself takes minutes. */
import { expect, test } from 'vitest';
import { galleryOf } from './screens/gallery.ts';
import { screens } from './screens/routes.ts';

test('every screen has a name of its own and an address', () => {
  const places = { project: 'p', folder: 'f', pdf: 'd', sheet: 's', picture: 'i', letter: 'l' };
  const all = { ...places, memory: 'm', conversation: 'c', entry: 'e' };
  expect(new Set(screens.map(({ name }) => name)).size).toBe(screens.length);
  for (const { hash } of screens) expect(hash(all)).toMatch(/^#\/[\w/%-]+$/);
});

test('the index shows what was taken, and leaves out what was not', () => {
  const text = galleryOf(screens, new Set(['drive-empty-1280-light', 'trash-error-800-dark']));
  expect(text).toContain('## Document Drive');
  expect(text).toContain('[dark](drive-empty-1280-dark.webp)');
  expect(text).not.toContain('Trash');
});
