/** The benchmark of answers, run as a person runs it, on a small conversation and with a model that is a stub. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const conversation = {
  sample_id: 'talk',
  conversation: {
    session_1_date_time: '1:56 pm on 8 May, 2023',
    session_1: [
      { dia_id: 'D1:1', speaker: 'Anna', text: 'We sailed to Westerhever, to the lighthouse.' },
      { dia_id: 'D1:2', speaker: 'Ben', text: 'My cat is called Pumpernickel.' },
    ],
  },
  qa: [
    { question: "What is the name of Ben's cat?", answer: 'Pumpernickel', evidence: ['D1:2'], category: 4 },
    { question: 'Where did Anna sail?', answer: 'Paris', evidence: ['D1:1'], category: 4 },
    { question: 'What does the dog of Anna eat?', evidence: ['D1:2'], category: 5 },
  ],
};

/** Answers with the name that stands in the notes, and judges by whether both answers are the same. */
function reply(prompt: string): string {
  const [, right, given] = /Right answer: (.*)\nGiven answer: (.*)\n/.exec(prompt) ?? [];
  if (right !== undefined) return right === given ? 'Right.' : 'wrong';
  if (prompt.includes('Where did')) return 'Westerhever';
  return prompt.includes('cat?') && prompt.includes('Ben: My cat is called')
    ? 'Pumpernickel'
    : 'Not mentioned.';
}

let model: Server;
let folder: string;
let failures = 1;

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ks-answers-'));
  await writeFile(join(folder, 'talk.json'), JSON.stringify([conversation]));
  model = createServer((request, response) => {
    void (async () => {
      if (request.url === '/v1/models') return response.end(JSON.stringify({ data: [{ id: 'stub' }] }));
      const { messages } = JSON.parse(await bodyOf(request)) as { messages: { content: string }[] };
      if (failures-- > 0) return response.writeHead(429, { 'retry-after': '0' }).end('busy');
      const content = reply(messages[0]?.content ?? '');
      return response.end(JSON.stringify({ choices: [{ message: { role: 'assistant', content } }] }));
    })();
  }).listen(0, '127.0.0.1');
  await once(model, 'listening');
});

afterAll(async () => {
  model.close();
  await rm(folder, { recursive: true, force: true });
});

test('asks, judges and sums up by category, beside FTS5', async () => {
  const { port } = model.address() as AddressInfo;
  const program = join(import.meta.dirname, '..', '..', 'bench', 'answers.ts');
  const given = ['--llm', `http://127.0.0.1:${port}/v1`, '--data', join(folder, 'talk.json')];
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...given]);
  const { bench, results } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as {
    bench: string;
    results: Record<string, unknown>;
  };
  expect(bench).toBe('answers');
  expect(results).toMatchObject({
    model: 'stub',
    keepsake: {
      '4': { questions: 2, right: 50, f1: 50 },
      '5': { questions: 1, right: 100, f1: 100 },
      '1-4': { questions: 2, right: 50 },
    },
    'fts5 porter': { '4': { questions: 2, right: 50 } },
  });
});
