/** Puts files into a server as a person does, and waits for what becomes of each. */
import { Blob } from 'node:buffer';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { FormData } from 'undici';
import type { Document } from '../../../contract/index.ts';
import type { ServerProcess } from '../serving/process.ts';
import type { HostileFile } from './file.ts';

export type Ended = Extract<Document, { status: 'okay' | 'error' }>;

export interface Intake {
  /** Resolves once the file is indexed or refused. @throws KeepsakeError when the server cannot be reached. */
  add(file: HostileFile): Promise<{ document: Ended; ms: number }>;
}

/** Into a folder and a project of its own; asks for the state of a file every `everyMs`. */
export async function createIntake(
  { client }: ServerProcess,
  name: string,
  everyMs: number,
): Promise<Intake> {
  const drives = await client.listDrives({});
  const itemId = drives.items[0]?.root_item_id ?? '';
  const [folder, project] = await Promise.all([
    client.createFolder({ itemId, name }),
    client.createProject({ name }),
  ]);
  return {
    async add(file) {
      const started = performance.now();
      const form = new FormData();
      form.set('file', new Blob([new Uint8Array(file.bytes)]), file.name);
      const { document_id: documentId = '' } = await client.uploadFile(
        { itemId: folder.id, project_id: project.id },
        { form },
      );
      for (;;) {
        const document = await client.getDocument({ projectId: project.id, documentId });
        if (document.status === 'okay' || document.status === 'error')
          return { document, ms: performance.now() - started };
        await delay(everyMs);
      }
    },
  };
}
