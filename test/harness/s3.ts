/**
 * An object store that speaks S3, on loopback: s3rver, completed by the two calls it lacks (aborting an upload, listing
 * the unfinished ones), with faults to order. Its files can be looked into and damaged.
 */
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import S3rver, { type S3Context } from 's3rver';

export interface ObjectStore extends AsyncDisposable {
  /** Of the bucket: `s3://bucket?endpoint=…`, without a prefix. */
  readonly location: (prefix?: string) => string;
  /** Of every object below a prefix. */
  readonly objects: (prefix?: string) => Promise<string[]>;
  /** What all objects and the parts of unfinished uploads take up. */
  readonly bytes: () => Promise<number>;
  /** Where the bytes of an object lie. */
  readonly fileOf: (key: string) => string;
  /** How many multipart uploads are neither completed nor aborted. */
  readonly uploads: () => Promise<number>;
  /** What was asked, such as `PUT /bucket/key?partNumber=1`. */
  readonly asked: S3Asked[];
  /** Lets the next request that it chooses fail. */
  readonly fail: (fault: S3Fault) => void;
}

export interface S3Asked {
  readonly what: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

export interface S3Fault {
  readonly when: (asked: S3Asked) => boolean;
  /** `cut` breaks the connection in the middle of the answer's body; `deaf` does what was asked and loses the answer. */
  readonly how: 'cut' | 'deaf' | { readonly status: number; readonly name: string };
  /** How often; 1 when left out. */
  times?: number;
}

/** Credentials that it takes, as the SDK reads them from the environment. */
export const s3Environment = { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' };

const bucket = 'keepsake-test';
/** Of the file that s3rver keeps an object in. */
const suffix = '._S3rver_object';

/** Starts one on a folder of its own and a free port. */
export async function startObjectStore(): Promise<ObjectStore> {
  const folder = await mkdtemp(join(tmpdir(), 'ks-s3-'));
  const server = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory: folder,
    configureBuckets: [{ name: bucket }],
  });
  const asked: S3Asked[] = [];
  const faults: S3Fault[] = [];
  const unfinished = join(folder, bucket, '._S3rver_uploads');
  server.middleware.unshift(async (context, next) => {
    const request = { what: `${context.method} ${context.url}`, headers: context.headers };
    asked.push(request);
    const fault = faults.find(({ when }) => when(request));
    if (fault !== undefined) {
      fault.times = (fault.times ?? 1) - 1;
      if (fault.times === 0) faults.splice(faults.indexOf(fault), 1);
    }
    await answer(context, next, { unfinished, how: fault?.how });
  });
  const { port } = await server.run();
  const keysBelow = async (prefix: string) => {
    const files = await readdir(join(folder, bucket), { recursive: true });
    const keys = files.filter((file) => file.endsWith(suffix)).map((file) => file.slice(0, -suffix.length));
    return keys.filter((key) => key.startsWith(prefix));
  };
  return {
    location: (prefix = '') => `s3://${bucket}/${prefix}?endpoint=http://127.0.0.1:${port}`,
    objects: (prefix = '') => keysBelow(prefix),
    async bytes() {
      const parts = await readdir(unfinished, { recursive: true }).catch(() => []);
      const objects = (await keysBelow('')).map((key) => join(folder, bucket, key + suffix));
      const files = [...objects, ...parts.map((part) => join(unfinished, part))];
      const found = await Promise.all(files.map((file) => stat(file)));
      return found.reduce((sum, one) => sum + (one.isFile() ? one.size : 0), 0);
    },
    fileOf: (key) => join(folder, bucket, key + suffix),
    uploads: async () => (await namesIn(unfinished)).length,
    asked,
    fail: (fault) => faults.push(fault),
    async [Symbol.asyncDispose]() {
      await new Promise<void>((done) => {
        server.httpServer.closeAllConnections();
        server.close(() => done());
      });
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function answer(
  context: S3Context,
  next: () => Promise<void>,
  { unfinished, how }: { unfinished: string; how: S3Fault['how'] | undefined },
): Promise<void> {
  const { method, query } = context;
  if (typeof how === 'object') {
    context.status = how.status;
    context.type = 'application/xml';
    context.body = `<Error><Code>${how.name}</Code><Message>as ordered</Message></Error>`;
  } else if (method === 'DELETE' && query['uploadId'] !== undefined) {
    await rm(join(unfinished, query['uploadId']), { recursive: true, force: true });
    context.status = 204;
  } else if (method === 'GET' && 'uploads' in query) {
    context.type = 'application/xml';
    context.body = await listUploads(unfinished);
  } else {
    await next();
    if (how === 'deaf') context.req.socket.destroy();
    if (how === 'cut') cutBody(context);
  }
}

/** Sends the first half of what would be the body, then breaks off. */
function cutBody(context: S3Context): void {
  const { body, length, req } = context;
  if (!(body instanceof Readable)) return;
  context.body = Readable.from(firstHalf(body, length / 2, req.socket));
  context.length = length;
}

async function* firstHalf(body: Readable, half: number, socket: Socket): AsyncIterable<Buffer> {
  let sent = 0;
  for await (const piece of body as AsyncIterable<Buffer>) {
    yield piece.subarray(0, Math.max(0, half - sent));
    sent += piece.byteLength;
    if (sent >= half) socket.destroy();
  }
}

async function listUploads(folder: string): Promise<string> {
  const uploads = await Promise.all(
    (await namesIn(folder)).map(async (id) => {
      const [key, { mtime }] = await Promise.all([
        readFile(join(folder, id, 'key'), 'utf8'),
        stat(join(folder, id)),
      ]);
      return `<Upload><Key>${key}</Key><UploadId>${id}</UploadId><Initiated>${mtime.toISOString()}</Initiated></Upload>`;
    }),
  );
  return `<ListMultipartUploadsResult><IsTruncated>false</IsTruncated>${uploads.join('')}</ListMultipartUploadsResult>`;
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
