/** The AI clients of this computer, which the app alone can see. */
import { useQuery } from '@tanstack/react-query';
import { useAbilities, valueOf, type Abilities, type ClientOutcome } from '../data/abilities.ts';
import { KeepsakeError, isErrorCode } from '../../../contract/index.ts';

export function useComputerClients() {
  const abilities = useAbilities();
  return useQuery({
    enabled: abilities !== undefined,
    queryKey: ['clients'],
    queryFn: async () => valueOf(await (abilities as Abilities).listClients()),
  });
}

/** The lines that connecting a client would change in its file. */
export function useClientChange(client: string) {
  const abilities = useAbilities();
  return useQuery({
    enabled: abilities !== undefined,
    queryKey: ['server', 'client-change', client],
    queryFn: async () =>
      outcomeOf(valueOf(await (abilities as Abilities).previewClient(client))).change ?? [],
    gcTime: 0,
  });
}

/** @throws KeepsakeError with what the client's own file or bridge said, when it failed */
export function outcomeOf(outcome: ClientOutcome): ClientOutcome {
  const { error } = outcome;
  if (error === undefined) return outcome;
  throw new KeepsakeError(isErrorCode(error.code) ? error.code : 'INTERNAL', error.message);
}
