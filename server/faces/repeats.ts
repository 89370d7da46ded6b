/** Repeats: a write's `Idempotency-Key`, and the hash by which another body under the same key is noticed. */
import { createHash } from 'node:crypto';
import { KeepsakeError } from '../../contract/index.ts';
import { principalOf, type Call, type Caller } from '../services/caller.ts';

/** The call of a caller, with its repeat key where the request carries one. */
export function callOf(
  caller: Caller,
  idempotencyKey: string | undefined,
  name: string,
  input: unknown,
): Call {
  if (idempotencyKey === undefined) return { caller };
  if (idempotencyKey.length === 0 || idempotencyKey.length > 255) {
    throw new KeepsakeError(
      'VALIDATION_ERROR',
      'An Idempotency-Key has 1 to 255 characters. A random UUID does well.',
    );
  }
  const bodyHash = createHash('sha256').update(canonical({ name, input })).digest('hex');
  return { caller, repeat: { principal: principalOf(caller), key: idempotencyKey, bodyHash } };
}

/** JSON with sorted keys, so that the same input always gives the same text. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}
