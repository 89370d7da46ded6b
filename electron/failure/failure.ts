/** What the window shows while the server does not run: what happened, and a button that tries again. */
/// <reference lib="dom" />
import type { Abilities } from '../preload.ts';
import type { ServerState } from '../server/state.ts';

const { keepsake } = globalThis as unknown as { readonly keepsake: Abilities };

const titles: Partial<Record<ServerState['state'], string>> = {
  stopped: 'Your memory is off',
  failed: 'Your memory does not start',
};

function element(id: string): HTMLElement {
  return document.getElementById(id) as HTMLElement;
}

function show(server: ServerState): void {
  const isOver = server.state === 'failed' || server.state === 'stopped';
  const message = server.state === 'failed' ? server.message : '';
  element('title').textContent = titles[server.state] ?? 'Starting your memory…';
  element('text').textContent = isOver
    ? 'Nothing is lost: what was saved is on the disk. This is what the server said.'
    : 'This takes a moment.';
  element('details').textContent = message;
  element('details').hidden = message === '';
  element('actions').hidden = !isOver;
}

element('again').addEventListener('click', () => void keepsake.startServer());
element('copy').addEventListener('click', () => {
  void navigator.clipboard.writeText(element('details').textContent ?? '');
});
keepsake.onServer(show);
const answer = await keepsake.serverState();
if (answer.ok) show(answer.value);
