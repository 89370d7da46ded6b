/** What the server acknowledged and what it was still asked when it was killed, kept outside of it. */
import { createHash } from 'node:crypto';

/** One write; its content is unlike any other's. */
export type Write =
  | { readonly kind: 'memory'; readonly key: string; readonly content: string }
  | { readonly kind: 'file'; readonly key: string; readonly name: string; readonly content: string };

export interface Acknowledged {
  readonly write: Write;
  /** Of the memory or item. */
  readonly id: string;
}

export interface Ledger {
  begin(write: Write): void;
  /** @throws Error when a write was answered before with another id: it was then done twice. */
  acknowledge(write: Write, id: string): void;
  /** Sent, but without an answer. */
  pending(): Write[];
  acknowledged(): Acknowledged[];
}

export function createLedger(): Ledger {
  const pending = new Map<string, Write>();
  const acknowledged = new Map<string, Acknowledged>();
  return {
    begin: (write) => void pending.set(write.key, write),
    acknowledge(write, id) {
      const before = acknowledged.get(write.key);
      if (before !== undefined && before.id !== id) throw new Error(`${write.key} was done twice`);
      pending.delete(write.key);
      acknowledged.set(write.key, { write, id });
    },
    pending: () => [...pending.values()],
    acknowledged: () => [...acknowledged.values()],
  };
}

export function sha256(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}
