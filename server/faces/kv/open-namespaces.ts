/** Who calls the key-value face: a key by its secret or, in a namespace that was opened, any program of this computer. */
import type { Context } from 'hono';
import { KeepsakeError } from '../../../contract/index.ts';
import type { Caller, KeyCaller } from '../../services/caller.ts';
import type { Services } from '../../services/services.ts';
import { authenticate } from '../credentials.ts';

export interface OpenNamespaces {
  readonly names: readonly string[];
  /** The account whose oldest project holds them. */
  readonly account: () => string;
}

/** What a proxy adds; a request with it comes from somewhere else than it seems. */
const forwarding = ['forwarded', 'x-forwarded-for', 'x-real-ip'];

/** @throws KeepsakeError UNAUTHORIZED, and what a secret is refused with */
export async function identify(
  services: Services,
  context: Context,
  open: OpenNamespaces | undefined,
  namespace: string | undefined,
): Promise<Caller> {
  const hasSecret = context.req.header('authorization') !== undefined;
  const isOpen = open !== undefined && namespace !== undefined && open.names.includes(namespace);
  if (hasSecret || !isOpen) return services.identities.clientOf(await authenticate(services, context));
  if (forwarding.some((name) => context.req.header(name) !== undefined) || isFromPage(context))
    throw new KeepsakeError(
      'UNAUTHORIZED',
      'This namespace is open to programs of this computer alone. Send a key as "Authorization: Bearer ksk_…".',
    );
  return anyProgram(services, open.account(), namespace);
}

/** A browser says where a page's request comes from; programs say nothing. */
function isFromPage(context: Context): boolean {
  return context.req.header('origin') !== undefined || context.req.header('sec-fetch-site') !== undefined;
}

async function anyProgram(services: Services, account: string, namespace: string): Promise<KeyCaller> {
  const owner = { type: 'owner', account } as const;
  const { pagination } = await services.projects.list(owner, { status: 'active', page: 1, page_size: 1 });
  const { items } = await services.projects.list(owner, {
    status: 'active',
    page: Math.max(1, pagination.total),
    page_size: 1,
  });
  const project = items[0]?.id;
  if (project === undefined)
    throw new KeepsakeError('STATE_NOT_READY', 'There is no project yet. Create one, then try again.');
  return {
    type: 'key',
    account,
    keyId: `open:${namespace}`,
    name: `open namespace ${namespace}`,
    scope: 'write',
    projects: [project],
    defaultProject: project,
  };
}
