/** A file dropped on the page and handed to the app. */
import type { Page } from 'playwright-core';

/** What the test puts into the page, beside what the preload puts there. */
interface World {
  knownPaths: Record<string, string>;
  answer: Promise<unknown>;
  keepsake: { addFiles(files: File[], target: object): Promise<unknown> };
}

/** A drop as the system makes it, onto the whole page, whose file goes to the app. */
export async function dropAndAdd(page: Page, path: string, projectId: string): Promise<unknown> {
  await page.evaluate(
    ({ path, projectId }) => {
      const world = globalThis as unknown as World;
      world.knownPaths[path.split('/').at(-1) ?? ''] = path;
      addEventListener('dragover', (event) => event.preventDefault(), { capture: true });
      world.answer = new Promise((resolve) => {
        const dropped = (event: DragEvent) => {
          event.preventDefault();
          event.stopPropagation();
          resolve(world.keepsake.addFiles([...(event.dataTransfer?.files ?? [])], { projectId }));
        };
        addEventListener('drop', dropped, { capture: true, once: true });
      });
    },
    { path, projectId },
  );
  const cdp = await page.context().newCDPSession(page);
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await cdp.send('Input.dispatchDragEvent', { type, x: 50, y: 50, data });
  return page.evaluate(() => (globalThis as unknown as World).answer);
}
