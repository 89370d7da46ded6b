/** Two ways to do what a screen offers, with a pointer or with nothing but keys; both count what a person does. */
import type { FileChooser, Locator, Page } from 'playwright-core';

export interface Hands {
  readonly name: 'pointer' | 'keyboard';
  /** How much was done so far: a control pressed, a field filled, a file chosen or dropped each count as one. */
  readonly steps: () => number;
  /** A button, link, checkbox, tab, row of a list or entry of a menu. */
  press(target: Locator): Promise<void>;
  /** What is in the field is replaced. */
  write(target: Locator, text: string): Promise<void>;
  /** Presses what opens the system's dialog, and chooses in it. */
  choose(target: Locator, path: string): Promise<void>;
  /** What is done outside the page, such as a drop or a command. */
  elsewhere(act: () => Promise<void>): Promise<void>;
}

/** As a mouse does it. */
export function pointer(page: Page): Hands {
  const { steps, count } = counter();
  return {
    name: 'pointer',
    steps,
    press: (target) => count(() => target.click()),
    write: (target, text) => count(() => target.fill(text)),
    elsewhere: (act) => count(act),
    choose: (target, path) =>
      count(async () => {
        const opened = page.waitForEvent('filechooser');
        await target.click();
        await chooseIn(await opened, path);
      }, 2),
  };
}

/**
 * By Tab, arrows, Enter, Space and letters alone; nothing is focused but by them.
 * @param mostKeys what is not reached by so many is not reached
 */
export function keyboard(page: Page, mostKeys = 100): Hands {
  const { steps, count } = counter();
  const press = async (target: Locator): Promise<void> => {
    await reach(page, target, mostKeys);
    const isCheckbox = await target.evaluate((element) =>
      element.matches('[role=checkbox], [type=checkbox]'),
    );
    await page.keyboard.press(isCheckbox ? 'Space' : 'Enter');
  };
  return {
    name: 'keyboard',
    steps,
    press: (target) => count(() => press(target)),
    elsewhere: (act) => count(act),
    write: (target, text) =>
      count(async () => {
        await reach(page, target, mostKeys);
        await page.keyboard.press('Control+a');
        await page.keyboard.type(text);
      }),
    choose: (target, path) =>
      count(async () => {
        const opened = page.waitForEvent('filechooser');
        await press(target);
        await chooseIn(await opened, path);
      }, 2),
  };
}

function counter() {
  let done = 0;
  return {
    steps: () => done,
    async count(act: () => Promise<void>, steps = 1): Promise<void> {
      done += steps;
      await act();
    },
  };
}

/**
 * Tab, or Shift+Tab where it lies behind, until the focus is there; inside lists, menus and tabs, which are one stop, the
 * arrows. @throws Error when it is never reached
 */
async function reach(page: Page, target: Locator, mostKeys: number): Promise<void> {
  await target.waitFor();
  for (let pressed = 0; pressed < mostKeys; pressed++) {
    const key = await target.evaluate(keyTowards);
    if (key === 'none') return;
    await page.keyboard.press(key);
  }
  throw new Error(`The keyboard does not reach ${String(target)}.`);
}

/** Runs in the page: what to press next. */
function keyTowards(target: Element): 'none' | 'Tab' | 'Shift+Tab' | 'ArrowDown' | 'ArrowRight' {
  const focused = document.activeElement ?? document.body;
  if (focused === target) return 'none';
  const widget = target.closest('[role=listbox], [role=menu], [role=tablist]');
  if (widget?.contains(focused) === true) {
    if (target.id !== '' && focused.getAttribute('aria-activedescendant') === target.id) return 'none';
    return widget.getAttribute('role') === 'tablist' ? 'ArrowRight' : 'ArrowDown';
  }
  const isBehind = (focused.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_PRECEDING) !== 0;
  return isBehind ? 'Shift+Tab' : 'Tab';
}

async function chooseIn(chooser: FileChooser, path: string): Promise<void> {
  await chooser.setFiles(path);
}
