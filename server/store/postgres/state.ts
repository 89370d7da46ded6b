/** The state a group of commits is decided on: what was read of its scopes, and what the group changes of them. */
import { noProject } from '../refusals.ts';
import type { ClearRows, CommitAuthor, PutRow } from '../store.ts';
import type {
  CommitEffect,
  HeadState,
  JobEffect,
  LocatorState,
  RecordState,
  RepeatState,
  RevisionEffect,
  RevisionErasure,
  RevisionFact,
} from './facts.ts';
import { effectsOf, overlayOn, type Effects, type Overlay } from './overlay.ts';
import { authorPlace } from './places.ts';
import type { Seal } from './sealing.ts';

/** What was read of one scope, by `keyOf`. */
export interface ScopeContents {
  readonly scope: string;
  readonly account: string;
  readonly seal: Seal;
  readonly seq: number;
  readonly records: ReadonlyMap<string, RecordState>;
  /** Kind and hashed word → id. */
  readonly uniques: ReadonlyMap<string, string>;
  readonly repeats: ReadonlyMap<string, RepeatState>;
  /** Kind and id → the record's newest versions on branches, of records that are written there or erased. */
  readonly heads: ReadonlyMap<string, readonly HeadState[]>;
  /** Branch, kind and hashed word → id. */
  readonly headUniques: ReadonlyMap<string, string>;
  /** Kind and id → every revision, of the same records as `heads`. */
  readonly histories: ReadonlyMap<string, readonly RevisionFact[]>;
  /** Branch and kind → the last commit that wrote a record of it, where a guard asks for that. */
  readonly lastWrites: ReadonlyMap<string, number>;
}

export interface ScopeState {
  readonly scope: string;
  readonly account: string;
  readonly seal: Seal;
  nextSeq(): number;
  /** The newest sequence number that was accepted. */
  seq(): number;
  sealAuthor(author: CommitAuthor): Buffer;
  readonly records: Overlay<RecordState>;
  readonly uniques: Overlay<string>;
  readonly repeats: Overlay<RepeatState>;
  readonly heads: Overlay<readonly HeadState[]>;
  readonly headUniques: Overlay<string>;
  readonly histories: Overlay<readonly RevisionFact[]>;
  readonly lastWrites: Overlay<number>;
  readonly revisions: Effects<RevisionEffect | RevisionErasure>;
  readonly commits: Effects<CommitEffect>;
  readonly rows: Effects<PutRow | ClearRows>;
  accept(): void;
  reject(): void;
}

export interface CreatedScope {
  readonly account: string;
  readonly scope: string;
  readonly wrappedKey: Buffer;
}

export interface GroupState {
  /** A scope that was read. */
  scope(scope: string): ScopeState;
  /** @throws KeepsakeError NOT_FOUND when the account has no such project. */
  projectOf(account: string, project: string): ScopeState;
  isScope(scope: string): boolean;
  createScope(account: string, project: string): void;
  readonly locators: Overlay<LocatorState>;
  readonly jobs: Effects<JobEffect>;
  readonly created: Effects<CreatedScope>;
  accept(): void;
  reject(): void;
  /** Every scope that was read or made, in the order of that. */
  scopes(): ScopeState[];
}

export interface GroupContents {
  readonly scopes: readonly ScopeContents[];
  /** Projects to be made whose names are taken. */
  readonly taken: ReadonlySet<string>;
  readonly locators: ReadonlyMap<string, LocatorState>;
  /** Makes the key of a new scope. */
  readonly newScope: (account: string, scope: string) => { wrappedKey: Buffer; seal: Seal };
}

const nothing = {
  records: new Map(),
  uniques: new Map(),
  repeats: new Map(),
  heads: new Map(),
  headUniques: new Map(),
  histories: new Map(),
  lastWrites: new Map(),
};

export function groupState(contents: GroupContents): GroupState {
  const scopes = new Map(contents.scopes.map((scope) => [scope.scope, scopeState(scope)]));
  const locators = overlayOn(contents.locators);
  const jobs = effectsOf<JobEffect>();
  const created = effectsOf<CreatedScope>();
  let tentative: string[] = [];
  const parts = () => [locators, jobs, created, ...scopes.values()];
  return {
    scope: (scope) => scopes.get(scope) as ScopeState,
    projectOf(account, project) {
      const state = scopes.get(project);
      if (state?.account !== account || project === account) throw noProject(project);
      return state;
    },
    isScope: (scope) => contents.taken.has(scope) || scopes.has(scope),
    createScope(account, scope) {
      const { wrappedKey, seal } = contents.newScope(account, scope);
      scopes.set(scope, scopeState({ scope, account, seal, seq: 0, ...nothing }));
      created.add({ account, scope, wrappedKey });
      tentative.push(scope);
    },
    locators,
    jobs,
    created,
    accept() {
      for (const part of parts()) part.accept();
      tentative = [];
    },
    reject() {
      for (const part of parts()) part.reject();
      for (const scope of tentative) scopes.delete(scope);
      tentative = [];
    },
    scopes: () => [...scopes.values()],
  };
}

function scopeState(contents: ScopeContents): ScopeState {
  const { scope, account, seal } = contents;
  const records = overlayOn(contents.records);
  const uniques = overlayOn(contents.uniques);
  const repeats = overlayOn(contents.repeats);
  const heads = overlayOn(contents.heads);
  const headUniques = overlayOn(contents.headUniques);
  const histories = overlayOn(contents.histories);
  const lastWrites = overlayOn(contents.lastWrites);
  const revisions = effectsOf<RevisionEffect | RevisionErasure>();
  const commits = effectsOf<CommitEffect>();
  const rows = effectsOf<PutRow | ClearRows>();
  const branched = { heads, headUniques, histories, lastWrites };
  const parts = [records, uniques, repeats, ...Object.values(branched), revisions, commits, rows];
  let accepted = contents.seq;
  let tentative = accepted;
  return {
    scope,
    account,
    seal,
    nextSeq: () => ++tentative,
    seq: () => accepted,
    sealAuthor: (author) => seal.seal(Buffer.from(JSON.stringify(author)), authorPlace(scope)),
    records,
    uniques,
    repeats,
    ...branched,
    revisions,
    commits,
    rows,
    accept() {
      for (const part of parts) part.accept();
      accepted = tentative;
    },
    reject() {
      for (const part of parts) part.reject();
      tentative = accepted;
    },
  };
}
