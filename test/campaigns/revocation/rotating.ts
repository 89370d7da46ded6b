/** Gives a key new secrets while requests go on at a pace, as a bridge sends them: with the secret of now, once more on 401. */
import { setTimeout as wait } from 'node:timers/promises';
import { call, type Outcome } from './calls.ts';
import { ownerOf, type Stage } from './stage.ts';

export interface Rotated {
  readonly rotations: number;
  readonly requests: number;
  /** Sent again with the newer secret. */
  readonly repeated: number;
  readonly failed: readonly string[];
  readonly seconds: number;
}

const overlapping = { overlap_seconds: 600 };

export async function rotate(stage: Stage, rotations: number, perSecond: number): Promise<Rotated> {
  const { servers, projectId, balancer } = stage;
  const key = await ownerOf(servers).createKey({ description: 'rotated', project_ids: [projectId] });
  let secret = key.secret ?? '';
  let repeated = 0;
  let requests = 0;
  const failed: string[] = [];
  const under = new Set<Promise<void>>();

  async function send(way: number): Promise<void> {
    const used = secret;
    let outcome: Outcome = await call(balancer.url, used, projectId, way);
    if (outcome.told.startsWith('401') && used !== secret) {
      repeated++;
      outcome = await call(balancer.url, secret, projectId, way);
    }
    if (outcome.kind !== 'accepted') failed.push(outcome.told);
  }

  const startedAt = performance.now();
  const sendDue = (): void => {
    // A busy computer ticks too seldom: what is late goes at once.
    while (requests < ((performance.now() - startedAt) / 1_000) * perSecond) {
      const sent = send(requests++).finally(() => under.delete(sent));
      under.add(sent);
    }
  };
  const timer = setInterval(sendDue, 1_000 / perSecond);
  for (let i = 0; i < rotations; i++) {
    const next = await ownerOf(servers, i).rotateKey({ keyId: key.id, ...overlapping });
    secret = next.secret ?? '';
    // Every other time nobody waits before the old secret is ended, at another server.
    if (i % 2 === 0) await wait(250);
    await ownerOf(servers, i + 1).endOldSecret({ keyId: key.id });
    await wait(100);
  }
  clearInterval(timer);
  await Promise.all(under);
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
  return { rotations, requests, repeated, failed, seconds };
}
