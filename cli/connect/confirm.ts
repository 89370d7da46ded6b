/** What is asked of the person before anything is changed. */
import { createInterface } from 'node:readline';

export interface Questions {
  /** The end of input is a no. */
  confirm(question: string): Promise<boolean>;
  /** A line as it was typed. */
  ask(question: string): Promise<string>;
  close(): void;
}

/** Asks on standard error, so that the output stays the result. `yes` answers every `confirm` without asking. */
export function openQuestions({ yes }: { yes: boolean }): Questions {
  let lines: AsyncIterator<string> | undefined;
  let close = (): void => undefined;
  const ask = async (question: string): Promise<string> => {
    if (lines === undefined) {
      const input = createInterface({ input: process.stdin, terminal: false });
      lines = input[Symbol.asyncIterator]();
      close = () => input.close();
    }
    process.stderr.write(`${question} `);
    const line = await lines.next();
    return line.done === true ? '' : line.value.trim();
  };
  return {
    ask,
    confirm: async (question) => yes || /^y(es)?$/i.test(await ask(`${question} [y/N]`)),
    close: () => close(),
  };
}
