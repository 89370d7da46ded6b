/** `keepsake link`, `unlink` and `sync`. */
import { hostname } from 'node:os';
import type { Response } from 'undici';
import { KeepsakeError, type Client, type Link, type SyncState } from '../../contract/index.ts';
import type { ExchangeState } from '../../contract/operations/links.ts';
import { readGivenFile } from '../given-file.ts';
import type { Output } from '../output.ts';
import { readSecret } from '../secret-input.ts';
import { allProjects, findProject, openSession } from '../session.ts';
import { withFilesHere } from './bringing.ts';
import { bytesLines } from './keeping.ts';

export interface LinkOptions {
  all?: boolean;
  /** Left out, as `all` says. */
  drive?: boolean;
  project?: string;
  to?: string;
  clone?: string;
  name?: string;
  tokenFile?: string;
  /** With a drive that is left out. */
  leaveFiles?: boolean;
}

export interface UnlinkOptions {
  project?: string;
  remove?: boolean;
  leaveFiles?: boolean;
}

export async function link(url: string, options: LinkOptions, output: Output): Promise<void> {
  const { client } = await openSession();
  const { all = false, project, to = 'create', clone } = options;
  if (to !== 'create' && project === undefined)
    throw new KeepsakeError('VALIDATION_ERROR', '--to says where a project goes: name it with --project.');
  const wanted = project === undefined ? undefined : await findProject(client, project);
  const made = await ensureLink(client, url, options, output);
  const lines = [`Linked to ${made.url} as "${made.device_name}" (${made.id}).`];
  if (wanted !== undefined) {
    const { remote_project_id: there } = await client.linkProject({
      projectId: wanted.id,
      link_id: made.id,
      remote: to,
    });
    lines.push(`The project ${wanted.name} is kept there as ${there}.`);
  }
  if (clone !== undefined) {
    const { project_id: here } = await client.cloneProject({ linkId: made.id, remote_project_id: clone });
    lines.push(`The remote project ${clone} comes here as ${here}.`);
  }
  if (all) lines.push('All projects of either side are kept on both.');
  if (made.drive) lines.push('The files and folders of the drive are kept on both.');
  if (!all && !made.drive && wanted === undefined && clone === undefined)
    lines.push(...(await whatIsThere(client, made)));
  output.result(made, lines);
}

/** The link to an address, which may be there already and then needs no token. */
async function ensureLink(
  client: Client<Response>,
  url: string,
  options: LinkOptions,
  output: Output,
): Promise<Link> {
  const { items } = await client.listLinks({});
  const before = items.find((one) => one.url === url.replace(/\/+$/, ''));
  const { all = false, drive, name = hostname(), tokenFile } = options;
  const carried = drive === undefined ? {} : { drive };
  if (before !== undefined) {
    if (!all && drive === undefined) return before;
    const files = options.leaveFiles === true ? 'leave' : 'keep';
    const change = () => client.updateLink({ linkId: before.id, ...(all && { all }), ...carried, files });
    return drive === false && files === 'keep' ? withFilesHere(client, before, change, output) : change();
  }
  const token =
    tokenFile === undefined
      ? await readSecret(`Personal access token for ${new URL(url).host}`)
      : (await readGivenFile(tokenFile)).trim();
  return client.createLink({ url, token, device_name: name.slice(0, 100), all, ...carried });
}

async function whatIsThere(client: Client<Response>, { id, url }: Link): Promise<string[]> {
  const { items } = await client.listRemoteProjects({ linkId: id });
  return [
    'Nothing is kept there yet. Go on with one of:',
    `  keepsake link ${url} --all`,
    `  keepsake link ${url} --project NAME`,
    ...items.map((one) => `  keepsake link ${url} --clone ${one.id}    (${one.name})`),
  ];
}

export async function unlink(
  which: string | undefined,
  { project, remove = false, leaveFiles = false }: UnlinkOptions,
  output: Output,
): Promise<void> {
  const { client } = await openSession();
  if (project !== undefined) {
    if (leaveFiles)
      throw new KeepsakeError(
        'VALIDATION_ERROR',
        '--leave-files is for a whole link: the drive stays linked when one project is taken out.',
      );
    const { id, name } = await findProject(client, project);
    const done = await client.unlinkProject({ projectId: id, copy: remove ? 'remove' : 'keep' });
    const what = remove
      ? 'removed from this computer; the server has all of it'
      : 'no longer linked. Both sides keep what they have';
    return output.result(done, [`The project ${name} is ${what}.`]);
  }
  if (remove)
    throw new KeepsakeError('VALIDATION_ERROR', '--remove is for one project: name it with --project.');
  const [only, ...others] = await linksNamed(client, which);
  if (only === undefined || others.length > 0)
    throw new KeepsakeError(
      'VALIDATION_ERROR',
      only === undefined
        ? 'This computer is linked to no server.'
        : 'There are several links: say which by its address.',
    );
  const files = leaveFiles ? 'leave' : 'keep';
  const end = () => client.deleteLink({ linkId: only.id, files });
  const done = leaveFiles ? await end() : await withFilesHere(client, only, end, output);
  const left = 'Files whose bytes that server alone has do not open here any more.';
  output.result(done, [
    `No longer linked to ${only.url}. Both sides keep what they have.`,
    ...(leaveFiles ? [left] : []),
  ]);
}

export async function syncStatus(output: Output): Promise<void> {
  const { client } = await openSession();
  const { links } = await client.getSyncState({});
  const names = new Map((await allProjects(client)).map(({ id, name }) => [id, name]));
  const lines = links.flatMap((one) => [
    linkLine(one),
    ...one.projects.flatMap((project) =>
      exchangeLines(project, names.get(project.project_id) ?? project.project_id, project.clashes),
    ),
    ...(one.files === null ? [] : [...exchangeLines(one.files, 'Drive', 0), ...bytesLines(one.files)]),
    ...(one.bring_all ? [`    ${bringingAll}`] : []),
  ]);
  output.result(
    { links },
    lines.length === 0 ? ['This computer is linked to no server. Link it with `keepsake link URL`.'] : lines,
  );
}

const bringingAll =
  'all files are brought here, whatever was chosen for folders: `keepsake unlink` goes on with it, and Ctrl-C there stops it';

function linkLine({ url, state, pending, device_name: name, problem }: SyncState): string {
  const why = problem === null ? '' : `: ${problem.message}`;
  return `${url} as "${name}"  ${state}, ${pending} waiting${why}`;
}

const notices = {
  registered_anew:
    'this device was restored from a backup or copied: it registered anew, and nothing is lost',
  server_went_back: 'the server was restored to an earlier day: it was sent what it lacked',
} as const;

function exchangeLines(one: ExchangeState, name: string, clashes: number): string[] {
  const { state, pending, refused, notice, last_success_at: last } = one;
  const counts = [
    ...(pending > 0 ? [`${pending} waiting`] : []),
    ...(clashes > 0 ? [`${clashes} to decide`] : []),
    ...(refused.length > 0 ? [`${refused.length} refused`] : []),
    last === null ? 'never complete so far' : `complete ${last}`,
  ];
  return [
    `  ${name}  ${state}, ${counts.join(', ')}`,
    ...(notice === null ? [] : [`    ${notices[notice]}`]),
    ...refused.slice(0, 10).map(({ id, reason }) => `    ${id} was refused: ${reason}`),
  ];
}

export async function syncNow(output: Output): Promise<void> {
  const { client } = await openSession();
  const done = await client.syncNow({});
  output.result(done, [
    `Asked for ${done.projects} projects. \`keepsake sync status\` shows how far they are.`,
  ]);
}

export async function setPaused(which: string | undefined, paused: boolean, output: Output): Promise<void> {
  const { client } = await openSession();
  const links: Link[] = [];
  for (const { id } of await linksNamed(client, which))
    links.push(await client.updateLink({ linkId: id, paused }));
  output.result(
    links,
    links.map(({ url }) => (paused ? `${url} is paused; what is written waits.` : `${url} goes on.`)),
  );
}

/** @throws KeepsakeError NOT_FOUND */
async function linksNamed(client: Client<Response>, which: string | undefined): Promise<Link[]> {
  const { items } = await client.listLinks({});
  if (which === undefined) return items;
  const found = items.filter(({ id, url }) => id === which || url === which.replace(/\/+$/, ''));
  if (found.length > 0) return found;
  throw new KeepsakeError(
    'NOT_FOUND',
    `This computer has no link ${which}. \`keepsake sync status\` shows them.`,
  );
}
