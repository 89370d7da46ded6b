/** Pictures of sharing: a server with people of every role, and the app that cannot trust another server's certificate. */
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { startDemo, type Demo } from '../../../cli/demo/start.ts';
import type { Role } from '../../../contract/roles.ts';
import { newPage } from '../../harness/chromium.ts';
import { createAuthority } from '../../harness/certificates.ts';
import { pageOrigin, startDesktop } from '../../harness/electron/desktop.ts';
import { openPage, type Shoot } from './camera.ts';
import type { Places, Screen, State } from './screen.ts';

/** Takes these screens in a state, on the page that `pageFor` opens. */
export type TakeScreens = (
  state: State,
  where: {
    readonly url: string;
    readonly places: Places;
    readonly has: (screen: Screen) => boolean;
    readonly pageFor: (screen: Screen) => Promise<Page>;
  },
) => Promise<void>;

const nowhere: Places = {
  project: '',
  folder: '',
  pdf: '',
  sheet: '',
  picture: '',
  letter: '',
  memory: '',
  conversation: '',
  entry: '',
};

/** Nobody yet, a team, a server that does not answer, and a team of very many. */
export async function takeTeam(browser: Browser, shoot: Shoot, takeScreens: TakeScreens): Promise<void> {
  const demo = await startDemo();
  try {
    const { owner, url } = demo;
    await owner.setSetup({ welcomed: true, recovery_noted: true });
    await owner.createProject({ name: 'House', description: '' });
    const tokens = new Map<string, string>();
    const pageFor = ({ as = 'operator' }: Screen) =>
      openPage(
        browser,
        demo,
        shoot,
        as === 'operator' || as === 'nobody' ? as : { token: tokens.get(as) ?? '' },
      );
    const has = ({ as }: Screen) => as !== undefined && as !== 'app';
    const onTeam = (state: State, invitation = '') =>
      takeScreens(state, { url, places: { ...nowhere, invitation }, has, pageFor });
    await onTeam('empty');
    for (const [role, name] of people) tokens.set(role, await add(demo, role, name));
    const { code } = await owner.createInvitation({ role: 'member', note: 'Jonas, who fixes the boiler' });
    await addAccounts(demo, 2);
    await onTeam('typical', code);
    await onTeam('error');
    await addMany(demo);
    await onTeam('full');
  } finally {
    await demo.close();
  }
}

const people: readonly (readonly [Role, string])[] = [
  ['owner', 'Ingrid Lindqvist'],
  ['admin', 'Amara Okafor'],
  ['member', 'Mira'],
  ['reader', 'The accountant'],
];

/** @returns the personal access token of somebody new */
async function add({ owner }: Demo, role: Role, name: string): Promise<string> {
  const { code = '' } = await owner.createInvitation({ role });
  return (await owner.acceptInvitation({ code, name })).token;
}

async function addAccounts({ owner }: Demo, count: number): Promise<void> {
  for (let i = 1; i <= count; i++) {
    const quotas = { bytes: i * 1024 ** 3, memories: 10_000 };
    const { account } = await owner.createAccount({ name: `Branch office ${i}`, quotas });
    if (i % 2 === 0) await owner.updateAccount({ accountId: account.id, status: 'suspended' });
  }
}

async function addMany(demo: Demo): Promise<void> {
  const long = 'Wolfeschlegelsteinhausenbergerdorff, keeper of the very long list of all houses and gardens';
  for (let i = 1; i <= 60; i++)
    await add(demo, i % 5 === 0 ? 'reader' : 'member', i === 1 ? long : `Person ${i}`);
  for (let i = 1; i <= 30; i++) await demo.owner.createInvitation({ note: i === 1 ? long : `Guest ${i}` });
  await addAccounts(demo, 40);
}

/** The app, connecting to a server whose certificate nobody vouches for. */
export async function takeApp(browser: Browser, shoot: Shoot, takeScreens: TakeScreens): Promise<void> {
  using authority = createAuthority();
  const unknown = createServer(authority.sign('IP:127.0.0.1')).listen(0, '127.0.0.1');
  await once(unknown, 'listening');
  const { port } = unknown.address() as AddressInfo;
  const desktop = await startDesktop({ argv: ['keepsake://open'] });
  const page = await newPage(browser);
  try {
    await desktop.show(page);
    await page.getByRole('button', { name: 'Skip for now' }).click();
    await page.getByRole('heading', { name: 'Projects', level: 1 }).waitFor();
    await takeScreens('typical', {
      url: pageOrigin,
      places: { ...nowhere, remote: `https://127.0.0.1:${port}` },
      has: ({ as }) => as === 'app',
      pageFor: () => Promise.resolve(page),
    });
  } catch (error) {
    shoot.wrong.push(`the app: ${(error as Error).message.split('\n')[0] ?? ''}`);
  } finally {
    await page.close();
    await desktop[Symbol.asyncDispose]();
    unknown.close();
    unknown.closeAllConnections();
  }
}
