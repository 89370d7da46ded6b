/** The writer's work: turns the calls that wait into groups, one per file, and answers each when it is durable. */
import type { Scope } from '../store.ts';
import { accountOperations, assertAccount } from './account-operations.ts';
import { applyCommit } from './apply.ts';
import type { Files } from './files.ts';
import { runGroup, type Unit } from './group.ts';
import { createMarks, type Marks } from './marks.ts';
import { createRelays, type Relays } from './relays.ts';
import { scrub } from './scrub.ts';
import { settingsOf } from './settings.ts';
import { catalogueSql, jobSql, recordSql } from './sql.ts';
import type { Answers, Request } from './threads.ts';
import type { WriterCalls } from './wire.ts';

type WriterRequest = Request<WriterCalls>;
type RequestOf<N extends keyof WriterCalls> = Extract<WriterRequest, { name: N }>;
type QueueRequest = RequestOf<
  'createAccount' | 'destroyProject' | 'destroyAccount' | 'claimJob' | 'renewJob' | 'releaseJob' | 'probe'
>;

export interface Writing {
  /** Applies every request, in order for each file, and answers them. */
  turn(requests: readonly WriterRequest[]): void;
  /** Writes the counters that are pending. */
  flush(): void;
  readonly hasPendingMarks: boolean;
}

interface Context {
  readonly files: Files;
  readonly answers: Answers;
  readonly relays: Relays;
  readonly marks: Marks;
}

/** Finishes what a crash left in the outbox, then is ready to write. */
export function createWriting(files: Files, answers: Answers, onError: (error: Error) => void): Writing {
  const relays = createRelays(files, onError);
  const marks = createMarks(files.catalogue.connection);
  const context: Context = { files, answers, relays, marks };
  relays.catchUpAtStart();
  return {
    turn(requests) {
      const groups: Groups = { catalogue: [], projects: new Map() };
      for (const request of requests) sort(context, request, groups);
      const waiting = [groups.catalogue, ...[...groups.projects.values()].map(({ units }) => units)].flat();
      if (!attempt(() => relays.catchUp(), waiting)) return;
      if (groups.catalogue.length > 0) {
        runGroup(files.catalogue, groups.catalogue, (failed) => relays.settled(failed));
      }
      for (const { scope, units } of groups.projects.values()) {
        attempt(() => runGroup(files.of(scope), units), units);
      }
    },
    flush() {
      if (!marks.isPending) return;
      runGroup(files.catalogue, [
        { apply: () => marks.write(), accept: () => marks.written(), refuse: onError },
      ]);
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

/** Puts a request into the group of its file; what needs no durable write is answered at once. */
function sort(context: Context, request: WriterRequest, groups: Groups): void {
  const { files, answers, marks } = context;
  switch (request.name) {
    case 'commit':
      if (request.input.scope.project === undefined) groups.catalogue.push(accountUnit(context, request));
      else addToProject(groups, request.input.scope as ProjectScope, projectUnit(context, request));
      break;
    case 'putRows':
      if (request.input.scope.project === undefined) groups.catalogue.push(rowsUnit(context, request));
      else addToProject(groups, request.input.scope as ProjectScope, rowsUnit(context, request));
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
    case 'removeProject':
      answers.attempt(request.n, () => discardUnnamed(files, request.input.project));
      break;
    case 'scrub':
      answers.attempt(request.n, () => scrub(files.of(request.input.scope)));
      break;
    case 'close':
      break;
    default:
      groups.catalogue.push(unitOf(answers, request.n, () => runQueueRequest(files, request)));
  }
}

function addToProject(groups: Groups, scope: ProjectScope, unit: Unit): void {
  // A project named with another account than its own gets a group, and a refusal, of its own.
  const key = `${scope.account} ${scope.project}`;
  const group = groups.projects.get(key);
  if (group === undefined) groups.projects.set(key, { scope, units: [unit] });
  else group.units.push(unit);
}

function projectUnit({ files, answers }: Context, { n, input }: RequestOf<'commit'>): Unit {
  return unitOf(answers, n, () => applyCommit(files.of(input.scope), input.commit));
}

function rowsUnit({ files, answers }: Context, { n, input }: RequestOf<'putRows'>): Unit {
  return unitOf(answers, n, () => {
    if (input.scope.project === undefined) assertAccount(files.catalogue.connection, input.scope.account);
    const { connection, scope } = files.of(input.scope);
    for (const { space, key, value } of input.rows) {
      if (value === null) connection.run(recordSql.removeRow, scope, space, key);
      else connection.run(recordSql.putRow, scope, space, key, value);
    }
  });
}

function accountUnit({ files, relays, answers }: Context, { n, input }: RequestOf<'commit'>): Unit {
  const { account } = input.scope;
  const file = { ...files.catalogue, scope: account };
  const created: string[] = [];
  return {
    apply(join) {
      assertAccount(files.catalogue.connection, account);
      return applyCommit(file, input.commit, accountOperations({ files, relays, join, created }, account));
    },
    accept: (answer) => answers.accept(n, answer),
    refuse(error) {
      for (const project of created) discardUnnamed(files, project);
      answers.refuse(n, error);
    },
  };
}

function runQueueRequest({ catalogue }: Files, request: QueueRequest): unknown {
  const { connection } = catalogue;
  switch (request.name) {
    case 'createAccount':
      return void connection.run(catalogueSql.createAccount, request.input.account);
    case 'destroyProject': {
      const { account, project } = request.input;
      connection.run(catalogueSql.destroyRelays, account, project);
      connection.run(catalogueSql.destroyJobs, account, project);
      return void connection.run(catalogueSql.destroyProject, account, project);
    }
    case 'destroyAccount':
      for (const sql of catalogueSql.destroyAccount) connection.run(sql, request.input.account);
      return undefined;
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
    case 'releaseJob': {
      const { id, owner, retryAt } = request.input;
      return void connection.run(jobSql.release, retryAt, id, owner);
    }
  }
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

/** Removes a project's new file, unless the catalogue names it: a commit may stand although its relay failed. */
function discardUnnamed(files: Files, project: string): void {
  const isNamed = files.catalogue.connection.get(catalogueSql.project, project) !== undefined;
  if (!isNamed) files.discardProject(project);
}
