/** The operations of previews. */
import type { Services } from '../../services/services.ts';
import { rangeOf, sendPart } from './download.ts';
import type { Handlers } from './handler.ts';

type PreviewOperation = 'readVersionText' | 'readVersionTable' | 'readVersionBytes';

export function createPreviewHandlers({ previews }: Services): Pick<Handlers, PreviewOperation> {
  return {
    readVersionText: ({ caller, input }) => previews.text(caller, input),
    readVersionTable: ({ caller, input }) => previews.table(caller, input),
    readVersionBytes: async ({ caller, input, context }) =>
      sendPart(await previews.bytes(caller, input, (size) => rangeOf(context.req.header('range'), size))),
  };
}
