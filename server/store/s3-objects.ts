/** Objects of one S3 bucket below one prefix, through the official SDK, with its refusals in our words. */
import { KeepsakeError } from '../../contract/index.ts';

export interface S3Place {
  readonly bucket: string;
  /** Ends with a slash unless it is empty. */
  readonly prefix: string;
  /** The SDK's own settings where these are left out. */
  readonly endpoint?: string;
  readonly region?: string;
  /** Whether the bucket stands in the path of an address rather than in its host. */
  readonly pathStyle: boolean;
}

/** A part of a multipart upload, as completing it names it again. */
export interface S3Part {
  readonly PartNumber: number;
  readonly ETag: string | undefined;
  readonly ChecksumCRC32: string | undefined;
}

export interface S3Object {
  /** Below the prefix. */
  readonly path: string;
  /** When it was written or, of an upload, begun; milliseconds since 1970 by the clock of the object store. */
  readonly at: number;
}

/** Paths are those below the prefix. @throws KeepsakeError UNAVAILABLE, STORAGE_FULL */
export interface S3Objects {
  put(path: string, bytes: Uint8Array): Promise<void>;
  /** From byte `start` up to `end`, exclusive; undefined when there is no such object. */
  get(path: string, range?: { start: number; end: number }): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Bytes of an object; undefined when there is none. */
  size(path: string): Promise<number | undefined>;
  /** Also succeeds when there is none. */
  remove(path: string): Promise<void>;
  list(): AsyncIterable<S3Object>;
  /** Begins an upload in parts of at least 5 MiB each but the last. @returns its id */
  begin(path: string): Promise<string>;
  part(path: string, id: string, number: number, bytes: Uint8Array): Promise<S3Part>;
  complete(path: string, id: string, parts: readonly S3Part[]): Promise<void>;
  abort(path: string, id: string): Promise<void>;
  /** Uploads that were begun, and neither completed nor aborted; none where the object store cannot say. */
  unfinished(): AsyncIterable<S3Object & { readonly id: string }>;
}

const attempts = 5;

/** Loads the SDK and makes its client; credentials come from where the SDK looks by itself. Sends nothing yet. */
export async function openS3Objects(place: S3Place): Promise<S3Objects> {
  const sdk = await import('@aws-sdk/client-s3');
  const { bucket: Bucket, prefix, endpoint, region, pathStyle } = place;
  const client = new sdk.S3Client({
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(region === undefined ? {} : { region }),
    forcePathStyle: pathStyle,
    maxAttempts: attempts,
    requestHandler: { connectionTimeout: 5_000, socketTimeout: 30_000 },
  });
  const at = (path: string) => ({ Bucket, Key: prefix + path });
  const ChecksumAlgorithm = 'CRC32';

  return {
    async put(path, bytes) {
      await sent(client.send(new sdk.PutObjectCommand({ ...at(path), Body: bytes, ChecksumAlgorithm })));
    },
    async get(path, range) {
      const Range = range === undefined ? undefined : `bytes=${range.start}-${range.end - 1}`;
      const answer = await unlessAbsent(client.send(new sdk.GetObjectCommand({ ...at(path), Range })));
      return answer === undefined ? undefined : (answer.Body as AsyncIterable<Uint8Array>);
    },
    size: async (path) =>
      (await unlessAbsent(client.send(new sdk.HeadObjectCommand(at(path)))))?.ContentLength,
    async remove(path) {
      await unlessAbsent(client.send(new sdk.DeleteObjectCommand(at(path))));
    },
    async *list() {
      for (let token: string | undefined; ;) {
        const page = await sent(
          client.send(new sdk.ListObjectsV2Command({ Bucket, Prefix: prefix, ContinuationToken: token })),
        );
        for (const { Key, LastModified } of page.Contents ?? []) yield objectOf(prefix, Key, LastModified);
        if (page.IsTruncated !== true) return;
        token = page.NextContinuationToken;
      }
    },
    async begin(path) {
      const command = new sdk.CreateMultipartUploadCommand({ ...at(path), ChecksumAlgorithm });
      const { UploadId } = await sent(client.send(command));
      if (UploadId === undefined) throw unavailable('CreateMultipartUpload without an id');
      return UploadId;
    },
    async part(path, UploadId, PartNumber, Body) {
      const command = new sdk.UploadPartCommand({
        ...at(path),
        UploadId,
        PartNumber,
        Body,
        ChecksumAlgorithm,
      });
      const { ETag, ChecksumCRC32 } = await sent(client.send(command));
      return { PartNumber, ETag, ChecksumCRC32 };
    },
    async complete(path, UploadId, parts) {
      const MultipartUpload = { Parts: [...parts] };
      await sent(
        client.send(new sdk.CompleteMultipartUploadCommand({ ...at(path), UploadId, MultipartUpload })),
      );
    },
    async abort(path, UploadId) {
      await unlessAbsent(client.send(new sdk.AbortMultipartUploadCommand({ ...at(path), UploadId })));
    },
    async *unfinished() {
      for (let marker = {}; ;) {
        const command = new sdk.ListMultipartUploadsCommand({ Bucket, Prefix: prefix, ...marker });
        const page = await client.send(command).catch((error: unknown) => {
          if (nameOf(error) === 'NotImplemented') return undefined;
          throw refusal(error);
        });
        for (const { Key, UploadId, Initiated } of page?.Uploads ?? [])
          if (UploadId !== undefined) yield { ...objectOf(prefix, Key, Initiated), id: UploadId };
        if (page?.IsTruncated !== true) return;
        marker = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
      }
    },
  };
}

function objectOf(prefix: string, key: string | undefined, at: Date | undefined): S3Object {
  // Without a time it counts as new, and is left alone.
  return { path: (key ?? '').slice(prefix.length), at: at?.getTime() ?? Date.now() };
}

async function sent<T>(answer: Promise<T>): Promise<T> {
  return answer.catch((error: unknown) => Promise.reject(refusal(error)));
}

async function unlessAbsent<T>(answer: Promise<T>): Promise<T | undefined> {
  return answer.catch((error: unknown) => {
    if (['NoSuchKey', 'NotFound', 'NoSuchUpload'].includes(nameOf(error))) return undefined;
    throw refusal(error);
  });
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

const full = new Set(['QuotaExceeded', 'XMinioStorageFull', 'InsufficientStorage']);

/** The SDK's errors carry the request, and with it who signed it: only the name and the status are passed on. */
function refusal(error: unknown): KeepsakeError {
  const status = (error as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata
    ?.httpStatusCode;
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  const what = [nameOf(error), code, status].filter((part) => part !== '' && part !== undefined).join(' ');
  if (!full.has(nameOf(error)) && status !== 507) return unavailable(what);
  return new KeepsakeError(
    'STORAGE_FULL',
    `The object store of the server takes no more (${what}). Free some space or raise its quota, then upload the file again.`,
  );
}

/** @param what the name of a refusal, such as `AccessDenied 403` */
export function unavailable(what: string): KeepsakeError {
  return new KeepsakeError(
    'UNAVAILABLE',
    `The object store of the server does not answer as it should (${what}). Try again in a moment; whoever runs the server checks its address, credentials and bucket.`,
    { retry_after: 2, refusal: what },
  );
}
