/** What `keepsake connect --json` answers, checked: the page is shown nothing else of it. */
import { z } from 'zod';
import { KeepsakeError } from '../../contract/index.ts';

const clientRow = z.object({
  client: z.string(),
  name: z.string(),
  found: z.boolean(),
  /** `outdated`: it starts something else than it should. `broken`: its file cannot be read. */
  state: z.enum(['connected', 'outdated', 'broken', 'not connected']),
  /** Of its configuration file. */
  path: z.string(),
  problem: z.string().optional(),
  key: z
    .object({ id: z.string(), scope: z.string(), status: z.string(), last_used_at: z.string().nullable() })
    .optional(),
});

const outcome = z.object({
  client: z.string(),
  path: z.string(),
  /** `connected` is said only after its bridge wrote a memory and recalled it. */
  result: z.enum(['connected', 'disconnected', 'declined', 'unchanged', 'shown', 'failed']),
  key_id: z.string().optional(),
  /** Lines of what would change, in a dry run. */
  change: z.array(z.string()).optional(),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
});

/** An AI client as it stands on this computer. */
export type ClientRow = z.infer<typeof clientRow>;
/** What became of connecting or disconnecting one. */
export type ClientOutcome = z.infer<typeof outcome>;

/** @throws KeepsakeError INTERNAL */
export function readClientRows(answer: unknown): ClientRow[] {
  return checked(z.array(clientRow).safeParse(answer).data);
}

/** That of the one client that was named. @throws KeepsakeError INTERNAL */
export function readOutcome(answer: unknown): ClientOutcome {
  return checked(z.array(outcome).safeParse(answer).data?.[0]);
}

function checked<T>(value: T | undefined): T {
  if (value !== undefined) return value;
  throw new KeepsakeError(
    'INTERNAL',
    'The `keepsake connect` command answered in a form that this app does not know. Run it in a terminal.',
  );
}
