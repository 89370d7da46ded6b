/** A project's history as a bare git repository: each commit is one of git's, with the files it left. */
import type { CommitAuthor } from '../../store/store.ts';
import { commitContent, gitObject, type GitObject } from './git-objects.ts';
import { createGitTree } from './git-tree.ts';
import type { HistoryCommit, HistoryRecord } from './history.ts';
import { createCounts, fileOf, type Place } from './markdown.ts';

export interface GitFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly at: number;
}

/** Names most of what a commit wrote. */
const namedRecords = 20;

/** The files of the repository; the branch is `main`. */
export async function* gitRepository(commits: AsyncIterable<HistoryCommit>): AsyncGenerator<GitFile> {
  const tree = createGitTree();
  const seen = new Set<string>();
  const files = new Map<string, { path: string; place: Place }>();
  const counts = createCounts();
  let parent: string | undefined;
  let lastAt = 0;

  function* once(objects: readonly GitObject[], at: number): Generator<GitFile> {
    for (const { id, path, bytes } of objects) {
      if (seen.has(id)) continue;
      seen.add(id);
      yield { path, bytes, at };
    }
  }

  /** Takes up a record into the tree; the blob to write, if there is one. */
  function apply(record: HistoryRecord, commit: HistoryCommit): GitObject[] {
    const known = files.get(record.id);
    const place = known?.place ?? { first: commit.at, ordinal: counts.next(record.kind) };
    const file = fileOf(record, commit, place);
    if (known !== undefined && known.path !== '' && known.path !== file?.path) tree.remove(known.path);
    files.set(record.id, { path: file?.path ?? '', place });
    if (file === undefined) return [];
    const blob = gitObject('blob', Buffer.from(file.text));
    tree.set(file.path, blob.id);
    return [blob];
  }

  for await (const commit of commits) {
    for (const record of commit.records) yield* once(apply(record, commit), commit.at);
    yield* once(tree.write(), commit.at);
    const object = gitObject(
      'commit',
      commitContent({
        tree: tree.rootId,
        parent,
        author: gitAuthor(commit.author),
        at: commit.at,
        message: messageOf(commit),
      }),
    );
    yield* once([object], commit.at);
    parent = object.id;
    lastAt = commit.at;
  }
  yield { path: 'HEAD', bytes: Buffer.from('ref: refs/heads/main\n'), at: lastAt };
  const config = '[core]\n\trepositoryformatversion = 0\n\tfilemode = false\n\tbare = true\n';
  yield { path: 'config', bytes: Buffer.from(config), at: lastAt };
  yield { path: 'objects/info/packs', bytes: Buffer.from('\n'), at: lastAt };
  if (parent === undefined) yield { path: 'refs/heads/.none', bytes: Buffer.from(''), at: lastAt };
  else yield { path: 'refs/heads/main', bytes: Buffer.from(`${parent}\n`), at: lastAt };
}

function gitAuthor({ type, id, name, client }: CommitAuthor): { name: string; email: string } {
  const who = name ?? (type === 'owner' ? 'Owner' : 'Keepsake');
  return {
    name: client === undefined ? who : `${who} (${client})`,
    email: `${type === 'key' ? id : type}@keepsake.invalid`,
  };
}

function messageOf({ records }: HistoryCommit): string {
  const [first] = records;
  const own = records.find(({ message }) => message !== undefined)?.message;
  const named = records.slice(0, namedRecords).map(({ kind, id, state }) => `${kind} ${id}: ${state}`);
  const more = records.length > namedRecords ? [`and ${records.length - namedRecords} more`] : [];
  const title =
    own ??
    (records.length === 1 ? `${first?.kind ?? ''} ${first?.state ?? ''}` : `${records.length} records`);
  return [title, '', ...named, ...more].join('\n');
}
