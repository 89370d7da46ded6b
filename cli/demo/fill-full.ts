/** Adds to a demo what benchmarks of the page need: 100,000 items in the drive and 50,000 memories. */
import { inLanes, type DemoAccess } from './access.ts';
import { createDemoDrive } from './drive.ts';
import { pick } from './sample/shape.ts';

export interface FullOptions {
  readonly signal: AbortSignal;
  readonly items?: number;
  readonly memories?: number;
  /** Hears how far it is. */
  readonly progress?: (done: number, total: number) => void;
}

export interface Full {
  readonly projectId: string;
  /** The folder that holds nine of ten items. */
  readonly folderId: string;
  /** How many that is. */
  readonly rows: number;
}

const usual = { items: 100_000, memories: 50_000 };
/** A box is a folder and what it holds; one item of ten stands in boxes. */
const filesPerBox = 20;
const lanes = 32;

const subjects = [
  'invoice',
  'heron',
  'ledger',
  'harbour',
  'meeting',
  'orchard',
  'contract',
  'survey',
  'letter',
] as const;
const verbs = ['is kept by', 'was checked by', 'belongs to', 'was sent to', 'is due from'] as const;
const people = ['Priya', 'Lukas', 'Abena', 'Sven', 'Orla', 'Tomas', 'Mira'] as const;
const endings = ['txt', 'md', 'csv', 'html'] as const;

/** Files and folders stand in `Archive`, most of them in one folder; the memories are a project of their own. */
export async function fillFull(access: DemoAccess, options: FullOptions): Promise<Full> {
  const { signal, items = usual.items, memories = usual.memories, progress } = options;
  const total = items + memories;
  let done = 0;
  const step = () => {
    if (++done % 1_000 === 0) progress?.(done, total);
  };
  const { folderId, rows } = await fillDrive(access, items, signal, step);
  const { id: projectId } = await access.owner.createProject({
    name: 'Archive',
    description: 'Very many memories.',
  });
  await inLanes(memories, lanes, signal, async (at) => {
    const content = `The ${pick(subjects, at)} number ${at} ${pick(verbs, at)} ${pick(people, at * 3)} since day ${at % 365}.`;
    await access.owner.addMemory({ projectId, content, tags: [pick(subjects, at)] });
    step();
  });
  return { projectId, folderId, rows };
}

async function fillDrive(
  access: DemoAccess,
  items: number,
  signal: AbortSignal,
  step: () => void,
): Promise<Pick<Full, 'folderId' | 'rows'>> {
  const drive = await createDemoDrive(access);
  const boxes = Math.floor(items / 10 / (filesPerBox + 1));
  const rows = items - boxes * (filesPerBox + 1);
  const folderId = await drive.folder('Archive/Everything');
  const put = async (at: number, path: string) => {
    const name = `${pick(subjects, at)} ${at} for ${pick(people, at)}.${pick(endings, at * 3)}`;
    await drive.put(path, name, Buffer.from(`${name}\n`.repeat(1 + ((at * 7) % 50))));
    step();
  };
  await inLanes(rows, lanes, signal, (at) => put(at, 'Archive/Everything'));
  await inLanes(boxes * filesPerBox, lanes, signal, async (at) => {
    const box = Math.floor(at / filesPerBox) + 1;
    // The first of a box makes it.
    if (at % filesPerBox === 0) step();
    await put(rows + at, `Archive/Box ${String(box).padStart(3, '0')}`);
  });
  return { folderId, rows };
}
