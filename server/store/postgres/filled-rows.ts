/** Rows of a copy as the database has them: sealed under the new keys of their scopes. */
import type { CopiedName, CopiedValue } from '../copied-lines.ts';
import type { Value } from './database.ts';
import type { Names } from './facts.ts';
import { authorPlace, headPlace, jobPlace, namesPlace, revisionPlace } from './places.ts';
import type { KnownScope } from './scopes.ts';

/** By the names of the columns. */
export type FilledRow = Readonly<Record<string, CopiedValue>>;

/** A column that is always text. */
export function textOf(row: FilledRow, column: string): string {
  const value = row[column];
  if (typeof value === 'string') return value;
  throw new Error(`a copy has a row without ${column}`);
}

/** Columns that are kept as they are copied. */
export function plainValues(row: FilledRow, ...columns: string[]): Value[] {
  return columns.map((column) => row[column] as Value);
}

/** Tables whose rows belong to a scope. */
type ScopedName = Exclude<CopiedName, 'accounts' | 'projects' | 'scopes' | 'outbox' | 'jobs' | 'marks'>;

/** Values of a row in the order of the columns that the statement of its table takes. */
export function filledRow(within: KnownScope, table: ScopedName, row: FilledRow): Value[] {
  const { scope, seal } = within;
  const text = (column: string) => textOf(row, column);
  const plain = (...columns: string[]) => plainValues(row, ...columns);
  switch (table) {
    case 'records':
      return [
        scope,
        ...plain('kind', 'id', 'parent', 'state'),
        sealedNames(within, row),
        wordOf(within, row['unique_key']),
        ...plain('locator', 'version', 'revision', 'seq', 'created_at'),
        seal.seal(Buffer.from(text('created_by')), authorPlace(scope)),
      ];
    case 'revisions':
      return [
        scope,
        ...plain('kind', 'id', 'revision', 'parents', 'branch', 'version', 'seq', 'at', 'state'),
        sealedContent(within, row),
      ];
    case 'commits':
      return [
        scope,
        ...plain('seq', 'at'),
        seal.seal(Buffer.from(text('author')), authorPlace(scope)),
        text('records'),
      ];
    case 'repeats':
      return [scope, ...plain('principal', 'key', 'body_hash', 'at', 'answer')];
    case 'rows': {
      const { base64 } = row['value'] as { base64: string };
      const [space, key] = [text('space'), text('key')];
      const value = seal.rows.seal(scope, space, key, Buffer.from(base64, 'base64'));
      return [scope, space, seal.rows.key(space, key), value];
    }
    case 'heads':
      return [
        scope,
        ...plain('branch', 'kind', 'id', 'state'),
        wordOf(within, row['unique_key']),
        sealedHead(within, row),
        ...plain('version', 'revision', 'seq'),
      ];
  }
}

export function sealedJob({ account, seal }: KnownScope, row: FilledRow): Value[] {
  const id = textOf(row, 'id');
  const sealed = seal.seal(Buffer.from(textOf(row, 'payload')), jobPlace(account, id));
  const plain = plainValues(row, 'attempts', 'at', 'retry_at');
  return [id, account, ...plainValues(row, 'kind', 'priority'), sealed, ...plain, null, 0];
}

function wordOf({ seal }: KnownScope, unique: CopiedValue | undefined): string | null {
  return typeof unique === 'string' ? seal.word(unique) : null;
}

function sealedNames({ scope, seal }: KnownScope, row: FilledRow): Buffer | null {
  const { sort, unique_key: unique } = row;
  if (typeof sort !== 'string' && typeof unique !== 'string') return null;
  const names: Names = {
    ...(typeof sort === 'string' ? { sort } : {}),
    ...(typeof unique === 'string' ? { unique } : {}),
  };
  return seal.seal(
    Buffer.from(JSON.stringify(names)),
    namesPlace(scope, textOf(row, 'kind'), textOf(row, 'id')),
  );
}

function sealedContent({ scope, seal }: KnownScope, row: FilledRow): Buffer {
  const { message } = row;
  const said = typeof message === 'string' ? `,"message":${JSON.stringify(message)}` : '';
  // Both are JSON already, and read as such: a `RevisionContent`.
  const content = `{"payload":${textOf(row, 'payload')},"author":${textOf(row, 'author')}${said}}`;
  const place = revisionPlace(scope, textOf(row, 'kind'), textOf(row, 'id'), textOf(row, 'revision'));
  return seal.seal(Buffer.from(content), place);
}

function sealedHead({ scope, seal }: KnownScope, row: FilledRow): Buffer | null {
  const { unique_key: unique } = row;
  if (typeof unique !== 'string') return null;
  return seal.seal(
    Buffer.from(unique),
    headPlace(scope, textOf(row, 'branch'), textOf(row, 'kind'), textOf(row, 'id')),
  );
}
