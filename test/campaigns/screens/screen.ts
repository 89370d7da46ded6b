/** What a screen is to the campaign: where it stands, in which states it is shown, what is done on it first. */
import type { Page } from 'playwright-core';

export type State = 'empty' | 'typical' | 'full' | 'error';

/** Ids that addresses are made of; empty where the server holds nothing of the kind. */
export interface Places {
  readonly project: string;
  readonly folder: string;
  readonly pdf: string;
  readonly sheet: string;
  readonly picture: string;
  readonly letter: string;
  readonly memory: string;
  readonly conversation: string;
  /** A namespace and a key, as addresses name them. */
  readonly entry: string;
  /** The code of an open invitation, where there is one. */
  readonly invitation?: string | undefined;
  /** The address of another server, whose certificate is not trusted. */
  readonly remote?: string;
}

/** Who is at a page of a team: who runs the server, somebody of a role, or nobody yet; `app` is the desktop app's page. */
export type Viewer = 'operator' | 'owner' | 'admin' | 'member' | 'nobody' | 'app';

export interface Screen {
  readonly name: string;
  readonly title: string;
  readonly hash: (places: Places) => string;
  /** The typical state alone when left out. */
  readonly states?: readonly State[];
  /** Shown to somebody who has not signed in. */
  readonly isSignedOut?: boolean;
  /** Of a server that people share, and who looks at it; the sample's own when left out. */
  readonly as?: Viewer;
  /** What is done on the screen before the picture, in the typical state. */
  readonly prepare?: (page: Page, places: Places) => Promise<void>;
}
