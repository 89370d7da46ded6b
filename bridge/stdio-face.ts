/** The bridge on standard input and output, from the first line to its end. */
import { watchParent } from './parent.ts';
import type { Forwarder } from './forwarder.ts';
import { errorAnswer, isMessage, type Send } from './messages.ts';
import { readLines, writeLine } from './stdio.ts';

const parseError = -32_700;
const invalidRequest = -32_600;
/** How long answers under way, and the goodbye to a session, may still take after the client has closed its end. */
const lastAnswersMs = 50;

/** @param open makes the conversation over what gives the client a message */
export function runStdio(open: (send: Send) => Forwarder): Promise<void> {
  const send: Send = (message) => writeLine(process.stdout, message);
  const forwarder = open(send);
  const leave = (): void => process.exit(0);
  process.stdout.on('error', leave);
  process.once('SIGTERM', leave);
  process.once('SIGINT', leave);
  watchParent(leave);
  return new Promise((resolve) => {
    const end = (): void => {
      resolve();
      setTimeout(leave, lastAnswersMs);
      // Kept connections would hold the process; the client is gone.
      void forwarder
        .idle()
        .then(() => forwarder.close())
        .then(leave);
    };
    const tooLong = (): void =>
      send(errorAnswer(null, invalidRequest, 'The message is longer than 64 MB. Send less at a time.'));
    readLines(process.stdin, { line: (text) => receiveText(forwarder, text, send), tooLong, end });
  });
}

/** A line holds one message, or several in an array as revision 2025-03-26 had it. */
function receiveText(forwarder: Forwarder, text: string, send: Send): void {
  const value = parse(text);
  if (value === undefined) return send(errorAnswer(null, parseError, 'This line is not valid JSON.'));
  if (isMessage(value)) return void forwarder.receive(value, text);
  for (const message of Array.isArray(value) ? (value as unknown[]) : [value]) {
    if (isMessage(message)) forwarder.receive(message);
    else send(errorAnswer(null, invalidRequest, 'This is not a JSON-RPC 2.0 message.'));
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
