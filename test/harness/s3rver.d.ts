/** What `s3.ts` uses of s3rver, which has no types of its own: a Koa application. */
declare module 's3rver' {
  import type { IncomingMessage, Server, ServerResponse } from 'node:http';
  import type { AddressInfo } from 'node:net';
  import type { Readable } from 'node:stream';

  export interface S3Context {
    readonly method: string;
    readonly url: string;
    readonly headers: Record<string, unknown>;
    readonly query: Record<string, string | undefined>;
    readonly req: IncomingMessage;
    readonly res: ServerResponse;
    status: number;
    type: string;
    length: number;
    body: string | Readable | undefined;
  }

  export default class S3rver {
    constructor(options: {
      address: string;
      port: number;
      silent: boolean;
      directory: string;
      configureBuckets: readonly { name: string }[];
    });
    readonly middleware: ((context: S3Context, next: () => Promise<void>) => Promise<void>)[];
    readonly httpServer: Server;
    run(): Promise<AddressInfo>;
    close(done: () => void): void;
  }
}
