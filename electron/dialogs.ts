/** The questions that the app asks in the system's own windows. */
import { BrowserWindow, clipboard, dialog, Notification } from 'electron';

const namesShown = 10;

/** Nothing when it was cancelled. */
export async function choosePaths(kind: 'files' | 'folder'): Promise<string[]> {
  const properties =
    kind === 'files' ? (['openFile', 'multiSelections'] as const) : (['openDirectory'] as const);
  const options = { properties: [...properties] };
  const window = BrowserWindow.getAllWindows()[0];
  const chosen =
    window === undefined ? dialog.showOpenDialog(options) : dialog.showOpenDialog(window, options);
  return (await chosen).filePaths;
}

export async function confirmOpening(place: string): Promise<boolean> {
  const { response } = await dialog.showMessageBox({
    type: 'question',
    message: 'Open this outside Keepsake?',
    detail: place,
    buttons: ['Open', 'Cancel'],
    defaultId: 1,
    cancelId: 1,
  });
  return response === 0;
}

export async function confirmAdding(files: readonly string[]): Promise<boolean> {
  const { response } = await dialog.showMessageBox({
    type: 'question',
    message:
      files.length === 1 ? 'Add this file to Keepsake?' : `Add these ${files.length} files to Keepsake?`,
    detail: files.slice(0, namesShown).join('\n'),
    buttons: ['Add', 'Cancel'],
    defaultId: 0,
    cancelId: 1,
  });
  return response === 0;
}

/** Shown until a person says that it is written down; it is kept nowhere. */
export async function showRecoveryCode(code: string): Promise<void> {
  const { response } = await dialog.showMessageBox({
    type: 'warning',
    message: 'Your recovery code',
    detail: `${code}\n\nIt is the only way back to your memory when this computer’s keychain is lost. It is shown this once: write it down.`,
    buttons: ['I Have Written It Down', 'Copy'],
    defaultId: 1,
    noLink: true,
  });
  if (response !== 1) return;
  await clipboard.writeText(code);
  await showRecoveryCode(code);
}

export function notify(title: string, body: string, clicked: () => void): void {
  if (!Notification.isSupported()) return;
  const notification = new Notification({ title, body });
  notification.on('click', clicked);
  notification.show();
}
