/** Objects of a git repository, made in memory one at a time: https://git-scm.com/docs/gitformat-loose */
import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';

export interface GitObject {
  /** SHA-1, hex. */
  readonly id: string;
  /** As it stands in the folder `objects`. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

export type GitType = 'blob' | 'tree' | 'commit';

/** Packed at the fastest level, always to the same bytes. */
export function gitObject(type: GitType, content: Uint8Array): GitObject {
  const header = Buffer.from(`${type} ${content.byteLength}\0`);
  const id = createHash('sha1').update(header).update(content).digest('hex');
  const path = `objects/${id.slice(0, 2)}/${id.slice(2)}`;
  return { id, path, bytes: deflateSync(Buffer.concat([header, content]), { level: 1 }) };
}

interface TreeEntry {
  readonly name: string;
  readonly isFolder: boolean;
  readonly id: string;
}

/** In git's order: by bytes, folders as if their names ended with a slash. */
export function treeContent(entries: readonly TreeEntry[]): Uint8Array {
  const keyed = entries.map((entry) => ({
    entry,
    key: Buffer.from(entry.isFolder ? `${entry.name}/` : entry.name),
  }));
  const parts = keyed
    .toSorted((one, other) => Buffer.compare(one.key, other.key))
    .flatMap(({ entry: { name, isFolder, id } }) => [
      Buffer.from(`${isFolder ? '40000' : '100644'} ${name}\0`),
      Buffer.from(id, 'hex'),
    ]);
  return Buffer.concat(parts);
}

export interface GitCommit {
  readonly tree: string;
  readonly parent: string | undefined;
  readonly author: { readonly name: string; readonly email: string };
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly message: string;
}

export function commitContent({ tree, parent, author, at, message }: GitCommit): Uint8Array {
  const who = `${plain(author.name)} <${plain(author.email)}> ${Math.floor(at / 1000)} +0000`;
  const lines = [
    `tree ${tree}`,
    ...(parent === undefined ? [] : [`parent ${parent}`]),
    `author ${who}`,
    `committer ${who}`,
    '',
    `${message.replaceAll('\0', '')}\n`,
  ];
  return Buffer.from(lines.join('\n'));
}

/** What git allows in a name. */
function plain(text: string): string {
  const kept = text.replaceAll(/[<>\p{Cc}]/gu, ' ').trim();
  return kept === '' ? 'unknown' : kept;
}
