/** What a permanent deletion takes, what it leaves, and what it cannot reach, in words. */
import { plural, t } from '@lingui/core/macro';
import type { ErasedTarget } from '../../../contract/operations/erasure.ts';
import type { Extent } from './queries.ts';

type Kind = ErasedTarget['type'];

export function kindInWords(kind: Kind): string {
  const words: Record<Kind, string> = {
    memory: t`Memory`,
    entry: t`Value`,
    conversation: t`Conversation`,
    message: t`Message`,
    document: t`Document`,
    file: t`File`,
    key_writes: t`What a key wrote`,
    project: t`Project`,
    account: t`Account`,
  };
  return words[kind];
}

/** One line per thing that goes. */
export function whatGoes(kind: Kind, extent: Extent | undefined): readonly string[] {
  switch (kind) {
    case 'memory':
      return [allRevisions(extent?.revisions), t`Its name and tags, and every place in the search index.`];
    case 'entry':
      return [t`The value, its key, and every earlier version of it.`];
    case 'conversation':
      return [allMessages(extent?.messages), t`Its title, its summary, and every place in the search index.`];
    case 'message':
      return [t`The text of this message, its blocks and its name, and its place in the search index.`];
    case 'document':
      return [t`Everything that was read of it in this project: passages, search index, history.`];
    case 'file':
      return [
        allVersions(extent?.versions),
        t`Its comments and attributes, and what was read of it in every project.`,
      ];
    case 'key_writes':
      return [
        t`Everything that was begun with this key: memories, values, conversations.`,
        t`Its changes to what others began, which go back to the newest version of somebody else.`,
      ];
    case 'project':
      return [
        allOfProject(extent),
        t`Its conversations, values, history, branches and search index: the file itself and its encryption key.`,
      ];
    case 'account':
      return [
        t`All its projects, with everything in them.`,
        t`Its drive: every file in every version.`,
        t`Its people, invitations, tokens, keys, settings and audit log.`,
      ];
  }
}

/** One line per thing that is left on purpose. */
export function whatStays(kind: Kind): readonly string[] {
  const mark = t`A mark that something was deleted here: its ID, its kind and the receipt’s number.`;
  switch (kind) {
    case 'document':
      return [t`The file in your drive.`, mark];
    case 'file':
      return [t`The same bytes where another file of yours has them.`, mark];
    case 'message':
      return [t`Its place in the conversation, its role and its time, without words.`];
    case 'key_writes':
      return [t`The key itself. Revoke it under MCP Servers.`, mark];
    case 'project':
      return [t`The files in your drive, and the keys for other projects.`];
    case 'account':
      return [t`A mark that there was such an account: its ID and the receipt’s number.`];
    default:
      return [mark];
  }
}

/** The same for everything. */
export function outOfReach(): readonly string[] {
  return [
    t`Exports, and copies of backups that you keep elsewhere.`,
    t`What AI clients and other servers were given before.`,
  ];
}

function allRevisions(count = 1): string {
  return plural(count, {
    one: 'Its text, the one version there is.',
    other: 'Its text in all # versions.',
  });
}

function allMessages(count = 0): string {
  return plural(count, { one: 'Its one message.', other: 'All # messages.' });
}

function allVersions(count = 1): string {
  return plural(count, { one: 'The file, the one version there is.', other: 'The file in all # versions.' });
}

function allOfProject({ memories = 0, documents = 0 }: Extent = {}): string {
  const first = plural(memories, { one: '# memory', other: '# memories' });
  const second = plural(documents, { one: '# document', other: '# documents' });
  return t`The project with ${first} and ${second}.`;
}
