/** `keepsake key local`: what a client library in another language asks for; programs read it, people do not. */
import { KeepsakeError } from '../../contract/index.ts';
import { createFetch } from '../../local/http.ts';
import { programConnection, programKey } from '../../local/program-key.ts';
import { dropKey } from '../connect/keys.ts';
import type { Output } from '../output.ts';
import { openSession } from '../session.ts';

export async function localKey({ new: isNew = false }: { new?: boolean }, output: Output): Promise<void> {
  if (process.stdout.isTTY || !output.json)
    throw new KeepsakeError(
      'VALIDATION_ERROR',
      'This prints a secret for a program to read, so it takes --json and no terminal.',
    );
  const session = await openSession();
  const { paths, secrets } = session;
  if (isNew) await dropKey(session, programConnection);
  const fetch = createFetch({ socketPath: paths.socketPath });
  const secret = await programKey({ paths, secrets, fetch, isNew });
  output.result({ socket: paths.socketPath, key: secret }, []);
}
