/** What waits for a person: its number, and the writes themselves over all projects. */
import { useQuery } from '@tanstack/react-query';
import { client } from '../data/client.ts';

const lookMs = 5_000;
const pageSize = 100;

/** How many writes wait and how many conflicts are open, by project; looked at again and again. */
export function useWaiting() {
  return useQuery({
    queryKey: ['waiting'],
    queryFn: () => client.countReviews({}),
    refetchInterval: lookMs,
  });
}

/** The oldest 100 of each project that wait, the oldest first. */
export function useReviews() {
  return useQuery({
    queryKey: ['reviews'],
    queryFn: async () => {
      const { projects } = await client.countReviews({});
      const waiting = projects.filter(({ pending }) => pending > 0);
      const pages = await Promise.all(
        waiting.map(({ project_id: projectId }) => client.listReviews({ projectId, page_size: pageSize })),
      );
      return pages.flatMap(({ items }) => items).sort((a, b) => a.created_at.localeCompare(b.created_at));
    },
    refetchInterval: lookMs,
  });
}
