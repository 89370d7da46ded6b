/** Hostile files, limits and cancelling: nothing gets through, and no process stays behind. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { docxOf, documentXml, extractBytes, pieceWith, streamOf, testExtractor } from './fixtures.suite.ts';
import { createExtractor } from './index.ts';

/** Keeps a reader busy for many seconds. */
const busy = Buffer.from('<table><tr><td>'.repeat(100_000));

describe('limits', () => {
  test('a file that keeps its reader busy is stopped after the time allowed', async () => {
    const started = performance.now();
    const extraction = await extractBytes(busy, 'a.html', { timeoutMs: 1_000 });
    expect(extraction).toMatchObject({
      code: 'too_slow',
      retry: true,
      reason: expect.stringContaining('1 s'),
    });
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test('a process that takes more memory than allowed is stopped', async () => {
    const extraction = await extractBytes(busy, 'a.html', { memoryMb: 90 });
    expect(extraction).toMatchObject({ code: 'too_much_memory', reason: expect.stringContaining('memory') });
  });

  test('a heap that overflows is told as memory, and not as a crash', async () => {
    const extraction = await extractBytes('a\n\n'.repeat(5_000_000), 'a.txt', { memoryMb: 4_000 });
    expect(extraction).toMatchObject({ code: 'too_much_memory' });
  }, 60_000);

  test('a file that holds more text than allowed is refused', async () => {
    const extraction = await extractBytes('words and words\n\n'.repeat(10_000), 'a.txt', {
      maxOutputBytes: 20_000,
    });
    expect(extraction).toMatchObject({ code: 'too_large', reason: expect.stringContaining('text') });
  });

  test('a file larger than allowed is refused, even when it hides its size', async () => {
    const extractor = testExtractor({ maxInputBytes: 1_000 });
    const honest = await extractor.extract({ content: streamOf('x'), size: 1_001, name: 'a.txt' });
    const lying = await extractor.extract({ content: streamOf('x'.repeat(1_001)), size: 10, name: 'a.txt' });
    expect([honest, lying]).toMatchObject([{ code: 'too_large' }, { code: 'too_large' }]);
  });
});

describe('hostile documents', () => {
  const refused = { state: 'error', retry: false };

  test('a zip bomb is refused before it is unpacked', async () => {
    const bomb = docxOf({ name: 'word/document.xml', content: Buffer.alloc(50_000_000, 32) });
    expect(await extractBytes(bomb, 'a.docx')).toMatchObject({ ...refused, code: 'too_large' });
  });

  test('a claim of 4 GiB is refused', async () => {
    const claim = docxOf({ name: 'word/styles.xml', content: 'x', claims: { size: 0xffffffff } });
    expect(await extractBytes(claim, 'a.docx')).toMatchObject({ ...refused, code: 'too_large' });
  });

  test('a page nested a hundred thousand deep is read', async () => {
    const page = `${'<div>'.repeat(100_000)}deep words${'</div>'.repeat(100_000)}`;
    const extraction = await extractBytes(page, 'a.html', { timeoutMs: 60_000 });
    expect(pieceWith(extraction, 'deep words').text).toBe('deep words');
  }, 90_000);

  test('a document that points at a file of the computer is refused', async () => {
    const entity = `<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]>`;
    const content = entity + documentXml('<w:p><w:r><w:t>inside &e;</w:t></w:r></w:p>');
    const extraction = await extractBytes(docxOf({ name: 'word/document.xml', content }), 'a.docx');
    expect(extraction).toMatchObject({ ...refused, code: 'damaged' });
  });
});

describe('cancelling', () => {
  test('an aborted extraction rejects with the reason and leaves no process', async () => {
    const extractor = testExtractor({ ready: 0 });
    const controller = new AbortController();
    const reason = new Error('no longer wanted');
    const before = children();
    const request = { content: streamOf(busy), size: busy.length, name: 'a.html', signal: controller.signal };
    const extraction = extractor.extract(request);
    setTimeout(() => controller.abort(reason), 400);
    await expect(extraction).rejects.toBe(reason);
    expect(children()).toEqual(before);
  });

  test('closing ends what runs and what waits', async () => {
    const extractor = createExtractor();
    const before = children();
    const request = () => ({ content: streamOf(busy), size: busy.length, name: 'a.html' });
    const extractions = Promise.allSettled(Array.from({ length: 12 }, () => extractor.extract(request())));
    await delay(300);
    await extractor.close();
    for (const settled of await extractions)
      expect(settled).toMatchObject({ status: 'rejected', reason: { code: 'UNAVAILABLE' } });
    expect(children()).toEqual(before);
    await expect(extractor.extract(request())).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  test('a file whose content does not come is let go of, when it is aborted and when the extractor closes', async () => {
    const extractor = testExtractor({ ready: 0 });
    const before = children();
    const never = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.from('a beginning');
      await new Promise(() => undefined);
    };
    const controller = new AbortController();
    const reason = new Error('no longer wanted');
    const request = () => ({ content: never(), size: 100, name: 'a.txt' });
    const aborted = extractor.extract({ ...request(), signal: controller.signal });
    const closed = Promise.allSettled([extractor.extract(request())]);
    await expect.poll(() => children().length).toBe(before.length + 2);
    controller.abort(reason);
    await expect(aborted).rejects.toBe(reason);
    await extractor.close();
    expect(await closed).toMatchObject([{ status: 'rejected', reason: { code: 'UNAVAILABLE' } }]);
    expect(children()).toEqual(before);
  });

  test('a fault of the content is passed on, and leaves no process', async () => {
    const before = children();
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('a beginning');
      await Promise.resolve();
      throw new Error('the blob is damaged');
    }
    const extraction = testExtractor({ ready: 0 }).extract({ content: broken(), size: 100, name: 'a.txt' });
    await expect(extraction).rejects.toThrow('the blob is damaged');
    expect(children()).toEqual(before);
  });

  test.runIf(process.platform === 'linux')(
    'a reader ends when the server is killed',
    async () => {
      const script = `
      const { createExtractor } = await import(${JSON.stringify(new URL('index.ts', import.meta.url).href)});
      const content = (async function* () { yield Buffer.from('<table><tr><td>'.repeat(100_000)); })();
      createExtractor().extract({ content, size: 1_500_000, name: 'a.html' });
      setTimeout(() => console.log('busy'), 1_000);
    `;
      const server = spawn(process.execPath, ['--input-type=module', '-e', script], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      onTestFinished(() => void server.kill('SIGKILL'));
      await once(createInterface({ input: server.stdout }), 'line');
      const [reader] = children(server.pid);
      expect(reader).toBeTypeOf('number');
      server.kill('SIGKILL');
      await expect.poll(() => existsSync(`/proc/${reader}`), { timeout: 5_000 }).toBe(false);
    },
    20_000,
  );
});

/** Process ids of a process's children that still run; none where there is no /proc. */
function children(parent = process.pid): number[] {
  if (process.platform !== 'linux') return [];
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return ids.map(Number).filter((id) => parentOf(id) === parent);
}

function parentOf(id: number): number | undefined {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1]);
  } catch {
    return undefined;
  }
}
