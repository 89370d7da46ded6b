/** The operations of the page's setup and of the server's own facts. */
import type { Services } from '../../services/services.ts';
import type { Handlers } from './handler.ts';

export function createSetupHandlers({
  setup,
}: Services): Pick<Handlers, 'getSetup' | 'setSetup' | 'getServerDetails'> {
  return {
    getSetup: ({ caller }) => setup.get(caller),
    setSetup: ({ call, input }) => setup.set(call, input),
    getServerDetails: async ({ caller }) => setup.details(caller),
  };
}
