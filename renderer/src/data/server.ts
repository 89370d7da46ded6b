/** Whether the server answers. */
import { useQuery, type QueryClient } from '@tanstack/react-query';
import { KeepsakeError } from '../../../contract/index.ts';
import { client } from './client.ts';
import { rememberViewer } from './viewer.ts';

/**
 * Also tells whether the server can be reached: while it cannot, it is asked every few seconds.
 * @param enabled is false while the page signs in: an answer to a request from before would be a refusal
 */
export function useServer(enabled: boolean) {
  return useQuery({
    enabled,
    queryKey: ['server'],
    queryFn: async () => {
      const server = await client.getServer({});
      rememberViewer(server);
      return server;
    },
    refetchInterval: ({ state }) => (isUnreachable(state.error) ? 3_000 : 30_000),
  });
}

/** After signing in: everything on the page is asked again, as who it is now. */
export async function askAnew(queries: QueryClient): Promise<void> {
  // Otherwise the refusal of a request from before, still under way, would be taken for the new answer.
  await queries.cancelQueries();
  await queries.invalidateQueries();
}

export function isUnreachable(error: unknown): boolean {
  return error instanceof KeepsakeError && error.code === 'UNAVAILABLE';
}
