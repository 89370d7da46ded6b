/** Opens the first run where nobody has been through it: once, and not over a place that somebody asked for. */
import { useEffect } from 'react';
import { goTo, useRoute } from '../data/route.ts';
import { useSetup } from './queries.ts';

/**
 * @param caller who is signed in; nothing is asked before
 * @returns whether it is not yet known what to show
 */
export function useFirstRun(caller: { readonly member_id?: string | undefined } | undefined): boolean {
  const { page } = useRoute();
  const isSignedIn = caller !== undefined;
  const setup = useSetup(isSignedIn);
  // Members come to what somebody else has set up.
  const isMember = caller?.member_id !== undefined;
  const isMeant = page === 'home' && setup.data?.welcomed === false && !isMember;
  useEffect(() => {
    if (isMeant) goTo({ page: 'welcome' });
  }, [isMeant]);
  return isSignedIn && page === 'home' && (setup.isPending || isMeant);
}
