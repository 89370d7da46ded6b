/** What one check of the doctor comes to. */
import { toKeepsakeError } from '../../contract/index.ts';

export interface Finding {
  readonly check: string;
  readonly okay: boolean;
  readonly detail: string;
  readonly remedy?: string;
}

/** Runs a check. Errors of ours say first what is wrong, then what to do. */
export async function attempt(check: string, run: () => string | Promise<string>): Promise<Finding> {
  try {
    return { check, okay: true, detail: await run() };
  } catch (thrown) {
    const { code, message } = toKeepsakeError(thrown);
    const end = message.indexOf('. ');
    const [detail, remedy] =
      end === -1 ? [message, undefined] : [message.slice(0, end + 1), message.slice(end + 2)];
    return { check, okay: false, detail: `${code}: ${detail}`, ...(remedy === undefined ? {} : { remedy }) };
  }
}

export function linesOf(findings: readonly Finding[]): string[] {
  return findings.map(
    ({ okay, check, detail, remedy }) =>
      `${okay ? '✓' : '✗'} ${check}: ${detail}${remedy === undefined ? '' : `\n    ${remedy}`}`,
  );
}
