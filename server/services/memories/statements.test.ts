/** Which sentences are read as statements, and which of two contradict each other. */
import { describe, expect, it } from 'vitest';
import { contradict, statementsOf, topicOf } from './statements.ts';

/** Whether two texts hold statements on one topic that cannot both hold. */
function conflict(one: string, other: string): boolean {
  return statementsOf(one).some((first) =>
    statementsOf(other).some(
      (second) => topicOf(first) === topicOf(second) && contradict(first.value, second.value),
    ),
  );
}

describe('a contradiction', () => {
  it.each([
    ['The capital of Freedonia is Glom.', 'The capital of Freedonia is Spat.'],
    ["Ann's favourite colour is green.", 'The favourite colour of Ann is red.'],
    ['Ann lives in Berlin.', 'Ann lives in Hamburg now.'],
    ['Deadline: 5 May', 'deadline: 12 May'],
    ['The report is due on Friday.', 'The report is due on Monday.'],
    ['Notes first. Our cat is called Ulysses!', 'Our cat is named Homer.'],
    ['The office opens at 8.', 'The office opens at 9.'],
  ])('"%s" against "%s"', (one, other) => {
    expect(conflict(one, other)).toBe(true);
  });
});

describe('no contradiction', () => {
  it.each([
    ['another subject', 'Ann lives in Berlin.', 'Ben lives in Hamburg.'],
    ['another attribute', "Ann's phone is black.", "Ann's car is red."],
    ['the same in other words', 'Ann lives in Berlin.', 'Ann lives in Berlin, Germany.'],
    ['the same date', 'The report is due on 5 May.', 'The report is due on May 5th.'],
    ['several of a kind', "Ann's friend is Ben.", "Ann's friend is Cleo."],
    ['the past', 'Ann lives in Berlin.', 'Ann lived in Hamburg.'],
    ['what used to be', "Ann's car is red.", "Ann's car is blue until May."],
    ['a question', 'Ann lives in Berlin.', 'Ann lives in Hamburg?'],
    ['a guess', "Ann's car is red.", "Ann's car is probably blue."],
    ['a description', "Ann's car is red.", "Ann's car is very fast."],
    ['a general label', 'Note: buy milk', 'Note: call Ben'],
    ['a pronoun', 'It is called Ulysses.', 'It is called Homer.'],
    ['an addition', "Ann's colour is red.", "Ann's colour is also blue."],
    ['plain prose', 'We met in Berlin and talked.', 'We met in Hamburg and walked.'],
  ])('%s', (_what, one, other) => {
    expect(conflict(one, other)).toBe(false);
  });
});

it('a topic holds no word of the statement', () => {
  const [statement] = statementsOf('The password hint of Ann is tulips.');
  expect(statement && topicOf(statement)).not.toMatch(/ann|hint/i);
});
