/** What is known of the first run, and the proof that a client wrote and recalled. */
import { useQuery } from '@tanstack/react-query';
import { useAbilities, valueOf } from '../data/abilities.ts';
import { client } from '../data/client.ts';
import { proofIn } from './proof.ts';

export const setupKey = ['server', 'setup'];

export function useSetup(enabled = true) {
  return useQuery({ enabled, queryKey: setupKey, queryFn: () => client.getSetup({}) });
}

const lookMs = 2_000;

/** Looks again and again until a client has both written a memory and recalled one. */
export function useProof() {
  return useQuery({
    queryKey: ['server', 'proof'],
    queryFn: async () => proofIn((await client.listActivity({ limit: 200 })).items) ?? null,
    refetchInterval: ({ state }) => (state.data?.recalledAt === undefined ? lookMs : false),
  });
}

/** The recovery code of this first start, which only the app can still show; kept in no cache once it is away. */
export function useRecoveryCode() {
  const abilities = useAbilities();
  return useQuery({
    enabled: abilities !== undefined,
    queryKey: ['server', 'recovery-code'],
    queryFn: async () => (abilities === undefined ? null : valueOf(await abilities.recoveryCode())),
    gcTime: 0,
    staleTime: Infinity,
  });
}
