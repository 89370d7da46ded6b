/** Brings pages of a PDF into sight. */

/** Space above a page, in pixels, as `preview.css` has it. */
export const pageGap = 12;

/** Scrolls to a page, and to the cited place on it where there is one. */
export function showPage(viewer: HTMLElement | null, page: number): void {
  const to = viewer?.querySelector<HTMLElement>(`[data-page="${page}"]`);
  const box = to?.querySelector<HTMLElement>('.cited-box');
  if (viewer === null || to == null) return;
  const within = box == null ? 0 : Math.max(0, box.offsetTop - viewer.clientHeight / 4);
  viewer.scrollTo({ top: to.offsetTop - pageGap + within });
}
