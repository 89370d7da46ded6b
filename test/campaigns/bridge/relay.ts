/** One address in front of a server that is killed and started again at others. */
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

export interface Relay extends AsyncDisposable {
  readonly url: string;
  /** Where connections go from now on; nowhere while the server is away. */
  lead(url: string | undefined): void;
}

export async function startRelay(): Promise<Relay> {
  let port: number | undefined;
  const open = new Set<Socket>();
  const server = createServer((incoming) => {
    if (port === undefined) return void incoming.destroy();
    const outgoing = connect(port, '127.0.0.1');
    for (const [one, other] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      open.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => (open.delete(one), other.destroy()));
      one.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lead: (url) => void (port = url === undefined ? undefined : Number(new URL(url).port)),
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
