/** The thread that writes: the only one that changes a file of the data folder. */
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { openFiles, type FolderOptions } from './files.ts';
import { createAnswers, reportError, reportNotReady, reportReady, type Request } from './threads.ts';
import type { WriterCalls } from './wire.ts';
import { createWriting } from './writing.ts';

// Bounds how long the first of a group waits for the last.
const largestGroup = 512;
const flushMarksMs = 250;

function serve(port: MessagePort, options: FolderOptions): void {
  const answers = createAnswers(port);
  const files = openFiles(options, 'write');
  const writing = createWriting(files, answers, (error) => reportError(answers, error));
  let queue: Request<WriterCalls>[] = [];
  let flushTimer: NodeJS.Timeout | undefined;

  function turn(): void {
    const requests = queue.slice(0, largestGroup);
    queue = queue.slice(largestGroup);
    if (queue.length > 0) setImmediate(turn);
    writing.turn(requests);
    answers.send();
    if (writing.hasPendingMarks) flushTimer ??= setTimeout(flush, flushMarksMs);
    const close = requests.find(({ name }) => name === 'close');
    if (close !== undefined) finish(close.n);
  }

  function flush(): void {
    flushTimer = undefined;
    writing.flush();
    answers.send();
  }

  function finish(n: number): void {
    clearTimeout(flushTimer);
    answers.attempt(n, () => {
      writing.flush();
      // Closing the last connection of a file moves its log into it.
      files.close();
    });
    answers.send();
  }

  port.on('message', (requests: Request<WriterCalls>[]) => {
    if (queue.length === 0) setImmediate(turn);
    queue.push(...requests);
  });
  reportReady(answers);
}

if (parentPort !== null) {
  try {
    serve(parentPort, workerData as FolderOptions);
  } catch (error) {
    reportNotReady(createAnswers(parentPort), error);
  }
}
