/** What the owner's page asks of the server itself: where it keeps things, what it can read, and whether its first run is over. */
import { z } from 'zod';
import { time } from '../common.ts';
import { operation } from '../operation.ts';

export const setup = z.object({
  /** Whether the owner has gone through the first run, or skipped it. */
  welcomed: z.boolean(),
  /** Whether the owner has said that the recovery code is written down. */
  recovery_noted: z.boolean(),
});

export type Setup = z.infer<typeof setup>;

export const serverDetails = z.object({
  version: z.string(),
  /** Such as `24.13.0`. */
  node: z.string(),
  /** System and processor, such as `linux x64`. */
  platform: z.string(),
  started_at: time,
  data_folder: z.string(),
  /** Where further models of text recognition are put. */
  recognition_folder: z.string(),
  /** As ISO 639-1, of languages whose words are brought to their stem. Others are found by the words as they are written. */
  search_languages: z.array(z.string()),
  /** As Tesseract names them, such as `eng`. */
  recognition_languages: z.array(z.string()),
  /** In bytes. */
  max_file_bytes: z.int(),
  /** In bytes; null when there is no limit. */
  quota_bytes: z.int().nullable(),
});

export type ServerDetails = z.infer<typeof serverDetails>;

export const setupOperations = {
  getSetup: operation({
    method: 'GET',
    path: '/setup',
    summary: 'Whether the first run of the page is over.',
    access: 'owner',
    input: z.object({}),
    output: setup,
  }),
  setSetup: operation({
    method: 'PUT',
    path: '/setup',
    summary: 'Say that the first run of the page is over, or that it shall be shown again.',
    access: 'owner',
    input: setup.partial(),
    output: setup,
  }),
  getServerDetails: operation({
    method: 'GET',
    path: '/server/details',
    summary: 'Where the server keeps its data, what it runs on, and the languages it reads.',
    access: 'owner',
    input: z.object({}),
    output: serverDetails,
  }),
};
