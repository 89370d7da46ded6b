/** The title of the browser's tab: what is open. */
import { useEffect } from 'react';

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} – Keepsake`;
  }, [title]);
}
