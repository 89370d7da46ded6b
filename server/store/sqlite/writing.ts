/** The writer's work: turns the calls that wait into groups, one per file, and answers each when it is durable. */
import { KeepsakeError } from '../../../contract/index.ts';
import type { Scope } from '../store.ts';
import { accountOperations, type Unfinished } from './account-operations.ts';
import { applyCommit } from './apply.ts';
import type { Files } from './files.ts';
import { runGroup, type Join, type Unit } from './group.ts';
import { createMarks } from './marks.ts';
import { createRelays } from './relays.ts';
import { settingsOf } from './settings.ts';
import { catalogueSql, jobSql } from './sql.ts';
import type { Answers, Request } from './threads.ts';
import type { WireCommit, WriterCalls } from './wire.ts';

type WriterRequest = Request<WriterCalls>;
type Of<N extends keyof WriterCalls> = Extract<WriterRequest, { name: N }>;

export interface Writing {
  /** Applies every request, in order for each file, and answers them. */
  turn(requests: readonly WriterRequest[]): void;
  /** Writes the counters that are pending. */
  flush(): void;
  readonly hasPendingMarks: boolean;
}

/** Finishes what a crash left in the outbox, then is ready to write. */
export function createWriting(files: Files, answers: Answers, onError: (error: Error) => void): Writing {
  const { catalogue } = files;
  const relays = createRelays(files, onError);
  const marks = createMarks(catalogue.connection);
  const accounts = new Set<string>();

  function assertAccount(account: string): void {
    if (accounts.has(account)) return;
    if (catalogue.connection.get(catalogueSql.hasAccount, account) === undefined) throw noAccount(account);
    accounts.add(account);
  }

  function commitToAccount(account: string, commit: WireCommit, join: Join, unfinished: Unfinished) {
    assertAccount(account);
    return applyCommit(
      { ...catalogue, scope: account },
      commit,
      accountOperations({ files, relays }, account, join, unfinished),
    );
  }

  function accountUnit({ n, input }: Of<'commit'>): Unit {
    const unfinished: Unfinished = { created: [] };
    return {
      apply: (join) => commitToAccount(input.scope.account, input.commit, join, unfinished),
      accept: (answer) => answers.accept(n, answer),
      refuse(error) {
        for (const project of unfinished.created) discardUnnamed(files, project);
        answers.refuse(n, error);
      },
    };
  }

  function catalogueUnit(
    request: Exclude<WriterRequest, Of<'commit' | 'mark' | 'marks' | 'settings' | 'close'>>,
  ): Unit {
    const { connection } = catalogue;
    return unitOf(answers, request.n, () => {
      switch (request.name) {
        case 'createAccount':
          return void connection.run(catalogueSql.createAccount, request.input.account);
        case 'probe':
          return void connection.run(catalogueSql.probe);
        case 'claimJob': {
          const { kinds, owner, now, leaseMs } = request.input;
          return connection.get(jobSql.claim, owner, now + leaseMs, JSON.stringify(kinds), now, now);
        }
        case 'renewJob': {
          const { id, owner, now, leaseMs } = request.input;
          return connection.run(jobSql.renew, now + leaseMs, id, owner) > 0;
        }
        case 'releaseJob':
          return void connection.run(
            jobSql.release,
            request.input.retryAt,
            request.input.id,
            request.input.owner,
          );
      }
    });
  }

  /** Answers what needs no durable write; the rest goes into the group of its file. */
  function sort(request: WriterRequest, groups: Groups): void {
    switch (request.name) {
      case 'commit':
        if (request.input.scope.project === undefined) groups.catalogue.push(accountUnit(request));
        else addToProject(groups, request.input.scope as ProjectScope, projectUnit(request));
        break;
      case 'mark':
        answers.attempt(request.n, () => request.input.marks.map((mark) => marks.add(mark)));
        break;
      case 'marks':
        answers.attempt(request.n, () => request.input.names.map((name) => marks.total(name)));
        break;
      case 'settings':
        answers.attempt(request.n, () => settingsOf('writer', files));
        break;
      case 'close':
        break;
      default:
        groups.catalogue.push(catalogueUnit(request));
    }
  }

  function projectUnit({ n, input }: Of<'commit'>): Unit {
    return unitOf(answers, n, () => applyCommit(files.of(input.scope), input.commit));
  }

  relays.catchUpAtStart();
  return {
    turn(requests) {
      const groups: Groups = { catalogue: [], projects: new Map() };
      for (const request of requests) sort(request, groups);
      const all = [groups.catalogue, ...[...groups.projects.values()].map(({ units }) => units)];
      if (!attempt(() => relays.catchUp(), all.flat())) return;
      if (groups.catalogue.length > 0)
        runGroup(catalogue, groups.catalogue, (failed) => relays.settled(failed));
      for (const { scope, units } of groups.projects.values()) {
        attempt(() => runGroup(files.of(scope), units), units);
      }
    },
    flush() {
      if (!marks.isPending) return;
      const apply = () => marks.write();
      const accept = (answer: unknown) => (answer as ReturnType<typeof apply>).written();
      runGroup(catalogue, [{ apply, accept, refuse: onError }]);
    },
    get hasPendingMarks() {
      return marks.isPending;
    },
  };
}

type ProjectScope = Scope & { readonly project: string };

interface Groups {
  readonly catalogue: Unit[];
  readonly projects: Map<string, { scope: ProjectScope; units: Unit[] }>;
}

function addToProject(groups: Groups, scope: ProjectScope, unit: Unit): void {
  // A project named with another account than its own gets a group, and a refusal, of its own.
  const key = `${scope.account} ${scope.project}`;
  const group = groups.projects.get(key);
  if (group === undefined) groups.projects.set(key, { scope, units: [unit] });
  else group.units.push(unit);
}

function unitOf(answers: Answers, n: number, apply: () => unknown): Unit {
  return {
    apply,
    accept: (answer) => answers.accept(n, answer),
    refuse: (error) => answers.refuse(n, error),
  };
}

/** Runs, or refuses all units with why it could not. */
function attempt(run: () => void, units: readonly Unit[]): boolean {
  try {
    run();
    return true;
  } catch (error) {
    const failure = error instanceof Error ? error : new Error(String(error));
    for (const unit of units) unit.refuse(failure);
    return false;
  }
}

/** Removes a project's new file, unless the catalogue names it: the commit itself may stand and a relay of it fail. */
function discardUnnamed(files: Files, project: string): void {
  if (files.catalogue.connection.get(catalogueSql.project, project) === undefined)
    files.discardProject(project);
}

function noAccount(account: string): KeepsakeError {
  return new KeepsakeError('NOT_FOUND', `No account ${account} on this server. Sign in again.`);
}
