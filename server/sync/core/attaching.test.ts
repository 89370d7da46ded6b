/** What is attached and detached when two sides of a project are compared with what both had. */
import { expect, test } from 'vitest';
import { alikeOf, documentsOf, finish, neverOn, planAttached } from './attaching.ts';

const set = (...items: string[]) => new Map(items.map((item) => [item, `doc of ${item}`]));

test('what one side alone has was attached there, or detached on the other: the base tells', () => {
  const plan = planAttached(
    set('both', 'mine', 'gone there'),
    set('both', 'theirs', 'gone here'),
    set('both', 'gone here', 'gone there'),
  );
  expect([...plan.both.keys()]).toEqual(['both']);
  expect(plan).toMatchObject({
    attachThere: ['mine'],
    attachHere: ['theirs'],
    detachThere: ['gone here'],
    detachHere: ['gone there'],
  });
});

test('with nothing known from before, what either side has attached stands', () => {
  const plan = planAttached(set('mine'), set('theirs'), new Map());
  expect(plan).toMatchObject({
    attachThere: ['mine'],
    attachHere: ['theirs'],
    detachThere: [],
    detachHere: [],
  });
});

test('what was detached here and attached anew at the server stands, for it is another document', () => {
  const plan = planAttached(new Map(), new Map([['file', 'doc_2']]), new Map([['file', 'doc_1']]));
  expect(plan).toMatchObject({ attachHere: ['file'], detachThere: [] });
});

test('what was detached at the server and attached anew here stands, for it is another document', () => {
  const base = new Map([['file', 'doc_there']]);
  const plan = planAttached(new Map([['file', 'doc_2']]), new Map(), base, new Map([['file', 'doc_1']]));
  expect(plan).toMatchObject({ attachThere: ['file'], detachHere: [] });
  const same = planAttached(new Map([['file', 'doc_1']]), new Map(), base, new Map([['file', 'doc_1']]));
  expect(same).toMatchObject({ attachThere: [], detachHere: ['file'] });
});

test('of what both have the documents of this side are remembered, also of what was attached just now', () => {
  const attached = new Map([['taken', 'doc of now']]);
  expect(documentsOf(set('both', 'taken'), set('both', 'mine'), attached)).toEqual(
    new Map([...set('both'), ...attached]),
  );
});

test('what was attached at a server that went back since is not remembered as alike', () => {
  expect(alikeOf(set('old', 'kept', 'lost'), set('old'), set('kept'))).toEqual(set('old', 'kept'));
});

test('a file that somebody detached out of a live folder is detached on the side whose folder still attaches it', () => {
  expect(neverOn(set('kept', 'dropped'), set('dropped', 'elsewhere'))).toEqual(['doc of dropped']);
  expect(neverOn(set('kept'), set())).toEqual([]);
});

test('a look that was broken off knows what it attached, and who detached that since is heard', () => {
  const begun = {
    key: 'look',
    there: set('sent', 'gone there', 'attached anew here', 'fallen'),
    here: set('taken', 'gone here', 'gone there since', 'not done'),
  };
  const answers = {
    there: new Map([
      ['sent', 'theirs'],
      ['gone there', undefined],
      ['attached anew here', undefined],
    ]),
    here: new Map([
      ['taken', 'mine'],
      ['gone here', undefined],
      ['gone there since', 'mine too'],
    ]),
  };
  const here = new Map([
    ...set('sent', 'gone there', 'fallen'),
    ['attached anew here', 'another'],
    ['taken', 'mine'],
    ['gone there since', 'mine too'],
  ]);
  const now = { here, there: set('taken', 'gone here', 'not done') };
  const done = finish(begun, answers, now, { base: set('old'), mine: set('old') });
  expect(done.base).toEqual(new Map([...set('old'), ['sent', 'theirs'], ['taken', 'doc of taken']]));
  expect(done.mine).toEqual(new Map([...set('old'), ['sent', 'doc of sent'], ['taken', 'mine']]));
  expect(done.detachHere).toEqual(new Map([...set('gone there'), ['gone there since', 'mine too']]));
  expect(done.detachThere).toEqual(set('gone here'));
});
