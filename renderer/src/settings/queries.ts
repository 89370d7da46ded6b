/** What the settings show of the server. */
import { useQuery } from '@tanstack/react-query';
import { client } from '../data/client.ts';

export function useServerDetails() {
  return useQuery({ queryKey: ['server', 'details'], queryFn: () => client.getServerDetails({}) });
}

export function useStorage() {
  return useQuery({ queryKey: ['storage'], queryFn: () => client.getStorage({}) });
}

const lookMs = 1_500;

/** Is read again and again while passages wait for their vectors. */
export function useEmbedding() {
  return useQuery({
    queryKey: ['embedding'],
    queryFn: () => client.getEmbedding({}),
    refetchInterval: ({ state }) =>
      state.data?.status === 'working' || state.data?.status === 'failing' ? lookMs : false,
  });
}
