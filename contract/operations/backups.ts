/** Backups: encrypted copies in a folder that the owner names, made on request or on a schedule. */
import { z } from 'zod';
import { idOf, time } from '../common.ts';
import { operation } from '../operation.ts';

const recipient = z
  .string()
  .regex(/^age1[02-9ac-hj-np-z]{58}$/, 'not the public key of an age identity (age1…)')
  .describe('public key of an age identity');

export const backup = z.object({
  id: idOf('backup'),
  created_at: time,
  /** Records of all scopes, and contents of files that are no part of a database. */
  records: z.int(),
  files: z.int(),
  /** Everything that it needs; files are shared with other backups of the folder. */
  bytes: z.int(),
  /** When it was last restored to a place of its own and compared. */
  verified_at: time.optional(),
});

export type Backup = z.infer<typeof backup>;

export const backupSettings = z.object({
  /** An absolute path on the server's computer. */
  folder: z.string().optional(),
  every_hours: z.int().optional(),
  keep: z.int(),
  recipients: z.array(z.string()),
});

export type BackupSettings = z.infer<typeof backupSettings>;

export const backupState = z.object({
  status: z.enum(['idle', 'running', 'verifying']),
  /** Bytes of what is under way. */
  done: z.int(),
  total: z.int(),
  last_made_at: time.optional(),
  /** What went wrong the last time. */
  problem: z.string().optional(),
});

export type BackupState = z.infer<typeof backupState>;

export const backupOperations = {
  getBackupSettings: operation({
    method: 'GET',
    path: '/backups/settings',
    summary: 'Where backups go, how often, and how many are kept.',
    access: 'owner',
    input: z.object({}),
    output: backupSettings,
  }),
  setBackupSettings: operation({
    method: 'PUT',
    path: '/backups/settings',
    summary:
      'Set where backups go and whom they are encrypted to. A passphrase is only used now, and not kept.',
    access: 'owner',
    input: z.object({
      folder: z.string().min(1).max(4_000).describe('an absolute path on the computer of the server'),
      every_hours: z.int().min(1).max(8_760).optional().describe('no schedule when left out'),
      keep: z.int().min(1).max(1_000).default(7).describe('newest backups that are kept'),
      passphrase: z
        .string()
        .min(12)
        .max(1_000)
        .optional()
        .describe('opens the backups; at least 12 characters'),
      recipients: z.array(recipient).max(20).optional().describe('instead of, or beside, a passphrase'),
    }),
    output: backupSettings,
  }),
  unsetBackupSettings: operation({
    method: 'DELETE',
    path: '/backups/settings',
    summary: 'Make no more backups. Those that are there stay.',
    access: 'owner',
    input: z.object({}),
    output: backupSettings,
  }),
  listBackups: operation({
    method: 'GET',
    path: '/backups',
    summary: 'The backups in the folder, newest first.',
    access: 'owner',
    input: z.object({}),
    output: z.object({ items: z.array(backup) }),
  }),
  createBackup: operation({
    method: 'POST',
    path: '/backups',
    summary: 'Make a backup now, while everything goes on. Its progress is at /backups/state.',
    access: 'owner',
    status: 202,
    input: z.object({}),
    output: backupState,
  }),
  getBackupState: operation({
    method: 'GET',
    path: '/backups/state',
    summary: 'What is under way, and how far it is.',
    access: 'owner',
    input: z.object({}),
    output: backupState,
  }),
  cancelBackup: operation({
    method: 'POST',
    path: '/backups/cancel',
    summary: 'End the backup or verification that is under way; what it wrote is removed.',
    access: 'owner',
    input: z.object({}),
    output: backupState,
  }),
  verifyBackup: operation({
    method: 'POST',
    path: '/backups/{backupId}/verify',
    summary: 'Restore a backup to a place of its own, compare everything, and remove it again.',
    access: 'owner',
    status: 202,
    input: z.object({ backupId: idOf('backup') }),
    output: backupState,
  }),
};
