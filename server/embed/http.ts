/** Embeddings from any server that speaks OpenAI's `/v1/embeddings`: hosted ones, Ollama, LM Studio. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request, type Dispatcher } from 'undici';
import { KeepsakeError } from '../../contract/index.ts';
import type { Embedder, EmbedOptions, ModelSettings } from './embed.ts';

/** Texts of one request. */
const batchSize = 32;
const attempts = 6;
const requestMs = 60_000;
/** A server that asks for a longer wait is one that is away: the job comes back to it. */
const longestWaitMs = 60_000;
const maxAnswerBytes = 64 * 1024 * 1024;

const busy = new Set([408, 425, 429, 500, 502, 503, 504]);

export function createHttpEmbedder(settings: ModelSettings & { readonly url: string }): Embedder {
  const address = embeddingsAddress(settings.url);
  const agent = new Agent({
    headersTimeout: requestMs,
    bodyTimeout: requestMs,
    maxResponseSize: maxAnswerBytes,
  });

  async function embedBatch(input: readonly string[], options: EmbedOptions): Promise<Float32Array[]> {
    for (let attempt = 1; ; attempt++) {
      const { statusCode, headers, body } = await post(agent, address, settings, input, options.signal);
      if (statusCode === 200) return vectorsIn(await body.text(), input.length, settings.dimensions);
      await body.dump();
      const wait = waitOf(headers['retry-after'], attempt);
      const again = options.patient && busy.has(statusCode) && attempt < attempts && wait <= longestWaitMs;
      if (!again) throw unavailable(refusalOf(statusCode), { status: statusCode });
      await sleep(wait, undefined, options.signal === undefined ? {} : { signal: options.signal });
    }
  }

  return {
    async embed(texts, options) {
      const vectors: Float32Array[] = [];
      for (let at = 0; at < texts.length; at += batchSize)
        vectors.push(...(await embedBatch(texts.slice(at, at + batchSize), options)));
      return vectors;
    },
    close: () => agent.destroy(),
  };
}

/** `http://localhost:11434`, `…/v1` and `…/v1/embeddings` all mean the last one. */
export function embeddingsAddress(url: string): string {
  const address = new URL(url);
  const path = address.pathname.replace(/\/+$/, '').replace(/\/embeddings$/, '');
  address.pathname = `${path === '' ? '/v1' : path}/embeddings`;
  return address.href;
}

async function post(
  dispatcher: Dispatcher,
  address: string,
  { model, dimensions, dimensionsChosen, secret }: ModelSettings,
  input: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Dispatcher.ResponseData> {
  const bearer = secret === undefined ? {} : { authorization: `Bearer ${secret}` };
  try {
    // A redirect is not followed: it would carry texts and secret to where the owner has not sent them.
    return await request(address, {
      method: 'POST',
      dispatcher,
      headers: { 'content-type': 'application/json', ...bearer },
      body: JSON.stringify({
        model,
        input,
        encoding_format: 'float',
        ...(dimensionsChosen === true ? { dimensions } : {}),
      }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw unavailable(
      'The embedding server cannot be reached. Check that it runs at the address that was set.',
    );
  }
}

function refusalOf(status: number): string {
  if (status === 401 || status === 403)
    return `The embedding server refuses the key (HTTP ${status}). Set the model again with the right one.`;
  if (status === 404)
    return 'The embedding server has no such model or address (HTTP 404). Check both, and that the model is installed.';
  return `The embedding server answers with HTTP ${status}. It is asked again later.`;
}

function waitOf(header: string | string[] | undefined, attempt: number): number {
  const text = Array.isArray(header) ? header[0] : header;
  const backOff = 500 * 2 ** attempt;
  if (text === undefined) return backOff;
  const seconds = Number(text);
  const wait = Number.isNaN(seconds) ? Date.parse(text) - Date.now() : seconds * 1_000;
  return Number.isNaN(wait) ? backOff : Math.max(0, wait);
}

function vectorsIn(body: string, count: number, dimensions: number | undefined): Float32Array[] {
  const vectors: Float32Array[] = [];
  for (const { index, embedding } of dataIn(body)) {
    if (Array.isArray(embedding) && embedding.every((value) => Number.isFinite(value)))
      vectors[index] = Float32Array.from(embedding as number[]);
  }
  const expected = dimensions ?? vectors[0]?.length ?? 0;
  for (let at = 0; at < count; at++) {
    const found = vectors[at]?.length;
    if (found === undefined || found === 0)
      throw unavailable('The embedding server does not answer as /v1/embeddings does. Check its address.');
    if (found !== expected)
      throw unavailable(
        `The embedding server gives vectors of ${found} dimensions instead of ${expected}. Set the model again.`,
      );
  }
  return vectors;
}

function dataIn(body: string): { index: number; embedding: unknown }[] {
  try {
    const { data } = JSON.parse(body) as { data: { index?: number; embedding: unknown }[] };
    return data.map(({ index, embedding }, at) => ({ index: index ?? at, embedding }));
  } catch {
    return [];
  }
}

function unavailable(message: string, details?: { status: number }): KeepsakeError {
  return new KeepsakeError('UNAVAILABLE', message, details);
}
