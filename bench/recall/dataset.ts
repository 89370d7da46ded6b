/** Conversations in LoCoMo's format (Maharana et al., "Evaluating Very Long-Term Conversational Memory", ACL 2024). */
import { readFileSync } from 'node:fs';

export interface Turn {
  readonly id: string;
  readonly session: string;
  readonly speaker: string;
  /** What was said, and the caption of a shared image. */
  readonly text: string;
  readonly date: string;
  /** Milliseconds since 1970. */
  readonly time: number;
}

export interface Question {
  readonly qid: string;
  readonly text: string;
  /** 1 multi-hop, 2 temporal, 3 open-domain, 4 single-hop, 5 adversarial. */
  readonly category: number;
  /** Empty in category 5: the conversation does not tell. */
  readonly answer: string;
  /** Ids of the turns that hold the answer. */
  readonly evidence: ReadonlySet<string>;
}

export interface Conversation {
  readonly id: string;
  readonly turns: readonly Turn[];
  readonly questions: readonly Question[];
}

interface RawTurn {
  readonly dia_id: string;
  readonly speaker: string;
  readonly text?: string;
  readonly blip_caption?: string | readonly string[];
}

interface RawConversation {
  readonly sample_id: string;
  readonly conversation: Readonly<Record<string, unknown>>;
  readonly qa: readonly {
    question: string;
    category: number;
    answer?: string | number;
    evidence?: readonly unknown[];
  }[];
}

export function loadConversations(file: string): Conversation[] {
  const raw = JSON.parse(readFileSync(file, 'utf8')) as readonly RawConversation[];
  return raw.map(({ sample_id: id, conversation, qa }) => {
    const turns = sessionsOf(conversation).flatMap((session) => turnsOf(conversation, session));
    const known = new Set(turns.map((turn) => turn.id));
    const questions = qa.map((question, at): Question => {
      const evidence = evidenceOf(question.evidence ?? [], known);
      const { question: text, category, answer = '' } = question;
      return { qid: `${id}#${at}`, text, category, answer: String(answer), evidence };
    });
    return { id, turns, questions };
  });
}

function sessionsOf(conversation: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(conversation)
    .filter((key) => /^session_\d+$/.test(key))
    .sort((one, other) => Number(one.slice(8)) - Number(other.slice(8)));
}

function turnsOf(conversation: Readonly<Record<string, unknown>>, session: string): Turn[] {
  const date = String(conversation[`${session}_date_time`] ?? '');
  return (conversation[session] as readonly RawTurn[]).map((turn, at) => ({
    id: turn.dia_id,
    session: `D${session.slice(8)}`,
    speaker: turn.speaker,
    text: withCaption((turn.text ?? '').trim(), [turn.blip_caption ?? ''].flat().join('; ')),
    date,
    time: parseDate(date) + at * 1_000,
  }));
}

function withCaption(text: string, caption: string): string {
  return caption === '' ? text : `${text} [shared image: ${caption}]`.trim();
}

const months = 'january february march april may june july august september october november december'.split(
  ' ',
);

/** `1:56 pm on 8 May, 2023`, taken as UTC. */
function parseDate(text: string): number {
  const match = /(\d+):(\d+)\s*(am|pm)\s+on\s+(\d+)\s+([A-Za-z]+),?\s+(\d{4})/i.exec(text);
  if (match === null) throw new Error(`"${text}" is not a date as LoCoMo writes it`);
  const [, hour, minute, half, day, month, year] = match as unknown as string[];
  const hours = (Number(hour) % 12) + (half?.toLowerCase() === 'pm' ? 12 : 0);
  return Date.UTC(
    Number(year),
    months.indexOf((month ?? '').toLowerCase()),
    Number(day),
    hours,
    Number(minute),
  );
}

/** The lists have slips such as `D8:6; D9:17`, `D:11:26`, `D30:05` and `D12:3-5`; ids that name no turn are dropped. */
function evidenceOf(raw: readonly unknown[], known: ReadonlySet<string>): Set<string> {
  const found = new Set<string>();
  const add = (session: number, turn: number): void => {
    const id = `D${session}:${turn}`;
    if (known.has(id)) found.add(id);
  };
  for (const item of raw) {
    const range = /D\s*:?\s*(\d+)\s*[:;]\s*(\d+)\s*-\s*(?:D\s*:?\s*(\d+)\s*:\s*)?(\d+)/g;
    const rest = String(item).replace(
      range,
      (_, session: string, first: string, other: string | undefined, last: string) => {
        if (other === undefined || other === session)
          for (let turn = Number(first); turn <= Number(last); turn++) add(Number(session), turn);
        return ' ';
      },
    );
    for (const [, session, turn] of rest.matchAll(/D\s*:?\s*(\d+)\s*[:;]\s*(\d+)/g))
      add(Number(session), Number(turn));
  }
  return found;
}

/** Tokens that a reader spends on a turn, at four characters each. */
export function tokensOf(turn: Turn): number {
  return Math.ceil(`[${turn.date}] ${turn.speaker}: ${turn.text}`.length / 4);
}
