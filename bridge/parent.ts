/** Notices that whoever started this process is gone, even where a third process holds its input open. */

const everyMs = 60;

/** Windows does not give an orphan another parent; there the end of input alone tells. */
export function watchParent(gone: () => void): void {
  if (process.platform === 'win32') return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) gone();
  }, everyMs).unref();
}
