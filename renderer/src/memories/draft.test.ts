/** Drafts are kept until they are forgotten, and what is broken is no draft. */
import { describe, expect, it } from 'vitest';
import { keepDraft, readDraft, tagsOf } from './draft.ts';

function keeper(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> & { kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, text) => void kept.set(name, text),
    removeItem: (name) => void kept.delete(name),
  };
}

describe('a draft', () => {
  it('is there until it is forgotten, for one memory of one project', () => {
    const own = keeper();
    const draft = { content: 'Tea at four.', name: '', tags: 'house' };
    keepDraft('p', 'new', draft, own);
    expect(readDraft('p', 'new', own)).toEqual(draft);
    expect(readDraft('q', 'new', own)).toBeUndefined();
    expect(readDraft('p', 'mem', own)).toBeUndefined();
    keepDraft('p', 'new', undefined, own);
    expect(readDraft('p', 'new', own)).toBeUndefined();
    expect(own.kept.size).toBe(0);
  });

  it('that cannot be read is none', () => {
    const own = keeper();
    for (const text of ['{', '[]', '{"content":1,"name":"","tags":""}', '{"content":"a"}']) {
      own.setItem('draft p new', text);
      expect([text, readDraft('p', 'new', own)]).toEqual([text, undefined]);
    }
  });

  it('survives a storage that refuses', () => {
    const refusing = {
      ...keeper(),
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError');
      },
    };
    expect(() => keepDraft('p', 'new', { content: 'a', name: '', tags: '' }, refusing)).not.toThrow();
  });
});

it('tags are parted by commas of any script, each once', () => {
  expect(tagsOf(' travel, house ،travel、 ,')).toEqual(['travel', 'house']);
});
