/** Keeps the page off the network: it may ask our own scheme and nothing else. */

export interface RequestFilter {
  onBeforeRequest(
    listener: (details: { url: string }, callback: (answer: { cancel: boolean }) => void) => void,
  ): void;
}

/** `blob:` and `data:` never leave the page; the developer tools of a clone are their own page. */
const allowed = ['app:', 'blob:', 'data:', 'devtools:'];

export function lockNetwork(webRequest: RequestFilter): void {
  webRequest.onBeforeRequest(({ url }, callback) =>
    callback({ cancel: !URL.canParse(url) || !allowed.includes(new URL(url).protocol) }),
  );
}
