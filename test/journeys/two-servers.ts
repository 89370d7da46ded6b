/** A Keepsake as a person runs it, another server to connect to, and what the doctor finds of both. */
import { startKeepsake, type Keepsake } from '../harness/keepsake.ts';
import { startTestServer, type TestServer } from '../server/running.ts';

interface Finding {
  check: string;
  okay: boolean;
  detail: string;
  remedy?: string;
}

export interface TwoServers extends AsyncDisposable {
  readonly keepsake: Keepsake;
  readonly other: TestServer;
  /** Of a key for a project of the other server. */
  readonly otherSecret: string;
  /** What `keepsake doctor` says. */
  findings(): Promise<Finding[]>;
}

export async function startTwoServers(): Promise<TwoServers> {
  const keepsake = await startKeepsake();
  const other = await startTestServer();
  const { id } = await other.owner.createProject({ name: 'Elsewhere' });
  return {
    keepsake,
    other,
    otherSecret: (await other.newKey([id])).secret,
    async findings() {
      const { out } = await keepsake.run('doctor', '--json');
      return (JSON.parse(out) as { findings: Finding[] }).findings;
    },
    async [Symbol.asyncDispose]() {
      await keepsake[Symbol.asyncDispose]();
      await other[Symbol.asyncDispose]();
    },
  };
}
