/** What each operation of the contract does: which service answers it. A missing operation does not compile. */
import type { z } from 'zod';
import { contractVersion, keepsakeVersion, type Operations } from '../../../contract/index.ts';
import type { Services } from '../../services/services.ts';
import { standingOf, type Caller } from '../../services/caller.ts';
import { requireSameOrigin, setSession } from '../credentials.ts';
import { createEntryHandlers } from './entry-handlers.ts';
import { createUpkeepHandlers } from './upkeep-handlers.ts';
import { createActivityHandlers } from './activity-handlers.ts';
import { createDriveHandlers } from './drive-handlers.ts';
import { createHistoryHandlers } from './history-handlers.ts';
import { createPeopleHandlers } from './people-handlers.ts';
import { createPreviewHandlers } from './preview-handlers.ts';
import type { Handlers } from './handler.ts';
import { createReviewHandlers } from './review-handlers.ts';
import { createStreamHandlers } from './stream-handlers.ts';
import { createLinkHandlers } from './link-handlers.ts';
import { createSyncHandlers } from './sync-handlers.ts';
import { createSetupHandlers } from './setup-handlers.ts';

/** The handlers over the services. */
export function createHandlers(services: Services, endpointUrl: () => string): Handlers {
  const { projects, documents, memories, conversations, keys, owners, recall } = services;
  const { reindexing, embedding, tables } = services;
  return {
    getServer: async ({ caller }) => describeServer(caller, endpointUrl()),
    createPageAddress: ({ call }) => owners.createPageCode(call),
    openPage: async ({ input, context }) => {
      requireSameOrigin(context);
      setSession(context, await owners.openSession(input.code, context.req.header('idempotency-key')));
      return { signed_in: true };
    },

    listConversations: ({ caller, input }) => conversations.list(caller, input),
    createConversation: ({ call, input }) => conversations.create(call, input),
    getConversation: ({ caller, input }) => conversations.get(caller, input),
    updateConversation: ({ call, input }) => conversations.update(call, input),
    searchMessages: ({ caller, input }) => conversations.search(caller, input),
    deleteConversation: ({ call, input }) => conversations.remove(call, input),
    appendMessages: ({ call, input }) => conversations.append(call, input),
    readMessages: ({ caller, input }) => conversations.read(caller, input),

    reindexProject: ({ call, input }) => reindexing.ask(call, input),
    getIndexState: ({ caller, input }) => reindexing.state(caller, input),
    listProjects: ({ caller, input }) => projects.list(caller, input),
    createProject: ({ call, input }) => projects.create(call, input),
    getProject: ({ caller, input }) => projects.get(caller, input),
    updateProject: ({ call, input }) => projects.update(call, input),
    archiveProject: ({ call, input }) => projects.archive(call, input),
    deleteProject: ({ call, input }) => projects.remove(call, input),
    restoreProject: ({ call, input }) => projects.restore(call, input),
    getProjectOverview: ({ caller, input }) => projects.overview(caller, input),
    listChanges: ({ caller, input }) => projects.changes(caller, input),

    ...createDriveHandlers(services),
    ...createActivityHandlers(services),
    ...createStreamHandlers(services),
    ...createHistoryHandlers(services),
    ...createPreviewHandlers(services),
    ...createSetupHandlers(services),
    ...createPeopleHandlers(services),
    ...createSyncHandlers(services),
    ...createLinkHandlers(services),

    listDocuments: ({ caller, input }) => documents.list(caller, input),
    addDocuments: ({ call, input }) => documents.add(call, input),
    getDocument: ({ caller, input }) => documents.get(caller, input),
    removeDocument: ({ call, input }) => documents.remove(call, input),
    retryDocument: ({ call, input }) => documents.retry(call, input),
    retryDocuments: ({ call, input }) => documents.retryAll(call, input),
    listAttachedFolders: ({ caller, input }) => documents.folders(caller, input),
    removeAttachedFolder: ({ call, input }) => documents.removeFolder(call, input),
    getDocumentHistory: ({ caller, input }) => documents.history(caller, input),
    diffDocument: ({ caller, input }) => documents.diff(caller, input),
    restoreDocument: ({ call, input }) => documents.restore(call, input),

    listMemories: ({ caller, input }) => memories.list(caller, input),
    findMemories: ({ caller, input }) => memories.find(caller, input),
    addMemory: ({ call, input }) => memories.add(call, input),
    getMemory: ({ caller, input }) => memories.get(caller, input),
    updateMemory: ({ call, input }) => memories.update(call, input),
    deleteMemory: ({ call, input }) => memories.remove(call, input),
    getMemoryHistory: ({ caller, input }) => memories.history(caller, input),
    diffMemory: ({ caller, input }) => memories.diff(caller, input),
    restoreMemory: ({ call, input }) => memories.restore(call, input),

    ...createReviewHandlers(services),

    listKeys: ({ caller, input }) => keys.list(caller, input),
    createKey: ({ call, input }) => keys.create(call, input),
    revokeKey: ({ call, input }) => keys.revoke(call, input),
    listProjectKeys: ({ caller, input }) => keys.listOfProject(caller, input),
    createProjectKey: ({ call, input: { projectId, ...rest } }) =>
      keys.create(call, { ...rest, project_ids: [projectId] }),
    revokeProjectKey: ({ call, input }) => keys.revoke(call, input),
    rotateKey: ({ call, input }) => keys.rotate(call, input),
    rotateProjectKey: ({ call, input }) => keys.rotate(call, input),
    endOldSecret: ({ call, input }) => keys.endOldSecret(call, input),
    endOldProjectSecret: ({ call, input }) => keys.endOldSecret(call, input),

    getEmbedding: ({ caller }) => embedding.get(caller),
    setEmbedding: ({ call, input }) => embedding.set(call, input),
    unsetEmbedding: ({ call }) => embedding.unset(call),

    ...createEntryHandlers(services),
    ...createUpkeepHandlers(services),

    search: ({ caller, input }) => recall.search(caller, input),
    fetchRecord: ({ caller, input }) => recall.fetch(caller, input),
    queryTables: ({ caller, input }) => tables.query(caller, input),
  };
}

function describeServer(caller: Caller, endpointUrl: string): z.output<Operations['getServer']['output']> {
  const about = {
    name: 'keepsake',
    version: keepsakeVersion,
    contract: contractVersion,
    account_id: caller.account,
    endpoint_url: endpointUrl,
  } as const;
  if (caller.type === 'owner') {
    const { member } = caller;
    const who = member === undefined ? {} : { member_id: member.id, name: member.name };
    return { ...about, caller: { type: 'owner', scope: 'owner', standing: standingOf(caller), ...who } };
  }
  const { scope, projects, defaultProject } = caller;
  return {
    ...about,
    caller: { type: 'key', scope, project_ids: [...projects], default_project_id: defaultProject },
  };
}
