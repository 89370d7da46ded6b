/** The writer thread: the only one that writes. Requests that wait are answered together by one commit per file. */
import { parentPort, workerData } from 'node:worker_threads';
import { sendError, type ReplyMessage, type RequestMessage } from './messages.ts';
import type { FileOptions } from './open.ts';
import { createWriting, type WriteRequest } from './writing.ts';

const writing = createWriting(workerData as FileOptions);
let waiting: RequestMessage[] = [];

parentPort?.on('message', (message: RequestMessage) => {
  waiting.push(message);
  // Whatever arrives before the event loop comes round joins the same group.
  if (waiting.length === 1) setImmediate(writeGroup);
});

function writeGroup(): void {
  const group = waiting;
  waiting = [];
  const closing = group.find(({ method }) => method === 'close');
  const requests = group.filter((message) => message !== closing);
  for (const reply of writing.write(requests.map(asRequest))) parentPort?.postMessage(asReply(reply));
  if (closing === undefined) return;
  writing.close();
  parentPort?.postMessage({ id: closing.id, value: null } satisfies ReplyMessage);
  parentPort?.close();
}

function asRequest({ id, method, args }: RequestMessage): WriteRequest {
  return { id, method, args } as unknown as WriteRequest;
}

function asReply(reply: { id: number; value?: unknown; error?: unknown }): ReplyMessage {
  return 'error' in reply
    ? { id: reply.id, error: sendError(reply.error) }
    : { id: reply.id, value: reply.value };
}
