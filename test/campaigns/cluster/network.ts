/**
 * A network of its own for a server, with one cable to each instance that can be cut: a Linux namespace, which only root
 * may make. Instances are on this computer's own network, or each in a namespace as well. Traffic is dropped without a word,
 * as by a switch that fails.
 */
import { execFileSync, spawn } from 'node:child_process';
import process from 'node:process';
import type { Launch } from '../../harness/postgres.ts';

/** `both` loses every packet; `answers` lets requests through and loses what the server says. */
export type Cut = 'both' | 'answers';

export interface Network extends Disposable {
  /** Of the server, as the instance with this number sees it. */
  readonly address: (instance: number) => string;
  /** Every address of the server. */
  readonly addresses: readonly string[];
  /** Starts the server in it. */
  readonly launch: Launch;
  /** What goes before a command that is to run where the server is, or where an instance is. */
  readonly within: (place: number | 'server') => readonly string[];
  cut(instance: number, how: Cut): void;
  mend(instance: number): void;
  isCut(instance: number): boolean;
}

const ip = (...args: string[]): string => execFileSync('ip', args, { stdio: 'pipe', encoding: 'utf8' });

/** Names of namespaces: what they are for, and the id of the process that made them. */
const ours = /^ks-(?:db|sync|try)-(\d+)(?:-\d+)*$/;

/** Ends what runs that was killed left: namespaces of processes that are gone, with whatever runs in them. */
export function removeLeftovers(): void {
  for (const line of ip('netns', 'list').split('\n')) {
    const name = line.split(' ')[0] ?? '';
    const owner = Number(ours.exec(name)?.[1] ?? 0);
    if (owner < 1 || isRunning(owner)) continue;
    for (const pid of ip('netns', 'pids', name).split('\n').filter(Boolean)) end(Number(pid));
    ip('netns', 'del', name);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** As PostgreSQL is told to end at once; what ended by itself meanwhile is well. */
function end(pid: number): void {
  try {
    process.kill(pid, 'SIGQUIT');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** What somebody else has removed is gone as well. */
function removeNamespace(namespace: string): void {
  try {
    ip('netns', 'del', namespace);
  } catch (error) {
    console.error(`The network namespace ${namespace} was not removed: ${(error as Error).message}`);
  }
}

/** Why there can be none, or nothing. */
export function networkObstacle(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'only root makes network namespaces';
  const name = `ks-try-${process.pid}`;
  try {
    ip('netns', 'add', name);
    ip('netns', 'del', name);
    return undefined;
  } catch (error) {
    return `this computer makes no network namespaces (${(error as Error).message.split('\n')[0]})`;
  }
}

interface NetworkOptions {
  /** Gives each instance a namespace of its own, too. */
  readonly apart?: boolean;
  /** Of several networks of this process. */
  readonly lane?: number;
}

/** Removes first what killed runs left. @param instances how many cables */
export function createNetwork(instances: number, { apart = false, lane = 0 }: NetworkOptions = {}): Network {
  const id = (process.pid * 10 + lane) % 1_000_000;
  const name = apart ? `ks-sync-${process.pid}-${lane}` : `ks-db-${process.pid}`;
  // Addresses that are only used between two ends of a cable, apart from those of other runs beside this one.
  const net = (instance: number) => `10.${64 + (id % 190)}.${instance}`;
  const outer = (instance: number) => `ks${id}h${instance}`;
  const inner = (instance: number) => `ks${id}d${instance}`;
  const all = Array.from({ length: instances }, (_, instance) => instance);
  const home = (instance: number) => `${name}-${instance}`;
  const at = (instance: number): string[] => (apart ? ['-n', home(instance)] : []);
  const within = (...args: string[]) => ip('-n', name, ...args);
  const made: string[] = [];
  const make = (namespace: string): void => {
    ip('netns', 'add', namespace);
    made.push(namespace);
    ip('-n', namespace, 'link', 'set', 'lo', 'up');
  };
  const remove = () => made.forEach(removeNamespace);
  removeLeftovers();
  try {
    make(name);
    for (const one of all) {
      if (apart) make(home(one));
      ip(...at(one), 'link', 'add', outer(one), 'type', 'veth', 'peer', 'name', inner(one), 'netns', name);
      ip(...at(one), 'addr', 'add', `${net(one)}.1/30`, 'dev', outer(one));
      within('addr', 'add', `${net(one)}.2/30`, 'dev', inner(one));
      ip(...at(one), 'link', 'set', outer(one), 'up');
      within('link', 'set', inner(one), 'up');
    }
  } catch (error) {
    remove();
    throw error;
  }
  const enter = (namespace: string): string[] => ['nsenter', `--net=/run/netns/${namespace}`];
  const cuts = new Map<number, Cut>();
  return {
    address: (instance) => `${net(instance)}.2`,
    addresses: all.map((one) => `${net(one)}.2`),
    launch(program, args, user) {
      const who = user === undefined ? [] : ['--setuid', String(user.uid), '--setgid', String(user.gid)];
      return spawn('nsenter', [`--net=/run/netns/${name}`, ...who, program, ...args], { stdio: 'ignore' });
    },
    within: (place) => (place === 'server' ? enter(name) : apart ? enter(home(place)) : []),
    cut(instance, how) {
      cuts.set(instance, how);
      if (how === 'answers') within('route', 'add', 'blackhole', `${net(instance)}.1/32`);
      else within('link', 'set', inner(instance), 'down');
    },
    mend(instance) {
      if (cuts.get(instance) === 'answers') within('route', 'del', 'blackhole', `${net(instance)}.1/32`);
      else within('link', 'set', inner(instance), 'up');
      cuts.delete(instance);
    },
    isCut: (instance) => cuts.has(instance),
    [Symbol.dispose]: remove,
  };
}
