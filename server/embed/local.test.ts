/** A local model: a real ONNX file, read by the real package, in a folder and with no network. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished, type TestContext } from 'vitest';
import { needs, needsPackage } from '../../test/harness/component.ts';
import { createLocalEmbedder } from './local.ts';

async function openTiny(context: TestContext, settings: { model: string; dimensions?: number }) {
  needs(context, 'python3-onnx');
  const file = needsPackage(context, '@huggingface/transformers');
  const modelsFolder = await mkdtemp(join(tmpdir(), 'ks-models-'));
  onTestFinished(() => rm(modelsFolder, { recursive: true, force: true }));
  const script = new URL('./fixtures/tiny-model.py', import.meta.url);
  execFileSync('/usr/bin/python3', [script.pathname, join(modelsFolder, 'tiny')]);
  const load = async () => {
    const loaded = (await import(pathToFileURL(file).href)) as { default?: unknown };
    return loaded.default ?? loaded;
  };
  const embedder = createLocalEmbedder(settings, { modelsFolder, load });
  onTestFinished(() => embedder.close());
  return embedder;
}

function cosine(one: ArrayLike<number> = [], other: ArrayLike<number> = []): number {
  return Array.from(one).reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0);
}

describe('a local model', () => {
  it('puts texts that mean the same in the same place, in any batch', async (context) => {
    const embedder = await openTiny(context, { model: 'tiny' });
    const texts = ['the car', 'the doctor calls', 'the automobile', ...Array<string>(40).fill('red')];
    const vectors = await embedder.embed(texts, { patient: true });
    expect(vectors.map(({ length }) => length)).toEqual(texts.map(() => 16));
    expect(cosine(vectors[0], vectors[2])).toBeCloseTo(1);
    expect(cosine(vectors[0], vectors[1])).toBeLessThan(0.6);
  }, 60_000);

  it('that has other dimensions, or is not there, is refused', async (context) => {
    const other = await openTiny(context, { model: 'tiny', dimensions: 32 });
    await expect(other.embed(['car'], { patient: true })).rejects.toThrow('16 dimensions instead of 32');
    const absent = await openTiny(context, { model: 'absent' });
    await expect(absent.embed(['car'], { patient: true })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('absent cannot be read') as string,
    });
  }, 60_000);

  it('without the package says what to install', async () => {
    const absent: string = '@huggingface/a-package-that-is-not-installed';
    const load = () => import(absent);
    const embedder = createLocalEmbedder({ model: 'tiny' }, { modelsFolder: tmpdir(), load });
    await expect(embedder.embed(['car'], { patient: true })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('npm') as string,
    });
  });
});
