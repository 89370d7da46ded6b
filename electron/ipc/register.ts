/** Puts every handler behind the same two checks: who sends, and whether what is sent fits its schema. */
import { KeepsakeError, toKeepsakeError } from '../../contract/index.ts';
import { isAppUrl } from '../page/origin.ts';
import type { Answer, Calls, Channel } from './channels.ts';
import { schemas } from './schemas.ts';

/** The part of Electron's IpcMainInvokeEvent that is looked at. */
export interface Sender {
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null;
}

export interface IpcMain {
  handle(channel: string, listener: (event: Sender, ...args: unknown[]) => Promise<unknown>): void;
}

export type Handlers = {
  readonly [Name in Channel]: (
    input: Calls[Name]['input'],
  ) => Calls[Name]['output'] | Promise<Calls[Name]['output']>;
};

export function registerIpc(ipcMain: IpcMain, handlers: Handlers): void {
  for (const channel of Object.keys(schemas) as Channel[])
    ipcMain.handle(channel, (event, ...args) => answer(channel, handlers, event, args));
}

async function answer(
  channel: Channel,
  handlers: Handlers,
  event: Sender,
  args: readonly unknown[],
): Promise<Answer<unknown>> {
  try {
    if (!isOwnPage(event)) throw new KeepsakeError('FORBIDDEN', 'Only the app’s own page may ask for this.');
    return { ok: true, value: await call(channel, handlers, args) };
  } catch (thrown) {
    const { code, message } = toKeepsakeError(thrown);
    return { ok: false, code, message };
  }
}

/** The main frame alone: our page has no frames inside it. */
function isOwnPage({ senderFrame }: Sender): boolean {
  return senderFrame !== null && senderFrame.parent === null && isAppUrl(senderFrame.url);
}

function call<Name extends Channel>(channel: Name, handlers: Handlers, args: readonly unknown[]) {
  const parsed = schemas[channel].safeParse(args[0]);
  if (!parsed.success || args.length > 1)
    throw new KeepsakeError('VALIDATION_ERROR', `This is not what ${channel} takes.`);
  return handlers[channel](parsed.data);
}
