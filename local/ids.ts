/** New ids: TypeIDs over UUIDv7, so that ids made by any process never meet and sort by the time they were made. */
import { randomUUIDv7 } from 'node:crypto';
import type { IdPrefix } from '../contract/index.ts';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * A new id such as `mem_01h455vb4pex5vsknk084sn02q`: prefix, `_`, and the 128 bits of a UUIDv7 as 26 digits of
 * Crockford's base 32, most significant first (TypeID specification 0.3).
 */
export function newId<P extends IdPrefix>(prefix: P): `${P}_${string}` {
  return typeId(prefix, randomUUIDv7().replaceAll('-', ''));
}

/** The id of a UUID given as 32 hex digits. */
export function typeId<P extends IdPrefix>(prefix: P, uuid: string): `${P}_${string}` {
  let bits = BigInt(`0x${uuid}`);
  let digits = '';
  for (let i = 0; i < 26; i++) {
    digits = (alphabet[Number(bits & 31n)] as string) + digits;
    bits >>= 5n;
  }
  return `${prefix}_${digits}`;
}
