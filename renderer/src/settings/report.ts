/** The text of a report: facts by name, chosen one by one, so that nothing personal comes in with them. */
import type { ServerDetails } from '../../../contract/index.ts';

export interface ReportFacts {
  readonly page: 'app' | 'browser';
  readonly browser: string;
  readonly server?: { readonly version: string; readonly contract: string } | undefined;
  readonly isAway: boolean;
  /** How the app's own server stands. */
  readonly own?: string | undefined;
  readonly details?: ServerDetails | undefined;
  readonly storage?:
    | { readonly total_bytes: number; readonly items: number; readonly projects: readonly unknown[] }
    | undefined;
  readonly embedding?: string | undefined;
}

/** Of the server's details, the folders are left out: they hold a person's name more often than not. */
export function reportOf(facts: ReportFacts): string {
  const { server, details, storage } = facts;
  const lines: [string, string | number | undefined][] = [
    ['keepsake', server?.version],
    ['contract', server?.contract],
    ['page', facts.page],
    ['browser', facts.browser],
    ['server', facts.isAway ? 'away' : 'running'],
    ['app server', facts.own],
    ['platform', details?.platform],
    ['node', details?.node],
    ['started', details?.started_at],
    ['recognition', details?.recognition_languages.join(' ')],
    ['embedding', facts.embedding],
    ['projects', storage?.projects.length],
    ['items', storage?.items],
    ['bytes', storage?.total_bytes],
  ];
  return lines
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
}
