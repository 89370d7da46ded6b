/** Streaming multipart bodies: the fields that come before the file, then the file as it arrives. */
import { Readable } from 'node:stream';
import { Busboy } from '@fastify/busboy';
import { KeepsakeError } from '../../../contract/index.ts';
import type { IncomingFile } from '../../services/drive.ts';

export interface Multipart {
  readonly fields: Readonly<Record<string, string>>;
  readonly file: IncomingFile;
}

const limits = { fields: 20, fieldSize: 16 * 1024, files: 1, parts: 21 };

/**
 * Reads a body up to the beginning of its file.
 *
 * @throws KeepsakeError UNSUPPORTED_MEDIA_TYPE, VALIDATION_ERROR for a broken body or one without a file.
 */
export function readMultipart(
  body: ReadableStream<Uint8Array> | null,
  contentType: string | undefined,
): Promise<Multipart> {
  if (body === null || contentType === undefined || !/^multipart\/form-data\s*;/i.test(contentType)) {
    throw new KeepsakeError(
      'UNSUPPORTED_MEDIA_TYPE',
      'Send the file as multipart/form-data, in a field named "file".',
    );
  }
  const source = Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]);
  return new Promise((resolve, reject) => {
    const fields: Record<string, string> = {};
    const { promise: complete, resolve: finish, reject: breakOff } = Promise.withResolvers<void>();
    complete.catch(() => undefined);
    const parser = startParser(contentType, reject);
    if (parser === undefined) return;
    const fail = (cause: unknown) => {
      const error = broken(cause);
      reject(error);
      breakOff(error);
    };
    parser.on('field', (name, value) => (fields[name] = value));
    parser.on('file', (_field, stream, filename) => {
      // Whoever gave it up does not hear how it ended.
      stream.on('error', () => undefined);
      source.once('error', (error) => stream.destroy(broken(error)));
      source.once('close', () => source.readableEnded || stream.destroy(broken()));
      resolve({ fields, file: { name: filename || 'upload', source: stream, complete } });
    });
    parser.on('finish', () => {
      finish();
      reject(
        new KeepsakeError('VALIDATION_ERROR', 'The upload holds no file. Put it in a field named "file".'),
      );
    });
    parser.on('error', fail);
    source.on('error', fail);
    source.pipe(parser);
  });
}

function startParser(
  contentType: string,
  reject: (error: KeepsakeError) => void,
): InstanceType<typeof Busboy> | undefined {
  try {
    return new Busboy({ headers: { 'content-type': contentType }, limits });
  } catch (error) {
    reject(broken(error));
    return undefined;
  }
}

function broken(cause?: unknown): KeepsakeError {
  return new KeepsakeError(
    'VALIDATION_ERROR',
    'The upload was cut off or is malformed. Nothing was stored; send it again.',
    undefined,
    cause,
  );
}
