/** How a mail is told from other text: by the header it begins with. */

/** What programs put into every mail, and people never write. */
const telling = /^(message-id|received|mime-version|return-path|dkim-signature):/im;
const usual = /^(from|to|date|subject):/gim;

/** Whether a text begins with the header of a mail. */
export function looksLikeMail(start: string, claimed: boolean): boolean {
  const header = start.split(/\r?\n\r?\n/, 1)[0]!;
  const lines = header.split(/\r?\n/);
  if (!lines.every((line) => /^([!-9;-~]+:|[ \t])/.test(line))) return false;
  const count = header.match(usual)?.length ?? 0;
  return count >= 2 && (claimed || telling.test(header));
}
