/** A network that takes its time: what is sent arrives later, both ways, so that ends and changes fall in between. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface SlowNetwork extends AsyncDisposable {
  readonly url: string;
}

/** Passes TCP connections on to `target`, each piece of data after a delay. */
export async function startSlowNetwork(target: string, delayMs: number): Promise<SlowNetwork> {
  const { hostname, port } = new URL(target);
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    pass(near, far, delayMs);
    pass(far, near, delayMs);
    for (const socket of [near, far]) {
      open.add(socket);
      socket.once('close', () => open.delete(socket));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The end of one side is the end of the other, as late as its data. */
function pass(from: Socket, to: Socket, delayMs: number): void {
  const later = (act: () => void): void => void setTimeout(() => to.destroyed || act(), delayMs);
  from.on('data', (data) => later(() => to.write(data)));
  from.on('end', () => later(() => to.end()));
  from.on('close', () => later(() => to.destroy()));
  from.on('error', () => undefined);
}
