/** A server that speaks `/v1/embeddings`, as Ollama and others do, whose model knows which words mean the same. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bagOfWords } from '../../server/search/vectors/fixtures.suite.ts';

interface Asked {
  readonly model: string;
  readonly input: readonly string[];
  readonly dimensions?: number;
}

export interface EmbeddingProvider extends AsyncDisposable {
  readonly url: string;
  /** Requests so far. */
  readonly asked: Asked[];
  /** The bearers of the requests. */
  readonly bearers: (string | undefined)[];
  /** Of its vectors. */
  dimensions: number;
  /** Answers a request instead of the model, when it returns true. */
  intercept: (response: ServerResponse, asked: Asked) => boolean;
  /** Stops answering at all. */
  stop(): Promise<void>;
  /** Answers again, at the same address. */
  restart(): Promise<void>;
}

export async function startEmbeddingProvider(): Promise<EmbeddingProvider> {
  const server = createServer((request, response) => void answer(request, response));
  let port = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const asked = JSON.parse(Buffer.concat(chunks).toString()) as Asked;
    provider.asked.push(asked);
    provider.bearers.push(request.headers.authorization);
    if (provider.intercept(response, asked)) return;
    if (request.url !== '/v1/embeddings') return void response.writeHead(404).end();
    const dimensions = asked.dimensions ?? provider.dimensions;
    // One text may stand alone.
    const data = [asked.input].flat().map((text, index) => {
      return { object: 'embedding', index, embedding: [...bagOfWords(text, dimensions)] };
    });
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ object: 'list', data, model: asked.model }));
  }

  async function listen(): Promise<void> {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  }

  async function stop(): Promise<void> {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }

  await listen();
  const provider: EmbeddingProvider = {
    url: `http://127.0.0.1:${port}/v1`,
    asked: [],
    bearers: [],
    dimensions: 256,
    intercept: () => false,
    stop,
    restart: listen,
    [Symbol.asyncDispose]: stop,
  };
  return provider;
}
