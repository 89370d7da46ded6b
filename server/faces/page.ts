/** The page's files, with the headers that keep a page from loading or running anything else. */
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { Hono } from 'hono';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const headers = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** Serves `index.html` at `/` and the built files below `/assets/`; nothing else of the folder can be named. */
export function createPage(folder: string): Hono {
  const app = new Hono();
  app.get('/', () => send(join(folder, 'index.html'), 'no-cache'));
  app.get('/assets/:name{[A-Za-z0-9._-]+}', (context) =>
    send(join(folder, 'assets', context.req.param('name')), 'public, max-age=31536000, immutable'),
  );
  return app;
}

async function send(path: string, cacheControl: string): Promise<Response> {
  try {
    const bytes = await readFile(path);
    const type = types[extname(path)] ?? 'application/octet-stream';
    return new Response(bytes, {
      headers: { ...headers, 'content-type': type, 'cache-control': cacheControl },
    });
  } catch {
    return new Response('Not found\n', { status: 404, headers });
  }
}
