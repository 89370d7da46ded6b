/** The index of the pictures, as Markdown: every screen with its states, light and dark, wide and narrow. */
import type { Screen, State } from './screen.ts';

const states: readonly State[] = ['empty', 'typical', 'full', 'error'];
const variants = [
  { of: '1280-light', words: '1280×800, light' },
  { of: '1280-dark', words: 'dark' },
  { of: '800-light', words: '800×600, light' },
  { of: '800-dark', words: 'dark' },
] as const;

/** @param taken names of pictures without their ending; screens without any are left out */
export function galleryOf(screens: readonly Screen[], taken: ReadonlySet<string>): string {
  const parts = screens.map((screen) => partOf(screen, taken)).filter((part) => part !== '');
  return [
    '# Screens\n',
    'Made by `npm run screens`, in Chromium, of a server with the sample of `keepsake demo`; axe-core looks at each.\n',
    ...parts,
  ].join('\n');
}

function partOf({ name, title }: Screen, taken: ReadonlySet<string>): string {
  const lines = states
    .filter((state) => taken.has(`${name}-${state}-1280-light`))
    .map((state) => lineOf(`${name}-${state}`, state));
  return lines.length === 0 ? '' : `## ${title}\n\n${lines.join('\n')}`;
}

function lineOf(picture: string, state: State): string {
  const shown = ['light', 'dark'].map(
    (colours) => `<img src="${picture}-1280-${colours}.webp" width="49%" alt="${state}, ${colours}">`,
  );
  const links = variants.map(({ of, words }) => `[${words}](${picture}-${of}.webp)`);
  return `${shown.join(' ')}\n\n${state}: ${links.join(' · ')}\n`;
}
