/** Activity: what was read and written, how much of it on each day, and news of it as it happens. */
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { client } from '../data/client.ts';
import { useCursorList } from '../data/list.ts';
import { activityInput, type ActivityFilters } from './filters.ts';

const pageSize = 100;
/** Many events that come together are read once. */
const gatherMs = 300;

export function useActivity(filters: ActivityFilters) {
  return useCursorList(['activity', filters], (cursor) =>
    client.listActivity({
      ...activityInput(filters, Date.now()),
      limit: pageSize,
      ...(cursor === undefined ? {} : { cursor }),
    }),
  );
}

export function useActivityCounts(days: number) {
  return useQuery({
    queryKey: ['activity-counts', days],
    queryFn: async () => (await client.countActivity({ days })).items,
    placeholderData: keepPreviousData,
  });
}

/** Whether news arrive. The browser connects again by itself; what was missed is then read. */
export type Live = 'connecting' | 'live' | 'lost';

/**
 * Reads what the keys name again whenever something happens.
 * @param isOn is false while what is shown shall stay as it is
 */
export function useLiveActivity(names: readonly string[], isOn = true): Live {
  const queries = useQueryClient();
  const [live, setLive] = useState<Live>('connecting');
  const key = names.join(' ');
  useEffect(() => {
    if (!isOn) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const readAgain = () => {
      timer = undefined;
      const wanted = key.split(' ');
      void queries.invalidateQueries({ predicate: ({ queryKey }) => wanted.includes(String(queryKey[0])) });
    };
    const gather = () => (timer ??= setTimeout(readAgain, gatherMs));
    const news = new EventSource('/api/v1/activity/events');
    news.addEventListener('open', () => (setLive('live'), gather()));
    news.addEventListener('message', gather);
    news.addEventListener('error', () => setLive('lost'));
    return () => {
      news.close();
      clearTimeout(timer);
    };
  }, [queries, key, isOn]);
  return live;
}
