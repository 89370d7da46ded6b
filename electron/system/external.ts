/** Addresses that may be opened outside the app: web pages and mail, each after a person has seen where it leads. */

export interface ExternalOptions {
  /** Asks a person. @param place the host, or the address of a mail */
  readonly confirm: (place: string) => Promise<boolean>;
  readonly open: (url: string) => Promise<void>;
}

/** @returns whether it was opened */
export async function openExternal(address: string, { confirm, open }: ExternalOptions): Promise<boolean> {
  const target = readExternal(address);
  if (target === undefined || !(await confirm(target.place))) return false;
  await open(target.url);
  return true;
}

/** The address and where it leads, or nothing when it may not be opened at all. */
export function readExternal(address: string): { url: string; place: string } | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, username, password, host, pathname, href } = new URL(address);
  if (protocol === 'https:')
    return username === '' && password === '' && host !== '' ? { url: href, place: host } : undefined;
  // Nothing but the address: a mail program could be told to attach files or to write somebody else's words.
  if (protocol === 'mailto:' && /^[^\s?&@%]+@[^\s?&@%]+$/.test(pathname))
    return { url: `mailto:${pathname}`, place: pathname };
  return undefined;
}
