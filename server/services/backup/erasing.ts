/** Permanent deletion in backups: every backup whose bundle is in reach is rewritten without what a plan names. */
import { newId } from '../../../local/ids.ts';
import { withoutErased, type Erased } from '../activity/erasing.ts';
import { activitySpace } from '../activity/events.ts';
import { conflictSpace, topicSpace } from '../memories/contradictions.ts';
import { shapeSpace } from '../memories/duplicates.ts';
import { expirySpace, listSpace, uniqueOf, type EntryName } from '../entry-record.ts';
import type { Doomed } from '../erasure/doomed.ts';
import { filesOf, type BlobPayload } from '../content-places.ts';
import { baseSpace, choiceSpace, owedSpace } from '../sync.ts';
import { scopeFile, type BackedUp, type BackedUpScope } from './bundle.ts';
import { openSealed, sealFile } from './sealed-files.ts';
import type { WorkingFolder } from './working-folder.ts';

type Row = Record<string, unknown>;

/** What goes from one scope of a backup. */
interface Going {
  readonly whole: ReadonlySet<string>;
  readonly revisions: ReadonlySet<string>;
  /** Conversations that go; messages of others leave their place behind. */
  readonly conversations: ReadonlySet<string>;
  /** A project that goes with everything that the account knows of it. */
  readonly project: string | undefined;
  /** An account that goes with everything. */
  readonly account: string | undefined;
  /** Found while reading: keys of rows that name an entry, and contents that no version is left for. */
  readonly listed: Set<string>;
  readonly blobs: Set<string>;
  /** Conversations that stay, of which a message goes: their summaries may say what it said. */
  readonly summaries: Set<string>;
  readonly erased: Erased;
}

/** What backups lose. */
export interface ErasingFromBackup {
  readonly doomed: readonly Doomed[];
  readonly project: string | undefined;
  readonly account: string | undefined;
  readonly erased: Erased;
}

/** The backup without what is doomed, as new files under new keys; undefined when it holds nothing of it. */
export async function eraseInBackup(
  working: WorkingFolder,
  backup: BackedUp,
  erasing: ErasingFromBackup,
  signal: AbortSignal,
): Promise<BackedUp | undefined> {
  const { folder } = working;
  const scopes: BackedUpScope[] = [];
  const files = new Set<string>();
  const projects = await projectsIn(folder, backup, erasing);
  let changed = false;
  for (const scope of backup.scopes) {
    signal.throwIfAborted();
    if (projects.has(scope.name)) {
      changed = true;
      continue;
    }
    const going = goingFrom(scope.name, erasing);
    const touched = going.whole.size + going.revisions.size > 0 || isCatalogue(scope);
    if (!touched || !(await findIn(folder, scope, going, files))) {
      scopes.push(scope);
      continue;
    }
    changed = true;
    const file = `${newId('bak')}.age`;
    const lines = rewritten(openSealed(scopeFile(folder, scope.file), scope.identity), going);
    scopes.push({
      name: scope.name,
      file,
      ...(await sealFile(working, scopeFile(folder, file), lines, signal)),
    });
  }
  if (!changed) return undefined;
  const { verifiedAt: _checkedBefore, ...rest } = backup;
  return { ...rest, scopes, blobs: backup.blobs.filter(({ name }) => !files.has(name)) };
}

/** Projects that go whole: the one that is named, or all that an account had then. */
async function projectsIn(
  folder: string,
  { scopes }: BackedUp,
  { project, account }: ErasingFromBackup,
): Promise<Set<string>> {
  if (project !== undefined) return new Set([project]);
  const found = new Set<string>();
  const catalogue = scopes.find(isCatalogue);
  if (account === undefined || catalogue === undefined) return found;
  for await (const { table, row } of rowsOf(
    openSealed(scopeFile(folder, catalogue.file), catalogue.identity),
  ))
    if (table?.name === 'projects' && row?.['account'] === account) found.add(String(row['project']));
  return found;
}

function isCatalogue({ name }: BackedUpScope): boolean {
  return name === 'catalogue';
}

function goingFrom(scope: string, { doomed, project, account, erased }: ErasingFromBackup): Going {
  const here = doomed.filter((one) => (one.project ?? 'catalogue') === scope);
  const whole = here.filter(({ revisions }) => revisions === undefined);
  return {
    whole: new Set(whole.map(({ kind, id }) => `${kind} ${id}`)),
    revisions: new Set(here.flatMap(({ revisions = [] }) => revisions)),
    conversations: new Set(whole.filter(({ kind }) => kind === 'conversation').map(({ id }) => id)),
    project: scope === 'catalogue' ? project : undefined,
    account: scope === 'catalogue' ? account : undefined,
    listed: new Set(),
    blobs: new Set(),
    summaries: new Set(),
    erased,
  };
}

/** Looks through a scope first: what else hangs from what goes? @returns whether anything goes from it */
async function findIn(
  folder: string,
  scope: BackedUpScope,
  going: Going,
  files: Set<string>,
): Promise<boolean> {
  const used = new Set<string>();
  const dropped = new Set<string>();
  const contents = new Map<string, string[]>();
  let found = going.project !== undefined;
  for await (const { table, row } of rowsOf(openSealed(scopeFile(folder, scope.file), scope.identity))) {
    if (row === undefined || table === undefined) continue;
    // The record whose newest revision goes is taken whole: what others wrote of it is in the data folder.
    if (table.name === 'records' && going.revisions.has(String(row['revision'])))
      (going.whole as Set<string>).add(nameOf(row));
    const goes = isGoing(table.name, row, going);
    found ||= goes || changedRow(table.name, row, going) !== undefined;
    if (table.name !== 'revisions') continue;
    if (isOfAccount(row, going)) {
      if (row['kind'] === 'blob')
        for (const name of filesOf(JSON.parse(String(row['payload'])) as BlobPayload)) files.add(name);
      continue;
    }
    const payload = JSON.parse(String(row['payload'])) as Row;
    if (goes && row['kind'] === 'message' && !going.conversations.has(String(payload['conversation'])))
      going.summaries.add(String(payload['conversation']));
    if (goes && row['kind'] === 'entry') going.listed.add(uniqueOf(payload as unknown as EntryName));
    if (row['kind'] === 'version' && row['state'] === 'kept')
      (goes ? dropped : used).add(String(payload['blob']));
    if (row['kind'] === 'blob') contents.set(String(row['id']), filesOf(payload as unknown as BlobPayload));
  }
  for (const blob of dropped) {
    if (used.has(blob)) continue;
    going.blobs.add(blob);
    for (const name of contents.get(blob) ?? []) files.add(name);
  }
  return found;
}

async function* rewritten(lines: AsyncIterable<Uint8Array>, going: Going): AsyncIterable<Uint8Array> {
  let kept: string[] = [];
  for await (const { line, table, row } of rowsOf(lines)) {
    if (row === undefined || table === undefined) kept.push(line);
    else if (!isGoing(table.name, row, going))
      kept.push(written(table, changedRow(table.name, row, going)) ?? line);
    else if (isPlaceKept(table.name, row, going)) kept.push(emptied(table, row));
    if (kept.length < 1_000) continue;
    yield Buffer.from(`${kept.join('\n')}\n`);
    kept = [];
  }
  if (kept.length > 0) yield Buffer.from(`${kept.join('\n')}\n`);
}

interface Table {
  readonly name: string;
  readonly columns: readonly string[];
}

interface Line {
  readonly line: string;
  readonly table: Table | undefined;
  /** Nothing for the line that names the table. */
  readonly row: Row | undefined;
}

async function* rowsOf(source: AsyncIterable<Uint8Array>): AsyncIterable<Line> {
  let rest = Buffer.alloc(0);
  let table: Table | undefined;
  for await (const piece of source) {
    const all = Buffer.concat([rest, piece]);
    const end = all.lastIndexOf(10) + 1;
    rest = all.subarray(end);
    for (const line of all.subarray(0, end).toString().split('\n')) {
      if (line === '') continue;
      const read = JSON.parse(line) as { table: string; columns: string[] } | unknown[];
      if (!Array.isArray(read)) {
        table = { name: read.table, columns: read.columns };
        yield { line, table, row: undefined };
      } else {
        const row = Object.fromEntries((table?.columns ?? []).map((column, at) => [column, read[at]]));
        yield { line, table, row };
      }
    }
  }
}

function nameOf(row: Row): string {
  return `${String(row['kind'])} ${String(row['id'])}`;
}

function isOfAccount(row: Row, { account }: Going): boolean {
  return account !== undefined && (row['scope'] === account || row['account'] === account);
}

function isGoing(table: string, row: Row, going: Going): boolean {
  if (isOfAccount(row, going)) return true;
  switch (table) {
    case 'heads':
      return going.whole.has(nameOf(row)) || going.revisions.has(String(row['revision']));
    case 'records':
      return going.whole.has(nameOf(row)) || (row['kind'] === 'blob' && going.blobs.has(String(row['id'])));
    case 'revisions':
      return (
        going.whole.has(nameOf(row)) ||
        going.revisions.has(String(row['revision'])) ||
        (row['kind'] === 'blob' && going.blobs.has(String(row['id'])))
      );
    case 'rows':
      return isRowGoing(row, going);
    case 'projects':
      return row['project'] === going.project;
    case 'outbox':
    case 'jobs':
      return isWorkGoing(row, going);
    default:
      return false;
  }
}

function isRowGoing(row: Row, { listed, blobs, whole, summaries }: Going): boolean {
  const key = String(row['key']);
  if (row['space'] === baseSpace) return whole.has(key) || summaries.has(key.slice('conversation '.length));
  if (row['space'] === owedSpace || row['space'] === choiceSpace) return whole.has(key);
  if (row['space'] === 'blob') return blobs.has(key);
  if (row['space'] === listSpace) return listed.has(key);
  if (row['space'] === shapeSpace || row['space'] === topicSpace)
    return whole.has(`memory ${key.slice(key.lastIndexOf(' ') + 1)}`);
  if (row['space'] === conflictSpace) return whole.has(`conflict ${key.slice(key.indexOf(' ') + 1)}`);
  return row['space'] === expirySpace && whole.has(`entry ${key.slice(key.indexOf(' ') + 1)}`);
}

/** Work that was waiting when the backup was made: of the project, or with a document's name in it. */
function isWorkGoing(row: Row, { project, whole }: Going): boolean {
  const text = String(row['body'] ?? row['payload']);
  const names = [
    ...(project === undefined ? [] : [project]),
    ...[...whole].map((one) => one.split(' ')[1] ?? ''),
  ];
  return (
    (project !== undefined && row['project'] === project) || names.some((name) => text.includes(`"${name}"`))
  );
}

function isPlaceKept(table: string, row: Row, { conversations }: Going): boolean {
  if (row['kind'] !== 'message' || (table !== 'records' && table !== 'revisions')) return false;
  const parent =
    table === 'records' ? row['parent'] : (JSON.parse(String(row['payload'])) as Row)['conversation'];
  return !conversations.has(String(parent));
}

/** A row that stays and says less: a conversation without its summary, activity without what is erased. */
function changedRow(table: string, row: Row, { summaries, erased }: Going): Row | undefined {
  if (table === 'rows' && row['space'] === activitySpace) {
    const { base64 } = row['value'] as { base64: string };
    const left = withoutErased(Buffer.from(base64, 'base64'), erased);
    return left && { ...row, value: { base64: Buffer.from(left).toString('base64') } };
  }
  if (table !== 'revisions' || row['kind'] !== 'conversation' || !summaries.has(String(row['id'])))
    return undefined;
  const { summary, ...rest } = JSON.parse(String(row['payload'])) as Row;
  return summary === undefined ? undefined : { ...row, payload: JSON.stringify(rest) };
}

function written({ columns }: Table, row: Row | undefined): string | undefined {
  return row && JSON.stringify(columns.map((column) => row[column]));
}

/** A message's place in a conversation that stays. */
function emptied({ name, columns }: Table, row: Row): string {
  const changed: Row = { ...row, state: 'erased' };
  if (name === 'records') changed['unique_key'] = null;
  else {
    const { conversation, position, role, time } = JSON.parse(String(row['payload'])) as Row;
    changed['payload'] = JSON.stringify({ conversation, position, role, time, content: '' });
    changed['message'] = null;
  }
  return JSON.stringify(columns.map((column) => changed[column]));
}
