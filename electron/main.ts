/** Starts the desktop app: one instance, and what the system tells it until its end. */
import { app, protocol } from 'electron';
import { createDesktop, type Desktop } from './desktop.ts';
import { linkScheme } from './page/links.ts';
import { appScheme } from './page/origin.ts';
import { hiddenOption } from './system/auto-start.ts';
import { readArguments, type Opened } from './system/opened.ts';
import { lockContents } from './window/locks.ts';

/** The program, and in a clone its folder, come before what a person gave. */
const ownArguments = app.isPackaged ? 1 : 2;

app.enableSandbox();
if (app.isPackaged) app.commandLine.removeSwitch('remote-debugging-port');
protocol.registerSchemesAsPrivileged([
  { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
]);
app.on('web-contents-created', (_event, contents) => lockContents(contents));
if (app.requestSingleInstanceLock()) run();
else app.quit();

function run(): void {
  const desktop = app.whenReady().then(createDesktop);
  const open = (opened: Opened): void => void desktop.then((ready) => ready.open(opened));

  app.setAsDefaultProtocolClient(linkScheme);
  if (!process.argv.includes(hiddenOption)) open(readArguments(process.argv, ownArguments, process.cwd()));
  app.on('second-instance', (_event, argv, folder) => open(readArguments(argv, ownArguments, folder)));
  app.on('open-url', (event, link) => {
    event.preventDefault();
    open({ links: [link], files: [] });
  });
  app.on('open-file', (event, file) => {
    event.preventDefault();
    open({ links: [], files: [file] });
  });
  app.on('activate', () => open({ links: [], files: [] }));
  // The tray goes on.
  app.on('window-all-closed', () => undefined);
  void desktop.then(watchEnd);
}

function watchEnd(desktop: Desktop): void {
  const { crashes } = desktop;
  app.on('before-quit', () => desktop.beginEnd());
  app.on('will-quit', (event) => {
    if (desktop.hasEnded()) return;
    event.preventDefault();
    void desktop.end().then(() => app.quit());
  });
  app.on('render-process-gone', (_event, _contents, { reason, exitCode }) =>
    crashes.add({ process: 'page', reason, exitCode }),
  );
  app.on('child-process-gone', (_event, { type, reason, exitCode }) =>
    crashes.add({ process: type, reason, exitCode }),
  );
  process.on('unhandledRejection', (error) => crashes.add({ process: 'main', reason: 'unhandled', error }));
  process.on('uncaughtException', (error) => {
    crashes.add({ process: 'main', reason: 'uncaught', error });
    app.quit();
  });
}
