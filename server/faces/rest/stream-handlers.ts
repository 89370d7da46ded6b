/** The operations that are answered by event streams. */
import type { Context } from 'hono';
import type { OperationName } from '../../../contract/index.ts';
import type { Caller } from '../../services/caller.ts';
import type { Services } from '../../services/services.ts';
import { recheck } from '../credentials.ts';
import { streamActivity } from './activity-stream.ts';
import { streamChanges, streamDriveCommits } from './change-stream.ts';
import type { Handlers } from './handler.ts';

/** Beyond every commit: asks whether a project can be read, and for nothing of it. */
const pastAll = Number.MAX_SAFE_INTEGER;

export function createStreamHandlers(
  services: Services,
): Pick<Handlers, 'followActivity' | 'followChanges' | 'followDriveChanges'> {
  const { heads, activity, projects, sync } = services;
  const recheckOf =
    (name: OperationName, { account }: Caller, context: Context) =>
    () =>
      recheck(services, context, { name, account });
  return {
    followActivity: ({ caller, context }) => {
      const check = recheckOf('followActivity', caller, context);
      const after = context.req.header('last-event-id');
      return Promise.resolve(
        streamActivity(activity, caller, after, { heads, account: caller.account, check }),
      );
    },
    async followChanges({ caller, context, input: { projectId, after } }) {
      const again = recheckOf('followChanges', caller, context);
      const check = async () => projects.changes(await again(), { projectId, after: pastAll, limit: 1 });
      const followed = { projectId, after: heardOf(context) ?? after };
      return streamChanges(services, caller, followed, { heads, account: caller.account, check });
    },
    async followDriveChanges({ caller, context, input: { after } }) {
      const again = recheckOf('followDriveChanges', caller, context);
      const check = async () => sync.driveCommits(await again(), { after: pastAll, limit: 1 });
      const guard = { heads, account: caller.account, check };
      return streamDriveCommits(services, caller, heardOf(context) ?? after, guard);
    },
  };
}

/** What a reader that opens its stream again has heard last. */
function heardOf(context: Context): number | undefined {
  const id = context.req.header('last-event-id') ?? '';
  return /^\d{1,15}$/.test(id) ? Number(id) : undefined;
}
