/** What each call of the page must look like; anything else is refused before it reaches a handler. */
import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { idOf } from '../../contract/common.ts';
import type { Calls, Channel } from './channels.ts';

const nothing = z.undefined();
const mostPaths = 1_000;

const target = {
  folderId: idOf('item').optional(),
  projectId: idOf('project').optional(),
};

/** A client's name on a command line; starting with a letter, so that it is never read as an option. */
const client = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/);

const path = z
  .string()
  .min(1)
  .max(4_096)
  .refine((text) => isAbsolute(text) && !text.includes('\0'), 'not a full path');

export const schemas: { readonly [Name in Channel]: z.ZodType<Calls[Name]['input']> } = {
  'files:choose': z.strictObject({ ...target, kind: z.enum(['files', 'folder']) }),
  'files:drop': z.strictObject({ ...target, paths: z.array(path).min(1).max(mostPaths) }),
  'files:reveal': z.strictObject({ id: z.uuid() }),
  'external:open': z.strictObject({ url: z.string().max(2_000) }),
  'clients:list': nothing,
  'clients:preview': z.strictObject({ client }),
  'clients:connect': z.strictObject({ client, readOnly: z.boolean(), project: idOf('project').optional() }),
  'clients:disconnect': z.strictObject({ client }),
  'recovery:read': nothing,
  'recovery:noted': nothing,
  'clipboard:forget': z.strictObject({ text: z.string().min(1).max(500) }),
  'remote:get': nothing,
  'remote:connect': z.strictObject({
    url: z.string().min(1).max(2_000),
    token: z.string().regex(/^[\x21-\x7e]{1,500}$/),
    ca: path.optional(),
  }),
  'remote:disconnect': nothing,
  'keychain:status': nothing,
  'server:state': nothing,
  'server:start': nothing,
  'updates:state': nothing,
  'updates:check': nothing,
  'updates:install': nothing,
  'appearance:get': nothing,
  'appearance:set': z.strictObject({ theme: z.enum(['system', 'light', 'dark']) }),
  'look:get': nothing,
  'look:set': z.strictObject({
    language: z
      .string()
      .regex(/^[a-z]{2}$/)
      .optional(),
    density: z.enum(['comfortable', 'compact']).optional(),
    contrast: z.enum(['system', 'more']).optional(),
    textSize: z.int().min(80).max(150).optional(),
  }),
  'auto-start:get': nothing,
  'auto-start:set': z.strictObject({ enabled: z.boolean() }),
};
