/** Keys that do something wherever the focus is; those in use are listed by the help sheet (“?”). */
import { useEffect } from 'react';
import { Registry, useLatest } from './registry.ts';

export interface Shortcut {
  /** `mod+k` (Ctrl, or Cmd on a Mac), `shift+n`, `?`, or one key after another: `g d`. */
  readonly keys: string;
  /** What it does, for the help sheet. */
  readonly label: string;
  readonly run: () => void;
}

export const shortcuts = new Registry<Shortcut>();
const sequenceMs = 1_200;

/** Keys for as long as the component is there; the last one to ask for a key gets it. */
export function useShortcut(keys: string, label: string, run: () => void, isOn = true): void {
  const latest = useLatest(run);
  useEffect(
    () => (isOn ? shortcuts.add({ keys, label, run: latest }) : undefined),
    [keys, label, isOn, latest],
  );
}

interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** `mod+shift+k` as `Shortcut.keys` says it. Shift is left out where it only makes the sign, as in `?`. */
export function nameOf({ key, ctrlKey, metaKey, altKey, shiftKey }: Pressed): string {
  const isSign = key.length === 1 && key.toLowerCase() === key.toUpperCase();
  return [
    ctrlKey || metaKey ? 'mod' : '',
    altKey ? 'alt' : '',
    shiftKey && !isSign ? 'shift' : '',
    key.toLowerCase(),
  ]
    .filter((part) => part !== '')
    .join('+');
}

/** Finds what keys mean. `now` in milliseconds. */
export function createMatcher(all: () => readonly Shortcut[]) {
  let before = { name: '', at: 0 };
  return (event: Pressed, now: number): Shortcut | undefined => {
    const name = nameOf(event);
    const sequence = now - before.at < sequenceMs ? `${before.name} ${name}` : name;
    before = { name, at: now };
    const known = [...all()].reverse();
    return known.find(({ keys }) => keys === sequence) ?? known.find(({ keys }) => keys === name);
  };
}

/** Listens for the page's shortcuts: not while something is typed, nor behind a dialog, unless with Ctrl or Cmd. */
export function useShortcuts(): void {
  useEffect(() => {
    const find = createMatcher(shortcuts.all);
    const pressed = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || event.key === 'Shift') return;
      const hasMod = event.ctrlKey || event.metaKey;
      if (!hasMod && isTyping(event.target)) return;
      // A select keeps its list in the page once it has had the focus.
      if (document.querySelector('.dialog, .menu:not([data-closed])') !== null) return;
      const found = find(event, event.timeStamp);
      if (found === undefined) return;
      event.preventDefault();
      found.run();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  );
}
