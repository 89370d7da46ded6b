/** Hears of a remote project's commits by its event stream; where that ends or a proxy forbids it, it is asked now and then. */
import type { Remote } from './remote.ts';

export interface ListeningOptions {
  readonly remote: Remote;
  /** The remote project; the drive when there is none. */
  readonly project: string | undefined;
  /** There is news, or may be. */
  readonly changed: () => void;
  readonly signal: AbortSignal;
}

/** How soon is asked again where nothing tells of news: at first, and where it goes on like that. */
const soonMs = 1_000;
const unheardMs = 6_000;

/** `begin` does nothing while it listens or waits to ask; `stop` ends it until it begins again. */
export function createListening({ remote, project, changed, signal }: ListeningOptions) {
  let stopped = new AbortController();
  let isBusy = false;
  let failures = 0;

  function heard(): void {
    failures = 0;
    changed();
  }

  function askLater(): void {
    const ms = Math.min(unheardMs, soonMs * 2 ** failures++);
    const again = setTimeout(
      () => {
        isBusy = false;
        changed();
      },
      ms * (0.5 + Math.random() / 2),
    );
    again.unref();
  }

  return {
    /** @param after the last commit that is known */
    begin(after: number): void {
      if (isBusy) return;
      isBusy = true;
      const until = AbortSignal.any([signal, stopped.signal]);
      remote.follow(project, after, heard, until).then(askLater, askLater);
    },
    stop(): void {
      stopped.abort();
      stopped = new AbortController();
    },
  };
}
