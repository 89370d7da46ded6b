/** A thread that reads what may take long, so that the caller's event loop does not wait for it. */
import { parentPort, workerData, type MessagePort, type TransferListItem } from 'node:worker_threads';
import type { StoredRow } from '../store.ts';
import { storeFailure } from './failures.ts';
import { openFiles, type Files, type FolderOptions } from './files.ts';
import { readHistory } from './history-reads.ts';
import { changes, count, list, revisions, rows, rowsOf } from './reads.ts';
import { size, tally } from './sizes.ts';
import { settingsOf } from './settings.ts';
import { createAnswers, reportNotReady, reportReady, type Request } from './threads.ts';
import type { ReaderCalls } from './wire.ts';

// Below this, copying costs less than handing over.
const transferFromBytes = 16_384;
const quickMs = 1;

function answer(files: Files, request: Request<ReaderCalls>): unknown {
  switch (request.name) {
    case 'list':
      return list(files.of(request.input.scope), request.input.query);
    case 'count':
      return count(files.of(request.input.scope), request.input.query);
    case 'revisions': {
      const { scope, kind, id, limit } = request.input;
      return revisions(files.of(scope), kind, id, limit);
    }
    case 'changes':
      return changes(files.of(request.input.scope), request.input.after, request.input.limit);
    case 'commitsBefore':
    case 'seqAt':
    case 'revisionsAt':
    case 'stateAt':
    case 'revisionsNamed':
    case 'branchHeads':
      return readHistory(files.of(request.input.scope), request);
    case 'rows':
      return rows(files.of(request.input.scope), request.input.space, request.input.range);
    case 'rowsOf':
      return rowsOf(files.of(request.input.scope), request.input.space, request.input.keys);
    case 'tally':
      return tally(files.of(request.input.scope));
    case 'size':
      return size(files.of(request.input.scope));
    case 'release':
      return files.release(request.input.project);
    case 'settings':
      return settingsOf('reader', files);
    case 'close':
      return files.close();
  }
}

/** The memory of large rows, which goes over to the caller. */
function ownedMemory(found: readonly StoredRow[]): TransferListItem[] {
  return found
    .filter(
      ({ value }) => value.byteLength >= transferFromBytes && value.byteLength === value.buffer.byteLength,
    )
    .map(({ value }) => value.buffer as ArrayBuffer);
}

function serve(port: MessagePort, options: FolderOptions): void {
  const answers = createAnswers(port);
  const files = openFiles(options, 'query');
  port.on('message', (requests: Request<ReaderCalls>[]) => {
    const transfer: TransferListItem[] = [];
    let sentAt = performance.now();
    for (const request of requests) {
      if (request.name !== 'rows') answers.send(transfer.splice(0));
      answers.attempt(request.n, () => {
        try {
          const found = answer(files, request);
          if (request.name === 'rows') transfer.push(...ownedMemory(found as StoredRow[]));
          return found;
        } catch (error) {
          throw storeFailure(error, 'The data folder');
        }
      });
      // Answers with few rows go together, since a message costs more than most of them.
      if (performance.now() - sentAt < quickMs) continue;
      answers.send(transfer.splice(0));
      sentAt = performance.now();
    }
    answers.send(transfer);
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
