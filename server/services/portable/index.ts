/** Export and import: what the owner takes along, and what comes from elsewhere. */
import type { z } from 'zod';
import { KeepsakeError, type operations } from '../../../contract/index.ts';
import type { ImportReport } from '../../../contract/operations/portable.ts';
import { projectScope, accountScope, requireOwner, type Call, type Caller } from '../caller.ts';
import type { ContentReference } from '../content.ts';
import { itemPayload, requireItem } from '../items.ts';
import { exportArchive, headPath, type ExportOptions } from './export.ts';
import { readForeign, recogniseSource, type ForeignSource } from './foreign/read.ts';
import { createForeignWriter, type ForeignDependencies } from './foreign/write.ts';
import { importKeepsake, type ImportDependencies } from './import-keepsake.ts';
import { createReporting } from './report.ts';
import { openArchive, type Archive, type Source } from './zip-reader.ts';

export interface Portable {
  /** The archive is made while it is read; who stops reading ends it. */
  export(caller: Caller, options: ExportOptions): Promise<{ name: string; bytes: AsyncIterable<Uint8Array> }>;
  import(call: Call, input: z.output<typeof operations.importFile.input>): Promise<ImportReport>;
}

export type PortableDependencies = ImportDependencies & ForeignDependencies;

/** The service of export and import. Only the owner calls it. */
export function createPortable(dependencies: PortableDependencies): Portable {
  const { store, content } = dependencies;
  /** One after the other: two imports of the same archive at once would each see nothing there. */
  let turn: Promise<unknown> = Promise.resolve();

  async function run(call: Call, input: z.output<typeof operations.importFile.input>): Promise<ImportReport> {
    const { dry_run: isDryRun, project_id: projectId } = input;
    const archive = await openItem(call.caller, input.item_id);
    const isOwn = archive.has(headPath);
    const source = input.source ?? (isOwn ? 'keepsake' : await recogniseSource(archive));
    const reporting = createReporting(source, isDryRun);
    if (source === 'keepsake') {
      if (!isOwn) throw notOurs();
      await importKeepsake(dependencies, { call, archive, reporting, isDryRun, projectId });
    } else await importForeign(call, archive, { source, projectId, isDryRun }, reporting);
    return reporting.report();
  }

  async function importForeign(
    call: Call,
    archive: Archive,
    {
      source,
      projectId,
      isDryRun,
    }: { source: ForeignSource; projectId: string | undefined; isDryRun: boolean },
    reporting: ReturnType<typeof createReporting>,
  ): Promise<void> {
    if (projectId === undefined) throw noProject();
    const scope = await projectScope(store, call.caller, projectId);
    reporting.project(projectId);
    const write = createForeignWriter(dependencies, { call, scope, source, isDryRun, reporting });
    for await (const thing of readForeign(archive, source)) await write(thing);
  }

  async function openItem(caller: Caller, id: string): Promise<Archive> {
    const record = await requireItem(store, accountScope(caller), id);
    const { content: reference, name } = itemPayload(record);
    if (reference === undefined)
      throw new KeepsakeError('VALIDATION_ERROR', `${id} is a folder. Import a file.`);
    const source = sourceOf(caller.account, reference);
    return (await isZip(source)) ? openArchive(source) : singleFile(source, name);
  }

  function sourceOf(account: string, reference: ContentReference): Source {
    return {
      size: reference.size,
      async *read(start, end) {
        yield* await content.read(account, reference, { start, end });
      },
    };
  }

  return {
    export: (caller, options) => exportArchive(dependencies, caller, options),
    import(call, input) {
      requireOwner(call.caller);
      const result = turn.then(() => run(call, input));
      turn = result.catch(() => undefined);
      return result;
    },
  };
}

async function isZip(source: Source): Promise<boolean> {
  for await (const bytes of source.read(0, Math.min(2, source.size)))
    return Buffer.from(bytes.subarray(0, 2)).toString('latin1') === 'PK';
  return false;
}

/** A file that is no archive, as an archive of one. */
function singleFile(source: Source, name: string): Archive {
  return {
    names: [name],
    has: (wanted) => wanted === name,
    sizeOf: () => source.size,
    open: () => source.read(0, source.size),
  };
}

function noProject(): KeepsakeError {
  return new KeepsakeError(
    'VALIDATION_ERROR',
    'What comes from another product needs a project. Name it with project_id.',
  );
}

function notOurs(): KeepsakeError {
  return new KeepsakeError(
    'VALIDATION_ERROR',
    'The file is no export of Keepsake: it holds no keepsake.json.',
  );
}
