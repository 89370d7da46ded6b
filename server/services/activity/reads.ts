/** What a read was, from the name of the operation or tool, its input and its answer. */
import { idPrefixes } from '../../../contract/index.ts';
import type { KeyCaller } from '../caller.ts';
import { mostRecords, type Deed } from './events.ts';
import { redactQuery } from './redaction.ts';

type Fields = Readonly<Record<string, unknown>>;
export type ReadFace = NonNullable<Deed['via']>;

/** Operations are recorded under the names that the tools have. */
const toolNames: Readonly<Record<string, string>> = {
  fetchRecord: 'fetch',
  getProjectOverview: 'project_overview',
  queryTables: 'query_table',
  getEntry: 'kv_get',
  readEntries: 'kv_get',
  listEntries: 'kv_list',
  listNamespaces: 'kv_list',
};

/** They tell nothing of what is remembered, and programs ask them over and over. */
const unrecorded = new Set([
  'getServer',
  'followChanges',
  'getIndexState',
  'listChanges',
  'listProjects',
  'getProject',
]);

const nouns = new Map<string, string>(Object.entries(idPrefixes).map(([noun, prefix]) => [prefix, noun]));

/** What a key read; undefined for what is not recorded. */
export function describeRead(
  caller: KeyCaller,
  via: ReadFace,
  name: string,
  given: unknown,
  answered: unknown,
): Deed | undefined {
  if (unrecorded.has(name)) return undefined;
  const input = fieldsOf(given);
  const output = fieldsOf(answered);
  const found = recordsOf(input, output);
  const ids = [...new Set(found)];
  const query = textOf(input['query']) ?? textOf(input['sql']);
  return {
    kind: 'read',
    action: toolNames[name] ?? name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    via,
    projects: projectsOf(caller, input, output),
    ...(query === undefined ? {} : { query: redactQuery(query) }),
    records: ids.slice(0, mostRecords).map((id) => ({ type: typeOf(id), id })),
    count: found.length,
  };
}

function recordsOf(input: Fields, output: Fields): string[] {
  const listed = ['results', 'memories', 'items', 'projects', 'keys', 'documents']
    .map((field) => output[field])
    .find(Array.isArray) as unknown[] | undefined;
  if (listed !== undefined) return listed.flatMap((one) => idIn(fieldsOf(one), input));
  if (output['found'] === false) return [];
  return idIn(output, input);
}

/** Passages count for the record they belong to; an entry has its name for an id. */
function idIn(one: Fields, input: Fields): string[] {
  const id = textOf(one['record_id']) ?? textOf(one['id']);
  if (id !== undefined && !id.startsWith(idPrefixes.entry)) return [id.replace(/[#@].*$/, '')];
  const key = textOf(one['key']) ?? textOf(input['key']);
  const namespace = textOf(one['namespace']) ?? textOf(input['namespace']);
  if (key !== undefined && namespace !== undefined) return [`${namespace}/${key}`];
  return id === undefined ? [] : [id];
}

function typeOf(id: string): string {
  return nouns.get(/^([a-z]+)_[0-9a-z]{26}$/.exec(id)?.[1] ?? '') ?? 'entry';
}

/** The projects that were named, else those whose records were found, else those that were looked through. */
function projectsOf(caller: KeyCaller, input: Fields, output: Fields): string[] {
  const named =
    textOf(input['projectId']) ??
    textOf(input['project_id']) ??
    textOf(fieldsOf(output['metadata'])['project_id']);
  if (named !== undefined) return [named];
  if (Array.isArray(input['project_ids'])) return input['project_ids'] as string[];
  if (!Array.isArray(output['results'])) return [caller.defaultProject];
  const found = output['results'].flatMap((one) => textOf(fieldsOf(one)['project_id']) ?? []);
  return found.length > 0 ? [...new Set(found)] : [...caller.projects];
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
