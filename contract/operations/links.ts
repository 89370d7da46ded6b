/** Links of a local server to remote ones, which keep its projects: made, watched and ended by its owner. */
import { z } from 'zod';
import { done, idOf, time } from '../common.ts';
import { operation } from '../operation.ts';
import { standing } from '../roles.ts';
import { driveBytes } from './link-keeping.ts';

/** Without a name, password or query: a secret there would be shown. */
const address = z
  .string()
  .trim()
  .max(2_000)
  .regex(/^https?:\/\/[^/?#@\\\s]+(\/[^?#\s]*)?$/i, 'not an address such as https://memory.example')
  .refine((url) => z.url().safeParse(url).success, { message: 'not an address' });

/** What went wrong, as the error that said it. */
const problem = z.object({ code: z.string(), message: z.string() });

const settings = {
  /** Nothing is sent or taken. */
  paused: z.boolean(),
  /** The connection costs by volume: the server is asked seldom, and its events are not listened to. */
  metered: z.boolean(),
  /** The most that is sent and taken together; null for no limit. */
  bytes_per_second: z.int().min(1_024).nullable(),
};

const link = z.object({
  id: idOf('link'),
  url: z.string(),
  /** What the remote server calls this computer. */
  device_name: z.string(),
  /** What the person may there, when the link was made. */
  role: standing,
  /** Whether projects that are new on either side are linked by themselves. */
  all: z.boolean(),
  /** Whether the account's drive is kept there too; of several links one may. */
  drive: z.boolean(),
  /** Whether the bytes of all its files are brought here, also of those in the trash, whatever was chosen for folders. */
  bring_all: z.boolean(),
  ...settings,
  created_at: time,
});

export type Link = z.infer<typeof link>;

/** `waiting`: there is something to send or to take, and it is not under way. */
const linkState = z.enum(['synced', 'waiting', 'sending', 'taking', 'paused', 'offline', 'error']);

const linkedProject = z.object({
  project_id: idOf('project'),
  link_id: idOf('link'),
  remote_project_id: idOf('project'),
});

export type LinkedProject = z.infer<typeof linkedProject>;

/** How an exchange stands. */
const exchangeState = z.object({
  state: linkState,
  /** With `offline` and `error`. */
  problem: problem.nullable(),
  /** Versions that wait to be sent; more than 1,000 are not counted. */
  pending: z.int(),
  /** Bytes of both ways since this server started, as JSON before compression. */
  sent_bytes: z.int(),
  received_bytes: z.int(),
  /** Versions of both ways since this server started. */
  sent: z.int(),
  taken: z.int(),
  /** When both sides were last known to have the same. */
  last_success_at: time.nullable(),
  /** What the remote server did not take: it stays here, and is sent again by `syncNow` or when it is edited. */
  refused: z.array(z.object({ kind: z.string(), id: z.string(), reason: z.string() })),
  /**
   * `registered_anew`: this device was restored from a backup, or cloned. `server_went_back`: the remote server was restored
   * to an earlier day, and was sent what it lacked. Until the next start.
   */
  notice: z.enum(['registered_anew', 'server_went_back']).nullable(),
});

export type ExchangeState = z.infer<typeof exchangeState>;

const projectState = linkedProject.extend({
  ...exchangeState.shape,
  /** Clashes at the remote server that somebody has to decide. */
  clashes: z.int(),
});

export type ProjectSyncState = z.infer<typeof projectState>;

/** Of the account's drive; `clashes` as of a project. */
const filesState = exchangeState.extend({ bytes: driveBytes, clashes: z.int() });

export type FilesSyncState = z.infer<typeof filesState>;

const stateOfLink = link.extend({
  state: linkState,
  problem: problem.nullable(),
  pending: z.int(),
  projects: z.array(projectState),
  /** Of the account's drive; null where the link does not carry it. */
  files: filesState.nullable(),
});

export type SyncState = z.infer<typeof stateOfLink>;

const linkId = { linkId: idOf('link') };

/** What becomes of files whose bytes the remote server alone has, once nothing joins them to it. */
const files = z
  .enum(['keep', 'leave'])
  .default('keep')
  .describe(
    '`keep`: refused while the server alone has the bytes of files, which would not open here any more; `leave`: they stay there',
  );
const projectId = { projectId: idOf('project') };

export const itemState = z.enum(['synced', 'waiting', 'clash', 'refused']);

export const linkOperations = {
  listLinks: operation({
    method: 'GET',
    path: '/links',
    summary: 'The remote servers that this one is linked to.',
    access: 'owner',
    input: z.object({}),
    output: z.object({ items: z.array(link) }),
  }),
  createLink: operation({
    method: 'POST',
    path: '/links',
    summary:
      'Link this server to a remote one by a token of a person there, which goes into the keychain of this computer.',
    access: 'owner',
    status: 201,
    input: z.object({
      url: address.describe('of the remote server; https beyond this computer'),
      token: z.string().trim().min(1).max(2_000).describe('a personal access token that may write'),
      device_name: z.string().trim().min(1).max(100),
      all: z.boolean().default(false).describe('link all projects, also those that are made later'),
      drive: z
        .boolean()
        .optional()
        .describe('keep the drive there too; left out, as `all` says, unless another link does'),
    }),
    output: link,
  }),
  updateLink: operation({
    method: 'PATCH',
    path: '/links/{linkId}',
    summary: 'Pause a link, tell what its connection costs, or how fast it may be.',
    access: 'owner',
    input: z.object({
      ...linkId,
      paused: settings.paused.optional(),
      metered: settings.metered.optional(),
      bytes_per_second: settings.bytes_per_second.optional(),
      all: z.boolean().optional(),
      drive: z.boolean().optional(),
      bring_all: z
        .boolean()
        .optional()
        .describe('bring the bytes of all files here, before the link ends or leaves the drive out'),
      files: files.describe('with `drive: false`, as when a link is ended'),
    }),
    output: link,
  }),
  deleteLink: operation({
    method: 'DELETE',
    path: '/links/{linkId}',
    summary: 'End a link and forget its token; both sides keep what they have.',
    access: 'owner',
    input: z.object({ ...linkId, files }),
    output: done,
  }),
  listRemoteProjects: operation({
    method: 'GET',
    path: '/links/{linkId}/projects',
    summary: 'The projects of the remote server, with the local ones that they are linked to.',
    access: 'owner',
    input: z.object(linkId),
    output: z.object({
      items: z.array(
        z.object({
          id: idOf('project'),
          name: z.string(),
          description: z.string(),
          memory_count: z.int(),
          project_id: idOf('project').nullable(),
        }),
      ),
    }),
  }),
  linkProject: operation({
    method: 'POST',
    path: '/projects/{projectId}/link',
    summary:
      'Keep a project of this server in one of the remote server: in a new one, or in one that is there.',
    access: 'owner',
    status: 201,
    input: z.object({
      ...projectId,
      link_id: idOf('link'),
      remote: z
        .union([z.literal('create'), idOf('project')])
        .describe('a remote project, whose records meet those that are here'),
    }),
    output: linkedProject,
  }),
  cloneProject: operation({
    method: 'POST',
    path: '/links/{linkId}/clone',
    summary: 'Bring a project of the remote server here.',
    access: 'owner',
    status: 201,
    input: z.object({ ...linkId, remote_project_id: idOf('project') }),
    output: linkedProject,
  }),
  unlinkProject: operation({
    method: 'DELETE',
    path: '/projects/{projectId}/link',
    summary:
      'Stop keeping a project in the remote server; both sides keep what they have, or it is removed from this computer.',
    access: 'owner',
    input: z.object({
      ...projectId,
      copy: z
        .enum(['keep', 'remove'])
        .default('keep')
        .describe('`remove`: once the server has all of it, it is deleted from this computer alone'),
    }),
    output: done,
  }),
  getSyncState: operation({
    method: 'GET',
    path: '/sync-state',
    summary: 'What waits, what is under way and what went wrong, per link and project.',
    access: 'owner',
    input: z.object({}),
    output: z.object({ links: z.array(stateOfLink) }),
  }),
  getSyncStateOfRecords: operation({
    method: 'POST',
    path: '/projects/{projectId}/sync-state',
    summary: 'Whether records are at the remote server as they are here.',
    access: 'owner',
    input: z.object({ ...projectId, ids: z.array(z.string().max(60)).max(200) }),
    output: z.object({
      /** By id; empty for a project that is not linked. */
      states: z.record(z.string(), itemState),
    }),
  }),
  syncNow: operation({
    method: 'POST',
    path: '/sync-now',
    summary: 'Send and take now, and send again what was refused.',
    access: 'owner',
    input: z.object({ project_id: idOf('project').optional().describe('all when left out') }),
    output: z.object({ projects: z.int() }),
  }),
};
