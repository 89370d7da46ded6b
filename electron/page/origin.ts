/** The page's own origin in the app, and whether an address is of it. */

export const appScheme = 'app';
export const appHost = 'keepsake';
export const appOrigin = `${appScheme}://${appHost}`;

/**
 * Whether an address is of our page. The parts are compared and not the text: `app://keepsake.evil/` and
 * `app://keepsake@evil/` begin alike. (Node gives a scheme of one's own the origin "null", so that cannot be compared.)
 */
export function isAppUrl(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, port, username, password } = new URL(address);
  return (
    protocol === `${appScheme}:` && hostname === appHost && port === '' && username === '' && password === ''
  );
}
