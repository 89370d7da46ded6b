/** A search thread: keeps views of projects up to date, ranks their passages and chooses those to return. */
import { parentPort } from 'node:worker_threads';
import { createChunks, MissingChunks } from './chunks.ts';
import type { FromThread, ProjectUpdate, ToThread } from './messages.ts';
import { ProjectView } from './project.ts';
import { choosePassages } from './passages.ts';
import { createPieceRows } from './piece-rows.ts';
import { rank } from './rank.ts';
import { openVectors, type ThreadVectors } from './near.ts';
import { Unread } from './unread.ts';

interface Kept {
  readonly view: ProjectView;
  vectors: ThreadVectors | undefined;
  /** Updates and searches of a project follow each other. */
  turn: Promise<void>;
}

const port = parentPort;
if (port === null) throw new Error('a search thread is started by the search engine');
const send = (message: FromThread): void => port.postMessage(message);
const chunks = createChunks(send);
const pieces = createPieceRows(send);
const projects = new Map<string, Kept>();

function kept(project: string): Kept {
  const found = projects.get(project) ?? {
    view: new ProjectView(chunks.of(project)),
    turn: Promise.resolve(),
    vectors: undefined,
  };
  projects.set(project, found);
  return found;
}

const tidyAfterMs = 20;

function tidy(project: Kept): void {
  project.turn = project.turn.then(() => project.view.tidy());
  project.turn.catch(() => undefined);
}

async function update({ view }: Kept, changed: ProjectUpdate): Promise<void> {
  const { project, segments } = changed;
  if (segments !== undefined) chunks.keepOnly(project, new Set(segments.map(({ id }) => id)));
  const end = chunks.use();
  try {
    await view.update(changed);
  } finally {
    end();
  }
}

async function answer({ n, request }: Extract<ToThread, { kind: 'search' }>): Promise<void> {
  const end = chunks.use();
  try {
    const views = request.projects.map((id) => ({ id, ...kept(id) }));
    await Promise.all(views.map(({ turn }) => turn));
    const searched = views.map(({ id, view, vectors }) => ({ id, view, vectors, chunks: chunks.of(id) }));
    const candidates = await rank(searched, request.query);
    send({ kind: 'found', n, hits: await choosePassages(pieces.of(n), candidates, request.query) });
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const failure = error instanceof Unread ? error.failure : undefined;
    send({ kind: 'failed', n, message, stale: error instanceof MissingChunks, failure });
  } finally {
    end();
  }
}

port.on('message', (message: ToThread) => {
  if (message.kind === 'close') port.close();
  else if (message.kind === 'chunks') chunks.arrived(message.n, message.chunks, message.failure);
  else if (message.kind === 'rows') pieces.arrived(message.n, message.rows, message.failure);
  else if (message.kind === 'drop') chunks.drop(message.project, message.segment, message.chunks);
  else if (message.kind === 'search') void answer(message);
  else if (message.kind === 'vectors')
    kept(message.project).vectors = message.vectors && openVectors(message.vectors);
  else if (message.kind === 'forget') {
    projects.delete(message.project);
    chunks.forget(message.project);
  } else {
    const project = kept(message.update.project);
    project.turn = project.turn.then(() => update(project, message.update));
    // A search that waits for it reports the failure.
    project.turn.catch(() => undefined);
    // After the searches that have come with the update.
    setTimeout(() => tidy(project), tidyAfterMs);
  }
});
send({ kind: 'ready' });
