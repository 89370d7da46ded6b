/** What a device and the server it is linked to ask of each other; the design stands in docs/sync.md. */
import { z } from 'zod';
import { done, idOf, pageOf, pageQuery, time } from '../common.ts';
import { operation } from '../operation.ts';

/** Kinds of a project's records that travel. */
export const syncedKinds = ['memory', 'entry', 'conversation', 'message'] as const;

/** What is said about items of the drive. Attributes and marks of favourites have the ids of their items. */
export const noteKinds = ['comment', 'attributes', 'favourite'] as const;

/** Kinds of the drive's records that travel: files and folders, with their versions, and what is said about them. */
export const driveKinds = ['item', ...noteKinds] as const;

/** What people set of a project: its name and description, exchanged by an operation of its own. */
export const settingsKind = 'project';

export const anyKind = z.enum([...syncedKinds, ...driveKinds, settingsKind]);

/** Most versions of one push, and of one page of a pull. */
export const maxVersions = 1_000;

/** Most ranges of commits that a pull leaves out. */
export const maxRanges = 500;

const revision = idOf('revision');
export const recordId = z
  .string()
  .regex(/^[a-z]{2,5}_[0-7][0-9a-hjkmnp-tv-z]{25}$/, 'not the id of a record');
const turn = z.string().min(1).max(100);

/** Who wrote a version. Of a person only their own device says more than that they are one. */
const writer = z.object({
  type: z.enum(['owner', 'key', 'server']),
  id: z.string().max(100),
  name: z.string().max(200).optional(),
  client: z.string().max(200).optional(),
});

/** Of the year 10000, so that every time can be shown. */
const latest = 253_402_300_799_999;

/** One immutable version of a record, as it travels. */
export const syncedVersion = z.object({
  kind: anyKind,
  id: recordId,
  revision,
  /** The revisions that it came from; none for the first one. */
  parents: z.array(revision).max(20),
  state: z.string().max(20),
  payload: z.json(),
  author: writer,
  at: z.int().min(0).max(latest).describe('milliseconds since 1970, for showing'),
  message: z.string().max(1_000).optional(),
  /** What it came from, of records whose history is not kept. */
  base: z.object({ state: z.string().max(20), payload: z.json() }).optional(),
});

export type SyncedVersion = z.infer<typeof syncedVersion>;

/** Says that the record `id` stands for `of`. */
const standIn = z.object({ kind: anyKind, of: recordId, id: recordId });

/** One commit of a device: taken together, or not at all. */
export const change = z.object({
  versions: z.array(syncedVersion).max(maxVersions),
  /**
   * Deleted permanently, each record by name; with `revisions` only these of its history. Of a project only what the server does
   * not have, which it remembers: what it has is deleted by `erase`.
   */
  erased: z
    .array(
      z.object({ kind: anyKind, id: recordId, revisions: z.array(revision).min(1).max(1_000).optional() }),
    )
    .max(maxVersions)
    .default([]),
  /** What the device was told to stand for records of its own; a server that went back to an earlier day learns it again. */
  stand_ins: z.array(standIn).max(maxVersions).default([]),
});

export const outcomeKind = z.enum([
  'taken',
  'known',
  'merged',
  'kept',
  'moved',
  'became',
  'erased',
  'refused',
]);

/** What one push may hold. */
export const changes = z
  .array(change)
  .min(1)
  .max(maxVersions)
  .refine(
    (all) =>
      all.reduce((sum, one) => sum + one.versions.length + one.erased.length + one.stand_ins.length, 0) <=
      maxVersions,
    `more than ${maxVersions} versions in all: send fewer at a time`,
  );

const outcome = z.object({
  kind: anyKind,
  id: z.string(),
  revision: z.string(),
  outcome: outcomeKind,
  /** With `became`: the id of the record that stands for it. */
  becomes: z.string().optional(),
  /** With `refused`: why, as an error says it. */
  reason: z.object({ code: z.string(), message: z.string() }).optional(),
});

export type SyncOutcome = z.infer<typeof outcome>;

export const syncCursor = z.object({
  epoch: z.string().max(100),
  seq: z.int().min(0),
  /** A hash of that commit's time and revisions. */
  mark: z.string().max(64),
  /** How many versions of the commit after it were taken. */
  part: z.int().min(0).default(0),
});

export type SyncCursor = z.infer<typeof syncCursor>;

const erased = z.object({
  kind: z.string(),
  id: z.string(),
  /** Only these of its history were erased. */
  revisions: z.array(z.string()).optional(),
});

export const device = z.object({
  id: idOf('device'),
  name: z.string(),
  /** Of the person it acts for: a member, or the account itself for who runs the server. */
  person_id: z.string(),
  registered_at: time,
});

export type Device = z.infer<typeof device>;

/** With what every answer of an exchange begins. */
const answered = {
  /** The device's word from now on: `next` of the question, or still the one before where nothing happened; `''` for nobody. */
  turn,
};

/** A record as the server has it, with versions that the device may lack, oldest first, without those that it just sent. */
const line = z.object({
  kind: anyKind,
  id: z.string(),
  /** The commit of the newest version. */
  seq: z.int(),
  revision: z.string().describe('of the newest version'),
  versions: z.array(syncedVersion),
});

export type SyncLine = z.infer<typeof line>;

/** What became of the versions of a push. */
export const pushed = z.object({
  ...answered,
  /** The newest commit. */
  head: syncCursor,
  /** In the order of the versions that were sent; of each change what it deleted permanently follows. */
  outcomes: z.array(outcome),
  /** Commits that hold what was sent and nothing else: the device may leave them out when it pulls. */
  plain: z.array(z.int()).optional(),
  /** The records they are about. */
  records: z.array(line),
});

/** A page of a pull. */
export const pulled = z.object({
  ...answered,
  commits: z.array(z.object({ seq: z.int(), versions: z.array(syncedVersion) })),
  erased: z.array(erased),
  cursor: syncCursor,
  /** Of which record the next page tells more versions of the same commit: this page ended among them. */
  open: z.object({ kind: anyKind, id: z.string() }).optional(),
  /** Whether there is more right now. */
  more: z.boolean(),
});

export const heads = z.object({
  ...answered,
  head: syncCursor,
  items: z.array(
    z.object({
      id: z.string(),
      revision: z.string(),
      state: z.string(),
      /** Revisions that were erased out of its history. */
      erased: z.array(z.string()).optional(),
    }),
  ),
  next: z.string().nullable(),
});

/** Records by name, with their histories as far as those are sent. */
export const namedRecords = z.object({
  ...answered,
  head: syncCursor,
  /** In the order of the names; those that are not there are left out. */
  records: z.array(line),
  /** How many of the names the page is about, from the first on: ask again for the others. */
  answered: z.int(),
});

/** The records that a comparison found missing, and how many of their versions one answer may bring. */
export const named = {
  names: z
    .array(z.object({ kind: anyKind, id: recordId }))
    .min(1)
    .max(100),
  limit: z.int().min(1).max(maxVersions).default(maxVersions),
};

/** What a pull leaves out. */
export const omit = z
  .array(z.object({ from: z.int().min(1), to: z.int().min(1) }))
  .max(maxRanges)
  .default([])
  .describe('commits that the device knows, for they hold what it sent');

/**
 * What every exchange names: the device's word, the one that takes its place by this question, and the newest place of the
 * server's log that the device was told of. The same question is asked again with the same two words.
 */
export const ofDevice = {
  device_id: idOf('device'),
  turn,
  next: turn,
  seen: syncCursor.omit({ part: true }).optional(),
};

/** The same for what may be looked at by somebody who is no device. */
export const ofAnybody = z.object(ofDevice).partial().shape;

const exchange = { projectId: idOf('project'), ...ofDevice };

export const syncOperations = {
  registerDevice: operation({
    method: 'POST',
    path: '/devices',
    summary: 'Register a device that keeps copies of projects; it acts for the person whose token this is.',
    access: 'owner',
    status: 201,
    input: z.object({ name: z.string().trim().min(1).max(100) }),
    output: device.extend({ turn, epoch: z.string() }),
  }),
  listDevices: operation({
    method: 'GET',
    path: '/devices',
    summary: 'Devices that are linked to this account: one’s own, and for admins all.',
    access: 'owner',
    input: z.object(pageQuery),
    output: pageOf(device),
  }),
  forgetDevice: operation({
    method: 'DELETE',
    path: '/devices/{deviceId}',
    summary: 'Forget a device; what it sent stays, and it keeps what it has. Its token is revoked by itself.',
    access: 'owner',
    input: z.object({ deviceId: idOf('device') }),
    output: done,
  }),
  pushChanges: operation({
    method: 'POST',
    path: '/projects/{projectId}/sync/push',
    summary: 'Send what a device wrote, oldest first; the answer says what became of each version.',
    access: 'owner',
    input: z.object({ ...exchange, changes }),
    output: pushed,
  }),
  pullChanges: operation({
    method: 'POST',
    path: '/projects/{projectId}/sync/pull',
    summary: 'The commits after a cursor with their versions, and what was erased.',
    access: 'owner',
    input: z.object({
      ...exchange,
      cursor: syncCursor.optional().describe('everything when left out'),
      limit: z.int().min(1).max(maxVersions).default(maxVersions),
      omit,
    }),
    output: pulled,
  }),
  listHeads: operation({
    method: 'POST',
    path: '/projects/{projectId}/sync/heads',
    summary: 'Every record’s id and current revision of one kind, in pages.',
    access: 'owner',
    input: z.object({
      projectId: idOf('project'),
      ...ofAnybody,
      kind: z.enum(syncedKinds),
      after: z.string().max(60).optional(),
      limit: z.int().min(1).max(maxVersions).default(maxVersions),
    }),
    output: heads,
  }),
  readRecords: operation({
    method: 'POST',
    path: '/projects/{projectId}/sync/records',
    summary: 'The newest versions of records by name, oldest first.',
    access: 'owner',
    input: z.object({ ...exchange, ...named }),
    output: namedRecords,
  }),
};
