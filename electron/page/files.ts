/** The files of the page and of the failure screen, by an exact list of addresses. */
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { pageHeaders } from './headers.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

export interface PageFolders {
  /** What the renderer's build made. */
  readonly page: string;
  /** The screen shown while the server does not run. */
  readonly failure: string;
}

/** Answers with a file; anything not on the list does not exist, whatever the folder holds. */
export async function answerFile(folders: PageFolders, pathname: string): Promise<Response> {
  const file = fileOf(folders, pathname);
  if (file === undefined) return notFound();
  try {
    const bytes = await readFile(file);
    const type = types[extname(file)] ?? 'application/octet-stream';
    return new Response(bytes, {
      headers: { ...pageHeaders, 'content-type': type, 'cache-control': 'no-cache' },
    });
  } catch {
    return notFound();
  }
}

function fileOf({ page, failure }: PageFolders, pathname: string): string | undefined {
  if (pathname === '/' || pathname === '') return join(page, 'index.html');
  const asset = /^\/assets\/([A-Za-z0-9._-]+)$/.exec(pathname)?.[1];
  if (asset !== undefined && asset !== '..' && asset !== '.') return join(page, 'assets', asset);
  const screen = /^\/failure\/(index\.html|failure\.js|failure\.css)$/.exec(pathname)?.[1];
  return screen === undefined ? undefined : join(failure, screen);
}

function notFound(): Response {
  return new Response('Not found\n', { status: 404, headers: pageHeaders });
}
