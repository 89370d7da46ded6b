/** What is noticed in a text when it is written: secrets, hidden text, and instructions to a model. */
import type { Flag } from '../../../contract/index.ts';
import { hiddenTextIn } from './hidden.ts';
import { instructionsIn } from './instructions.ts';
import { secretsIn } from './secrets.ts';

/** What becomes of secrets: replaced before anything is stored, kept back for a person, or left as they are. */
export type SecretRule = 'redact' | 'hold' | 'allow';

export interface Checked<T> {
  /** The texts, without their secrets where the rule is to redact them. */
  readonly texts: T;
  readonly flags: Flag[];
}

/** Checks texts by name; lists are checked text by text. */
export async function checkTexts<T extends Readonly<Record<string, string | readonly string[] | undefined>>>(
  given: T,
  rule: SecretRule,
): Promise<Checked<T>> {
  const flags: Flag[] = [];
  const checked = async (text: string): Promise<string> => {
    const one = await checkText(text, rule);
    flags.push(...one.flags);
    return one.text;
  };
  const texts: Record<string, string | string[] | undefined> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || typeof value === 'string')
      texts[name] = value === undefined ? undefined : await checked(value);
    else texts[name] = await Promise.all(value.map(checked));
  }
  return { texts: texts as T, flags: withoutRepeats(flags) };
}

async function checkText(text: string, rule: SecretRule): Promise<{ text: string; flags: Flag[] }> {
  const secrets = await secretsIn(text);
  const redacts = rule === 'redact' && secrets.length > 0;
  const flags: Flag[] = [
    ...secrets.map(({ what }) => ({
      kind: 'secret' as const,
      what,
      ...(redacts ? { redacted: true as const } : {}),
    })),
    ...hiddenTextIn(text).map((what) => ({ kind: 'hidden_text' as const, what })),
    ...instructionsIn(text).map((what) => ({ kind: 'instructions' as const, what })),
  ];
  if (!redacts) return { text, flags };
  let rest = text;
  for (const { what, start, end } of secrets.toReversed())
    rest = `${rest.slice(0, start)}[redacted: ${what.replaceAll('_', ' ')}]${rest.slice(end)}`;
  return { text: rest, flags };
}

/** Each kind and rule once. */
export function withoutRepeats(flags: readonly Flag[]): Flag[] {
  return [...new Map(flags.map((flag) => [`${flag.kind} ${flag.what}`, flag])).values()];
}

/** Whether a text still holds a secret. */
export function hasSecret(flags: readonly Flag[]): boolean {
  return flags.some(({ kind, redacted }) => kind === 'secret' && redacted !== true);
}
