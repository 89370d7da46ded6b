/** What `protocol.handle` runs: every request of the page, answered from our files or by the local server. */
import { answerFile, type PageFolders } from './files.ts';
import { forward, type ForwardOptions } from './forward.ts';
import { pageHeaders } from './headers.ts';
import { isAppUrl } from './origin.ts';

export interface ProtocolOptions extends ForwardOptions {
  readonly folders: PageFolders;
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

export function createProtocolHandler(options: ProtocolOptions): (request: Request) => Promise<Response> {
  return async (request) => {
    if (!isAppUrl(request.url) || !isOwn(request)) return refuse(403);
    if (!methods.includes(request.method)) return refuse(405);
    const { pathname } = new URL(request.url);
    if (pathname.startsWith('/api/')) return forward(request, options);
    return request.method === 'GET' ? answerFile(options.folders, pathname) : refuse(405);
  };
}

/** A page of another origin that got into a frame would name itself here. */
function isOwn(request: Request): boolean {
  const origin = request.headers.get('origin');
  return origin === null || isAppUrl(origin);
}

function refuse(status: number): Response {
  return new Response('Refused\n', { status, headers: pageHeaders });
}
