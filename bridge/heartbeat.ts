/** Signs of life during long calls, for clients that asked for progress: on their own token, and only while the server says nothing. */
import type { Request, Send } from './messages.ts';

export interface Heartbeat {
  /** Passes messages on, and is silent once the server reports progress itself. */
  readonly watch: Send;
  stop(): void;
}

const everyMs = 15_000;

/** Undefined where the client gave no token. */
export function startHeartbeat({ params }: Request, reply: Send, periodMs = everyMs): Heartbeat | undefined {
  const progressToken = params?._meta?.['progressToken'];
  if (progressToken === undefined) return undefined;
  let beats = 0;
  const timer = setInterval(() => {
    // Small steps, so that a server that begins to report later still counts up.
    const progress = ++beats / 1_000;
    reply({ jsonrpc: '2.0', method: 'notifications/progress', params: { progressToken, progress } });
  }, periodMs);
  timer.unref();
  return {
    watch(message) {
      clearInterval(timer);
      reply(message);
    },
    stop: () => clearInterval(timer),
  };
}
