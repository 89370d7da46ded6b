/** A loopback proxy that adds a key to every request, for tools that cannot send one. */
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface KeyedProxy extends AsyncDisposable {
  readonly url: string;
}

/** Forwards everything as it is, the Host header included, with `Authorization: Bearer <secret>` added. */
export async function startKeyedProxy(target: string, secret: string): Promise<KeyedProxy> {
  const { hostname, port } = new URL(target);
  const server: Server = createServer((incoming, outgoing) => {
    const headers = { ...incoming.headers, authorization: `Bearer ${secret}` };
    const forwarded = request(
      { hostname, port, path: incoming.url, method: incoming.method, headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    forwarded.on('error', () => outgoing.destroy());
    outgoing.on('close', () => forwarded.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port: own } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${own}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
