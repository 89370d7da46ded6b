/** Where a sealed value stands: moved to another place, it does not open. */

export function authorPlace(scope: string): string {
  return `author\n${scope}`;
}

export function revisionPlace(scope: string, kind: string, id: string, revision: string): string {
  return `revision\n${scope}\n${kind}\n${id}\n${revision}`;
}

export function rowPlace(scope: string, space: string, key: string): string {
  return `row\n${scope}\n${space}\n${key}`;
}

export function jobPlace(account: string, id: string): string {
  return `job\n${account}\n${id}`;
}

export function namesPlace(scope: string, kind: string, id: string): string {
  return `names\n${scope}\n${kind}\n${id}`;
}

export function headPlace(scope: string, branch: string, kind: string, id: string): string {
  return `head\n${scope}\n${branch}\n${kind}\n${id}`;
}
