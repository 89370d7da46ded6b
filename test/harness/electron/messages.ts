/** What a test and the main process under the stand-in say to each other. */

/** From the test. Each is answered by its id. */
export type Order =
  | {
      readonly do: 'invoke';
      readonly channel: string;
      readonly url: string;
      readonly isFramed: boolean;
      readonly args: unknown[];
    }
  | {
      readonly do: 'request';
      readonly url: string;
      readonly method: string;
      readonly headers: Record<string, string>;
      readonly body?: Uint8Array | undefined;
    }
  | { readonly do: 'emit'; readonly name: string; readonly args: unknown[] }
  /** The buttons that a person will press in the next message boxes, and the paths chosen. */
  | { readonly do: 'person'; readonly presses: number[]; readonly chooses: string[] }
  /** Into the system's clipboard. */
  | { readonly do: 'copy'; readonly text: string }
  | { readonly do: 'tray'; readonly label: string }
  | { readonly do: 'inspect' };

export interface PlainResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

/** What the main process asked of Electron, in order. */
export type Effect =
  | { readonly effect: 'load'; readonly url: string }
  | { readonly effect: 'send'; readonly name: string; readonly event: unknown }
  | { readonly effect: 'message'; readonly message: string; readonly detail: string }
  | { readonly effect: 'notification'; readonly title: string; readonly body: string }
  | { readonly effect: 'open'; readonly url: string }
  | { readonly effect: 'reveal'; readonly path: string }
  | { readonly effect: 'window'; readonly options: { readonly webPreferences: Record<string, unknown> } }
  | { readonly effect: 'focus' };
