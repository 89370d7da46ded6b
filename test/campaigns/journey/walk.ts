/** What every part of the journey is given: where it is, whose hands, and what to measure by. */
import axe from 'axe-core';
import type { Locator } from 'playwright-core';
import type { Hands } from './hands.ts';
import type { Stage } from './stage.ts';

export interface Task {
  readonly name: string;
  readonly steps: number;
  /** From the first step until the page shows that it is done; hands of a machine take no time to read. */
  readonly seconds: number;
}

export interface Walk {
  readonly stage: Stage;
  readonly hands: Hands;
  /** A folder with `handbook.pdf` in `Papers`, and `rain.csv` beside it. */
  readonly files: string;
  /** Does an everyday task, and notes its steps and seconds. */
  task(name: string, run: () => Promise<void>): Promise<void>;
  /** Gives the screen, as it now stands, to axe-core. */
  look(screen: string): Promise<void>;
}

export interface Findings {
  readonly tasks: Task[];
  /** One line each: screen, colours, rule and place. */
  readonly violations: string[];
  readonly screens: string[];
}

/** @param looks whether screens are given to axe-core */
export function walkOf(
  stage: Stage,
  hands: Hands,
  files: string,
  looks: boolean,
): Walk & { findings: Findings } {
  const findings: Findings = { tasks: [], violations: [], screens: [] };
  return {
    stage,
    hands,
    files,
    findings,
    async task(name, run) {
      const [steps, begun] = [hands.steps(), performance.now()];
      await run();
      const seconds = Math.round((performance.now() - begun) / 10) / 100;
      findings.tasks.push({ name, steps: hands.steps() - steps, seconds });
    },
    async look(screen) {
      if (!looks) return;
      findings.screens.push(screen);
      findings.violations.push(...(await violationsOn(stage, screen)));
    },
  };
}

async function violationsOn({ page }: Stage, screen: string): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.locator('.skeleton').first().waitFor({ state: 'detached' });
    // Evaluated from outside the page, so that its content security policy stays as it is.
    await page.evaluate(axe.source);
    const lines = await page.evaluate(async () => {
      const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run();
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    });
    found.push(...lines.map((line) => `${screen}, ${colorScheme}: ${line}`));
  }
  await page.emulateMedia({ colorScheme: 'light' });
  return found;
}

/** By its role and whole name. */
export function named({ page }: Stage, role: 'button' | 'link' | 'tab' | 'menuitem', name: string): Locator {
  return page.getByRole(role, { name, exact: true });
}

/** A place or a project in the sidebar. */
export function inSidebar({ page }: Stage, name: string): Locator {
  return page.getByRole('navigation', { name: 'Keepsake' }).getByRole('link', { name, exact: true });
}
