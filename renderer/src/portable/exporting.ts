/** Fetches an export and counts what has come; the archive has no length before it is made. */
import { client } from '../data/client.ts';
import { fileNameOf, saveFile } from '../data/save-file.ts';

export interface Export {
  /** One project; everything when left out. */
  readonly project?: { readonly id: string; readonly name: string } | undefined;
  /** Whether the history comes as a git repository, too. */
  readonly hasGit: boolean;
}

interface Fetching {
  readonly signal: AbortSignal;
  /** Is given the bytes that have come. */
  readonly onProgress: (bytes: number) => void;
}

/** Saves the archive when all of it is there. @returns its size in bytes @throws KeepsakeError, or AbortError */
export async function saveExport(
  { project, hasGit }: Export,
  { signal, onProgress }: Fetching,
): Promise<number> {
  const git = hasGit ? 'true' : 'false';
  const response =
    project === undefined
      ? await client.exportEverything({ git }, { signal })
      : await client.exportProject({ projectId: project.id, git }, { signal });
  let bytes = 0;
  const counting = new TransformStream<Uint8Array, Uint8Array>({
    transform(piece, controller) {
      bytes += piece.byteLength;
      onProgress(bytes);
      controller.enqueue(piece);
    },
  });
  // The browser keeps large ones on disk, not in memory.
  const archive = await new Response(response.body?.pipeThrough(counting)).blob();
  signal.throwIfAborted();
  saveFile(exportName(project?.name, new Date()), new Blob([archive], { type: 'application/zip' }));
  return bytes;
}

/** `keepsake-Home-2026-11-21.zip` */
export function exportName(project: string | undefined, now: Date): string {
  const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) =>
    String(part).padStart(2, '0'),
  );
  const of = project === undefined ? 'everything' : fileNameOf(project, 'project').replaceAll(' ', '-');
  return `keepsake-${of}-${day.join('-')}.zip`;
}
