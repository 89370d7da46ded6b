/** Resumable uploads by tus 1.0: creation, creation with upload, checksum (SHA-256), expiration and termination. */
import { Readable } from 'node:stream';
import { Hono, type Context } from 'hono';
import type { Logger } from 'pino';
import { KeepsakeError, type Upload } from '../../../contract/index.ts';
import type { Call } from '../../services/caller.ts';
import { rootItem } from '../../services/items.ts';
import type { Piece } from '../../services/resumable-parts.ts';
import type { Services } from '../../services/services.ts';
import { answerError } from '../answers.ts';
import { authenticate, countRequest, requireAccess } from '../credentials.ts';
import { bodyType, readAnnouncement, readChecksum, readNumber, readOffset, tusVersion } from './headers.ts';

type Handle = (context: Context, call: Call) => Promise<Response>;

/** The endpoint, to be mounted at `/api/v1/uploads`; what is not tus goes on to the operations of the contract. */
export function createUploads(services: Services, logger: Logger): Hono {
  const app = new Hono();
  const { uploads } = services;
  const guarded = (handle: Handle) => (context: Context) => serve(services, logger, context, handle);

  app.options('/', (context) => {
    context.header('Tus-Resumable', tusVersion);
    context.header('Tus-Version', tusVersion);
    context.header('Tus-Extension', 'creation,creation-with-upload,checksum,expiration,termination');
    context.header('Tus-Checksum-Algorithm', 'sha256');
    context.header('Tus-Max-Size', String(uploads.maxBytes));
    return context.body(null, 204);
  });
  app.post(
    '/',
    guarded(async (context, call) => {
      const hasBody = context.req.header('content-type') === bodyType;
      const announcement = readAnnouncement(context, rootItem(call.caller.account));
      const piece = hasBody ? pieceOf(context, 0) : undefined;
      const created = await uploads.create(call, announcement);
      const isWanted = piece !== undefined && created.status === 'receiving';
      const upload = isWanted ? await uploads.append(call, created.id, piece) : created;
      context.header('Location', `/api/v1/uploads/${upload.id}`);
      showProgress(context, upload);
      return context.body(null, 201);
    }),
  );
  // Hono answers HEAD by the handlers of GET.
  app.get('/:id', (context, next) => (context.req.method === 'HEAD' ? head(context) : next()));
  const head = guarded(async (context, call) => {
    const upload = await uploads.resume(call, idOf(context));
    context.header('Upload-Length', String(upload.size));
    context.header('Cache-Control', 'no-store');
    showProgress(context, upload);
    return context.body(null, 200);
  });
  app.patch(
    '/:id',
    guarded(async (context, call) => {
      if (context.req.header('content-type') !== bodyType) throw wrongBody();
      showProgress(context, await uploads.append(call, idOf(context), pieceOf(context, readOffset(context))));
      return context.body(null, 204);
    }),
  );
  app.delete(
    '/:id',
    guarded(async (context, call) => {
      await uploads.cancel(call, idOf(context));
      return context.body(null, 204);
    }),
  );
  return app;
}

async function serve(
  services: Services,
  logger: Logger,
  context: Context,
  handle: Handle,
): Promise<Response> {
  context.header('Tus-Resumable', tusVersion);
  try {
    const caller = await authenticate(services, context);
    await countRequest(services, context, caller);
    requireAccess(caller, 'owner', 'member');
    if (context.req.header('tus-resumable') !== tusVersion) return otherVersion(context);
    return await handle(context, { caller });
  } catch (error) {
    return answerError(context, error, logger);
  }
}

function idOf(context: Context): string {
  return context.req.param('id') ?? '';
}

function showProgress(context: Context, { offset, expires_at: expires }: Upload): void {
  context.header('Upload-Offset', String(offset));
  context.header('Upload-Expires', new Date(expires).toUTCString());
}

function pieceOf(context: Context, offset: number): Piece {
  const sha256 = readChecksum(context);
  const length = readNumber(context, 'content-length');
  return {
    offset,
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(length === undefined ? {} : { length }),
    body: (signal) => readBody(context, signal),
  };
}

function readBody(context: Context, signal: AbortSignal): AsyncIterable<Uint8Array> {
  const { body } = context.req.raw;
  if (body === null) return Readable.from([]);
  return breakable(Readable.fromWeb(body, { signal }));
}

async function* breakable(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  try {
    yield* source;
  } catch (error) {
    throw brokenOff(error);
  }
}

function otherVersion(context: Context): Response {
  context.header('Tus-Version', tusVersion);
  const message = `Send "Tus-Resumable: ${tusVersion}", the version of tus that this server speaks.`;
  return context.json({ success: false, code: 'VALIDATION_ERROR', message }, 412);
}

function wrongBody(): KeepsakeError {
  return new KeepsakeError('UNSUPPORTED_MEDIA_TYPE', `Send the bytes with "Content-Type: ${bodyType}".`);
}

function brokenOff(cause: unknown): KeepsakeError {
  return new KeepsakeError(
    'VALIDATION_ERROR',
    'The connection broke off, or a newer request took over. Ask how far the upload is, then go on from there.',
    { what: 'piece' },
    cause,
  );
}
