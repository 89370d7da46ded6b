/** Permanent deletion of an account with all that it has, by who runs the server. */
import { z } from 'zod';
import { idOf } from '../common.ts';
import { operation } from '../operation.ts';
import { erasure } from './erasure.ts';

export const accountErasureOperations = {
  eraseAccount: operation({
    method: 'POST',
    path: '/accounts/{accountId}/erasure',
    summary:
      'Delete an account permanently: projects, files, people, tokens, keys and its audit log. For who runs the server, whose list of deletions has the receipt.',
    access: 'owner',
    status: 202,
    input: z.object({
      accountId: idOf('account'),
      confirm: z.string().min(1).max(300).describe('the same id again'),
    }),
    output: erasure,
  }),
};
