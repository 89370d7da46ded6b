/** Puts commands, recent searches and what was found into the palette's groups. */
import { useLingui } from '@lingui/react/macro';
import {
  Brain,
  Eye,
  File,
  FileText,
  Folder,
  FolderKanban,
  History,
  MessagesSquare,
  Search,
  SquareChevronRight,
  X,
  type LucideIcon,
} from 'lucide-react';
import type { Project } from '../../../contract/index.ts';
import type { QuickResult } from '../../../contract/operations/palette.ts';
import { commands, findCommands, type Command } from '../data/commands.ts';
import { useRegistered } from '../data/registry.ts';
import { goTo, type Route } from '../data/route.ts';
import { isOpening } from '../memories/opening.ts';
import { useProjects } from '../projects/queries.ts';
import { citationOf } from '../search/citation.ts';
import { writeFilters } from '../search/filters.ts';
import { wordRanges } from '../search/highlight.ts';
import { linkTo, placeOf } from '../search/place.ts';
import type { Entry, Group } from './entries.ts';
import { forgetSearches, useRecentSearches } from './recent.ts';

const mostCommands = 5;
const mostProjects = 8;

const icons: Record<QuickResult['type'], LucideIcon> = {
  project: FolderKanban,
  file: File,
  folder: Folder,
  document: FileText,
  memory: Brain,
  conversation: MessagesSquare,
};

/** @param typed as it stands in the field: after `>` only commands are looked for */
export function useGroups(typed: string, found: readonly QuickResult[], search: (query: string) => void) {
  const registered = useRegistered(commands);
  const isCommand = typed.startsWith('>');
  const query = (isCommand ? typed.slice(1) : typed).trim();
  const shown = findCommands(registered, query).map(commandEntry);
  const start = useStartGroups(shown, search);
  const hits = useHitGroups(found, query);
  const ends = useEndGroup(query);
  const { t } = useLingui();
  const commandGroup = { id: 'commands', title: t`Commands`, entries: shown };
  const groups = isCommand
    ? [commandGroup]
    : query === ''
      ? start
      : [{ ...commandGroup, entries: shown.slice(0, mostCommands) }, ...hits, ends];
  return groups.filter(({ entries }) => entries.length > 0);
}

/** Before anything is typed: what was looked for lately, the projects, every command. */
function useStartGroups(shown: readonly Entry[], search: (query: string) => void): readonly Group[] {
  const { t } = useLingui();
  const recent = useRecentSearches().map((query): Entry => ({
    id: `recent:${query}`,
    icon: History,
    name: query,
    run: () => search(query),
  }));
  const forget = { id: 'recent:', icon: X, name: t`Forget these searches`, run: forgetSearches };
  const projects = useProjects().items.slice(0, mostProjects).map(projectEntry);
  return [
    { id: 'recent', title: t`Recent searches`, entries: recent.length > 0 ? [...recent, forget] : [] },
    { id: 'projects', title: t`Projects`, entries: projects },
    { id: 'commands', title: t`Commands`, entries: shown },
  ];
}

function useHitGroups(found: readonly QuickResult[], query: string): readonly Group[] {
  const { t } = useLingui();
  const of = (...types: readonly QuickResult['type'][]) =>
    found.filter(({ type }) => types.includes(type)).map((hit) => hitEntry(hit, query));
  return [
    { id: 'projects', title: t`Projects`, entries: of('project') },
    { id: 'files', title: t`Files and folders`, entries: of('file', 'folder') },
    { id: 'documents', title: t`Documents`, entries: of('document') },
    { id: 'memories', title: t`Memories`, entries: of('memory') },
    { id: 'conversations', title: t`Conversations`, entries: of('conversation') },
  ];
}

function useEndGroup(query: string): Group {
  const { t } = useLingui();
  const everywhere = { page: 'search', query } as const;
  const asClient = { ...everywhere, filters: writeFilters({ view: 'client' }) };
  return {
    id: 'search',
    title: t`Search`,
    entries: [
      opening('search', Search, t`All results for “${query}”`, everywhere),
      opening('client', Eye, t`What would my AI see for “${query}”?`, asClient),
    ],
  };
}

function opening(id: string, icon: LucideIcon, name: string, route: Route): Entry {
  return { id, icon, name, route, run: () => goTo(route) };
}

function commandEntry({ id, label, icon, keys, run }: Command): Entry {
  return { id: `command:${id}`, icon: icon ?? SquareChevronRight, name: label, keys, run };
}

function projectEntry({ id, name }: Project): Entry {
  const found = { type: 'project', id } as const;
  return {
    ...opening(id, FolderKanban, name, placeOf(found)),
    citation: citationOf(name, '', linkTo(found)),
  };
}

function hitEntry(hit: QuickResult, query: string): Entry {
  const { type, id, name, passage_id: passageId, project_id: projectId } = hit;
  const found = { type, id, passageId, projectId };
  const place = hit.project_name ?? hit.path ?? '';
  return {
    ...opening(`${type}:${passageId ?? id}`, icons[type], name, placeOf(found)),
    nameRanges: wordRanges(name, query),
    ...(hit.text === undefined || isRepeated(hit)
      ? {}
      : { text: { words: hit.text, ranges: hit.highlights ?? [] } }),
    place,
    citation: citationOf(name, place, linkTo(found)),
  };
}

/** A memory without a title of its own is called by its first words: they are not said twice. */
function isRepeated({ type, name, text = '' }: QuickResult): boolean {
  return type === 'memory' && isOpening(name, text);
}
