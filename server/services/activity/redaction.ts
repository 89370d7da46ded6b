/** Takes what looks like a secret out of a query before it is recorded. */

const patterns: readonly RegExp[] = [
  /\bks[a-z]_[A-Za-z0-9_-]+/g,
  /\bKSRC(?:-[0-9A-Z]+)+/g,
  /\b(?:sk|pk|rk)[-_][A-Za-z0-9_-]{8,}/g,
  /\b(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-|npm_|AKIA|AIza)[A-Za-z0-9_-]{8,}/g,
  /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_.-]+/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*/g,
  /(?<=\b(?:Bearer|Basic)\s+)[A-Za-z0-9._~+/=-]{8,}/gi,
  /(?<=\b(?:password|passphrase|passwd|pwd|secret|token|api[-_ ]?key)\s*[:=]\s*)\S+/gi,
  /(?<=:\/\/)[^\s/@]+(?=@)/g,
];

const mostCharacters = 500;

/** At most 500 characters, without what looks like a secret. */
export function redactQuery(text: string): string {
  const safe = patterns.reduce((left, pattern) => left.replace(pattern, '[secret]'), text);
  return safe.length > mostCharacters ? `${safe.slice(0, mostCharacters).trimEnd()}…` : safe;
}
