/** Takes out of a report what a stranger should not read: secrets, the person's name and folders, addresses' details. */
import { homedir, userInfo } from 'node:os';

const patterns: readonly (readonly [RegExp, string])[] = [
  [/\bks[kop]_[A-Za-z0-9_-]+/g, '[secret]'],
  [/\bKSRC(?:-[0-9A-Z]+)+/g, '[recovery code]'],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]+/gi, '$1 [secret]'],
  [/\bsk-[A-Za-z0-9_-]{8,}/g, '[secret]'],
  [/(https?:\/\/)[^\s/@"]+@/g, '$1[secret]@'],
  [/(https?:\/\/[^\s?"]+)\?[^\s"]*/g, '$1?[left out]'],
  [/[\w.+-]+@[\w-]+\.[\w.-]+/g, '[e-mail address]'],
];

/** Keeps JSON whole: nothing that is put in needs escaping. */
export function redact(text: string, home = homedir(), user = userName()): string {
  let safe =
    home.length > 1 ? text.replaceAll(home, '~').replaceAll(JSON.stringify(home).slice(1, -1), '~') : text;
  for (const [pattern, instead] of patterns) safe = safe.replace(pattern, instead);
  return user.length > 2
    ? safe.replace(new RegExp(`(?<![\\w-])${escaped(user)}(?![\\w-])`, 'g'), '[user]')
    : safe;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

/** Nothing for a user whom the system has no name for, as in containers. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}
