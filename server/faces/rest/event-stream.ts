/** Server-sent events: the form of the answer, and its end when the caller may no longer listen. */
import type { Heads } from '../../services/heads.ts';

export interface EventSink {
  readonly event: (id: string, data: unknown) => void;
  readonly end: () => void;
  /** Whether the reader has taken most of what was sent. */
  readonly hasRoom: () => boolean;
}

export interface EventSource {
  /** Begins to send. Answers how to stop. */
  readonly open: (sink: EventSink) => () => void;
  /** The reader has taken most of what was sent. */
  readonly drained?: (sink: EventSink) => void;
}

export interface Guard {
  readonly heads: Heads;
  /** Whose commits tell that what the caller may has changed. */
  readonly account: string;
  /** Throws once the caller may no longer listen. */
  readonly check: () => Promise<unknown>;
}

/** How soon a stream ends whose caller's time is over; what is revoked is seen sooner. */
const restMs = 1_000;

/** A line that means nothing, so that what lies between does not take the connection for dead. */
const heartbeatMs = 15_000;
/** In bytes, what waits for a slow reader before no more is read for it. */
const mostWaiting = 256 * 1_024;

/** Closing the connection with the stream lets a server that stops do so at once. */
const streamHeaders = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
  connection: 'close',
};

/** The answer: lasts until its reader leaves, the caller may no longer listen, the source ends it, or the server stops. */
export function streamEvents(source: EventSource, { heads, account, check }: Guard): Response {
  const encoder = new TextEncoder();
  let stop: () => void = () => undefined;
  let sink: EventSink | undefined;
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        let isOver = false;
        const send = (text: string): void => {
          if (!isOver) controller.enqueue(encoder.encode(text));
        };
        const end = (): void => {
          if (isOver) return;
          stop();
          controller.close();
        };
        send('retry: 2000\n\n');
        const beat = setInterval(() => send(': still here\n\n'), heartbeatMs);
        const stops = [() => clearInterval(beat)];
        stop = () => {
          isOver = true;
          for (const one of stops) one();
        };
        stops.push(heads.watch({ account }, { changed: check, restMs, end }));
        if (isOver) return;
        const event = (id: string, data: unknown): void =>
          send(`id: ${id}\ndata: ${JSON.stringify(data)}\n\n`);
        sink = { event, end, hasRoom: () => (controller.desiredSize ?? 0) > 0 };
        stops.push(source.open(sink));
        if (isOver) stop();
      },
      pull: () => (sink === undefined ? undefined : source.drained?.(sink)),
      cancel: () => stop(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: mostWaiting }),
  );
  return new Response(body, { headers: streamHeaders });
}
