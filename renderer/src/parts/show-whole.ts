/** Keeps the chosen one of a row of links in sight where not all have room; given as `ref` to the chosen one alone. */
export function showWhole(element: HTMLElement | null): (() => void) | undefined {
  const row = element?.parentElement;
  if (element == null || row == null) return undefined;
  const show = () => row.scrollBy({ left: middleOf(element) - middleOf(row), behavior: 'instant' });
  const watcher = new ResizeObserver(show);
  watcher.observe(row);
  return () => watcher.disconnect();
}

function middleOf(element: HTMLElement): number {
  const { left, right } = element.getBoundingClientRect();
  return (left + right) / 2;
}
