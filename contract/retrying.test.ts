/** What is repeated, for how long, and what never is. */
import { describe, expect, it } from 'vitest';
import { createClient, type FetchLike, type RequestLike, type ResponseLike } from './client.ts';
import { retrying, type RetryOptions, type RetryTime } from './retrying.ts';

const stopped = () => Object.assign(new Error('stopped'), { name: 'AbortError' });

/** A clock that goes on by what is slept, and a die that always falls highest. */
function createTime(random = 0.999) {
  const pauses: number[] = [];
  let now = 0;
  const time: RetryTime = {
    now: () => now,
    random: () => random,
    async sleep(ms, signal) {
      if ((signal as { aborted?: boolean } | undefined)?.aborted === true) throw stopped();
      pauses.push(Math.round(ms));
      now += ms;
    },
    limit: (_ms, signal) => ({ signal, clear: () => undefined }),
  };
  return { time, pauses, pass: (ms: number) => void (now += ms) };
}

const answer = (
  status: number,
  headers: Record<string, string> = {},
  body = '{"success":true,"data":1}',
) => ({
  status,
  headers: { get: (name: string) => ({ 'content-type': 'application/json', ...headers })[name] ?? null },
  text: () => Promise.resolve(body),
});
const refused = () => new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } });
const write = { method: 'POST', headers: { 'idempotency-key': 'k' }, body: '{}' };

/** Gives the answers one after the other, the last one for ever. */
function scripted(...script: (ResponseLike | (() => Error))[]) {
  const sent: RequestLike[] = [];
  const fetch: FetchLike = async (_url, request) => {
    const next = script[Math.min(sent.length, script.length - 1)];
    sent.push(request);
    if (typeof next === 'function') throw next();
    return next as ResponseLike;
  };
  return { fetch, sent };
}

async function run(
  request: RequestLike,
  script: Parameters<typeof scripted>,
  options?: Partial<RetryOptions>,
) {
  const { time, pauses } = createTime();
  const { fetch, sent } = scripted(...script);
  const outcome = await retrying(fetch, { time, ...options })('http://x/', request).catch(
    (error: unknown) => error,
  );
  return { outcome, pauses, sent };
}

describe('what is repeated', () => {
  it.each([502, 503, 504])('an answer %d, under the same key, until another one comes', async (status) => {
    const { outcome, pauses, sent } = await run(write, [answer(status), refused, answer(201)]);
    expect(outcome).toMatchObject({ status: 201 });
    expect(pauses).toEqual([100, 200]);
    expect(sent.map(({ headers, body }) => [headers['idempotency-key'], body])).toEqual([
      ['k', '{}'],
      ['k', '{}'],
      ['k', '{}'],
    ]);
  });

  it.each([
    ['a refused connection', refused],
    ['a broken one, as Node.js says it', () => Object.assign(new Error('hang up'), { code: 'ECONNRESET' })],
    ['one that a browser will not describe', () => new TypeError('Failed to fetch')],
    ['an attempt that took too long', () => Object.assign(new Error('late'), { name: 'TimeoutError' })],
  ])('%s', async (_what, failure) => {
    expect((await run(write, [failure, answer(200)])).outcome).toMatchObject({ status: 200 });
  });

  it('an answer that breaks off while it is read', async () => {
    const broken = { ...answer(200), text: () => Promise.reject(refused()) };
    const { outcome, sent } = await run(write, [broken, answer(200, {}, '{"success":true}')]);
    expect(sent).toHaveLength(2);
    expect(await (outcome as ResponseLike).text()).toBe('{"success":true}');
  });

  it('a limit that says when it ends, not before that', async () => {
    const { outcome, pauses } = await run(write, [answer(429, { 'retry-after': '7' }), answer(200)]);
    expect(outcome).toMatchObject({ status: 200 });
    expect(pauses).toEqual([7_100]);
  });

  it('for as long as the deadline lets it, with pauses that grow to three seconds', async () => {
    const { outcome, pauses } = await run(write, [answer(503)]);
    expect(outcome).toMatchObject({ status: 503 });
    expect(pauses.slice(0, 7)).toEqual([100, 200, 400, 799, 1_598, 2_997, 2_997]);
    const slept = pauses.reduce((sum, ms) => sum + ms, 0);
    expect(slept).toBeLessThan(60_000);
    expect(slept).toBeGreaterThan(55_000);
  });

  it('not once more where a pause took longer than it should', async () => {
    const { time, pass } = createTime();
    const { fetch, sent } = scripted(answer(503));
    const late = { ...time, sleep: () => Promise.resolve(pass(61_000)) };
    expect(await retrying(fetch, { time: late })('', write)).toMatchObject({ status: 503 });
    expect(sent).toHaveLength(1);
  });

  it('with pauses from nothing up, so that clients do not come back together', async () => {
    const { time, pauses } = createTime(0);
    await retrying(scripted(answer(503), answer(503), answer(200)).fetch, { time })('', write);
    expect(pauses).toEqual([0, 0]);
  });
});

describe('what is not repeated', () => {
  it.each([200, 400, 401, 404, 409, 422, 500, 507])('an answer %d', async (status) => {
    const { outcome, sent } = await run(write, [answer(status), answer(200)]);
    expect(outcome).toMatchObject({ status });
    expect(sent).toHaveLength(1);
  });

  it.each([
    ['a write without a key', { method: 'POST', headers: {} }],
    ['what its sender says must not be', { ...write, repeatable: false }],
    ['a body that can be read once', { ...write, body: new ReadableStream() }],
  ])('%s', async (_what, request) => {
    const { outcome, sent } = await run(request, [answer(503), answer(200)]);
    expect(outcome).toMatchObject({ status: 503 });
    expect(sent).toHaveLength(1);
  });

  it('a limit that does not say when it ends, or ends after the deadline', async () => {
    expect((await run(write, [answer(429), answer(200)])).outcome).toMatchObject({ status: 429 });
    const late = await run(write, [answer(429, { 'retry-after': '61' }), answer(200)]);
    expect(late.outcome).toMatchObject({ status: 429 });
  });

  it('a connection that is refused for its certificate or address', async () => {
    for (const code of ['DEPTH_ZERO_SELF_SIGNED_CERT', 'ERR_INVALID_URL', 'ENOTFOUND']) {
      const failure = () => new TypeError('fetch failed', { cause: { code } });
      const { outcome, sent } = await run(write, [failure, answer(200)]);
      expect(outcome).toMatchObject({ cause: { code } });
      expect(sent).toHaveLength(1);
    }
  });

  it('anything once the caller has stopped it, while waiting or while it is sent', async () => {
    const signal = { aborted: false };
    const { time } = createTime();
    const sent: string[] = [];
    const fetch = async () => {
      sent.push('sent');
      signal.aborted = true;
      throw refused();
    };
    await expect(retrying(fetch, { time })('', { ...write, signal })).rejects.toThrow('fetch failed');
    signal.aborted = false;
    const stopping = {
      ...time,
      sleep: (_ms: number, given: unknown) =>
        given === signal ? Promise.reject(stopped()) : Promise.resolve(),
    };
    const away = retrying(scripted(answer(503)).fetch, { time: stopping })('', { ...write, signal });
    await expect(away).rejects.toThrow('stopped');
    expect(sent).toHaveLength(1);
  });
});

it('the typed client repeats reads that are sent by POST, and writes under one key', async () => {
  const { time } = createTime();
  const read = scripted(answer(503), answer(200, {}, '{"success":true,"data":{"results":[]}}'));
  const clientOf = (fetch: FetchLike) =>
    createClient({
      fetch: retrying(fetch, { time }),
      baseUrl: '',
      newIdempotencyKey: () => crypto.randomUUID(),
    });
  expect(await clientOf(read.fetch).search({ query: 'tea' })).toEqual({ results: [] });
  const write = scripted(refused, answer(200));
  await clientOf(write.fetch).createProject({ name: 'Tea' });
  const [first, second] = write.sent.map(({ headers }) => headers['idempotency-key']);
  expect(first).toBeDefined();
  expect(second).toBe(first);
});
