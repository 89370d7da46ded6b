/** The Python client, packed as a wheel, run by the system's python3 against a real server. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectTable } from '../harness/doc-table.ts';
import { startKeepsake, type Keepsake } from '../harness/keepsake.ts';

const inProject = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
let keepsake: Keepsake;
let folder: string;
let wheel: string;

async function run(args: string[], env: Record<string, string>): Promise<string> {
  const child = spawn('python3', args, { env, stdio: 'pipe' });
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  if (code !== 0) throw new Error(`python3 ended with ${String(code)}: ${err}`);
  return out;
}

/** Runs a program with the wheel, on this computer without address or key unless `more` says otherwise. */
async function python(source: string, more: Record<string, string> = {}): Promise<unknown> {
  const { args, env } = keepsake.bridge();
  const here = { KEEPSAKE_COMMAND: `${process.execPath} ${args[0] ?? ''}` };
  const program = `import json\n${source}`;
  return JSON.parse(
    await run(['-I', '-c', `import sys; sys.path.insert(0, ${JSON.stringify(wheel)})\n${program}`], {
      ...env,
      ...here,
      ...more,
    }),
  );
}

beforeAll(async () => {
  keepsake = await startKeepsake();
  folder = await mkdtemp(join(tmpdir(), 'ks-wheel-'));
  wheel = (
    await run([inProject('python/build_wheel.py'), folder], { PATH: process.env['PATH'] ?? '' })
  ).trim();
});

afterAll(async () => {
  await keepsake[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** Each call as BotWire's documentation and articles show it, with what it gives. */
const calls: [string, unknown][] = [
  ['memory.set("user:john:preferences", {"theme": "dark"}) and None', null],
  ['memory.get("user:john:preferences")', { theme: 'dark' }],
  ['memory.get("nothing")', null],
  ['memory.get("nothing", "default")', 'default'],
  ['"user:john:preferences" in memory', true],
  ['memory.exists("nothing")', false],
  ['memory.set("last", "héllo", ttl=3600) and None', null],
  ['memory.keys()', ['last', 'user:john:preferences']],
  ['memory.list_keys()', ['last', 'user:john:preferences']],
  ['memory.list()', ['last', 'user:john:preferences']],
  ['memory.delete("last")', true],
  ['memory.delete("last")', false],
  ['memory.clear()', null],
  ['memory.list_keys()', []],
];

test('every call of Memory gives what it should', async () => {
  const listed = calls.map(([call]) => call).join(',\n');
  const source = `from keepsake_client import Memory\nmemory = Memory("calls")\nprint(json.dumps([${listed}]))`;
  const actual = (await python(source)) as unknown[];
  expect(actual).toEqual(calls.map(([, expected]) => expected));
  const rows = calls.map(([call, expected], at) => [
    call,
    JSON.stringify(expected),
    JSON.stringify(actual[at]),
  ]);
  await expectTable('docs/key-value.md', 'botwire python', ['call', 'expected', 'actual'], rows);
});

test('a chat history keeps messages of two sessions apart, in order, and is cleared', async () => {
  const seen = await python(`
from keepsake_client import BotWireChatHistory, ChatHistory, Message
one, other = BotWireChatHistory("s1"), BotWireChatHistory(session_id="s2", namespace="langchain-sessions")
one.add_user_message("Hello")
one.add_ai_message("Hi there")
one.add_message(Message("Rules", type="system"))
other.add_message({"role": "user", "content": "Elsewhere"})
kept = [[m.type, m.content] for m in BotWireChatHistory("s1").messages]
BotWireChatHistory("s1").clear()
one.add_user_message("Anew")
print(json.dumps([kept, [m.content for m in one.messages], len(other.messages)]))`);
  expect(seen).toEqual([
    [
      ['human', 'Hello'],
      ['ai', 'Hi there'],
      ['system', 'Rules'],
    ],
    ['Anew'],
    1,
  ]);
});

test('what threads of two programs add and append is all kept', async () => {
  const source = `
import os
from concurrent.futures import ThreadPoolExecutor
from keepsake_client import ChatHistory, Memory
memory, chat = Memory("race"), ChatHistory("race")
def work(at):
    memory.increment("count"); memory.append("list", f"{os.getpid()} {at}"); chat.add_user_message(f"{os.getpid()} {at}")
with ThreadPoolExecutor(8) as pool: list(pool.map(work, range(40)))
print("null")`;
  await Promise.all([python(source), python(source)]);
  const seen = await python(`
from keepsake_client import ChatHistory, Memory
memory = Memory("race")
print(json.dumps([memory.get("count"), len(set(memory.get("list"))), len({m.content for m in ChatHistory("race").messages})]))`);
  expect(seen).toEqual([80, 80, 80]);
});

test('memories, search and refusals, at an address with a key', async () => {
  const { items } = await keepsake.owner.listProjects({});
  const key = await keepsake.owner.createKey({ description: 'a program', project_ids: [items[0]?.id ?? ''] });
  const seen = await python(
    `
from keepsake_client import KeepsakeError, Memories, Memory
memories = Memories()
id = memories.add("Invoices go out on the 5th of the month.", tags=["billing"])["id"]
found = memories.search("when do invoices go out")[0]
memory = Memory("there")
memory.set("k", 1, version=0)
try:
    memory.set("k", 2, version=0)
except KeepsakeError as error:
    code = error.code
try:
    Memory("there", key="ksk_wrong").get("k")
except KeepsakeError as error:
    wrong = error.code
print(json.dumps([found["id"] == id, found["type"], code, wrong]))`,
    { BOTWIRE_URL: keepsake.url, KEEPSAKE_KEY: key.secret ?? '', KEEPSAKE_COMMAND: 'false' },
  );
  expect(seen).toEqual([true, 'memory', 'VERSION_CONFLICT', 'UNAUTHORIZED']);
});

test('the tools for agents work as plain functions where their package is missing, and parts of messages survive', async () => {
  const seen = await python(`
from keepsake_client.crewai import memory_tools
from keepsake_client.whole_message import unwrap, wrap
remember, recall, list_memory = memory_tools("crew")
message = {"type": "ai", "data": {"content": [{"type": "text", "text": "}"}]}}
print(json.dumps([recall("plan"), remember("plan", "sail"), recall("plan"), list_memory(), unwrap(wrap(message)) == message, unwrap("plain")]))`);
  expect(seen).toEqual(['Nothing is kept under plan.', 'Remembered plan.', 'sail', 'plan', true, null]);
});

test('the wheel holds every file under the hash that it records', async () => {
  const seen = await run(
    [
      '-c',
      `import base64, hashlib, sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
names = set(archive.namelist())
record = next(name for name in names if name.endswith("RECORD"))
for line in archive.read(record).decode().splitlines():
    name, digest, _ = line.split(",")
    names.remove(name)
    actual = base64.urlsafe_b64encode(hashlib.sha256(archive.read(name)).digest()).rstrip(b"=").decode()
    assert name == record or digest == "sha256=" + actual, name
print(len(names))`,
      wheel,
    ],
    { PATH: process.env['PATH'] ?? '' },
  );
  expect(seen).toBe('0\n');
});
