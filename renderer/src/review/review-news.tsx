/** Tells of writes that begin to wait, and of new conflicts: in the page, and by the system when the window is away. */
import { plural, t } from '@lingui/core/macro';
import { useEffect, useRef } from 'react';
import { goTo } from '../data/route.ts';
import { useNotices } from '../parts/notices.tsx';
import { useWaiting } from './queries.ts';

export function ReviewNews() {
  const { show } = useNotices();
  const { data } = useWaiting();
  const seen = useRef<{ pending: number; conflicts: number }>(undefined);
  useEffect(() => {
    if (data === undefined) return;
    const before = seen.current;
    const { pending, conflicts } = data;
    seen.current = { pending, conflicts };
    if (before === undefined) return;
    const tell = (text: string, page: 'review' | 'conflicts') => {
      if (document.visibilityState === 'visible') show(text);
      else notify(text, page);
    };
    if (pending > before.pending)
      tell(
        plural(pending, { one: '# write waits for your review.', other: '# writes wait for your review.' }),
        'review',
      );
    if (conflicts > before.conflicts)
      tell(
        plural(conflicts, {
          one: '# conflict waits for your word.',
          other: '# conflicts wait for your word.',
        }),
        'conflicts',
      );
  }, [data, show]);
  return null;
}

/** Says only how many, never what was written: others may see the screen. */
function notify(text: string, page: 'review' | 'conflicts'): void {
  if (!('Notification' in globalThis) || Notification.permission !== 'granted') return;
  const notification = new Notification(t`Keepsake`, { body: text, tag: page });
  notification.addEventListener('click', () => {
    focus();
    goTo({ page });
  });
}
