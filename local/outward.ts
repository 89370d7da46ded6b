/** The way to other computers: which certificates are trusted, what goes through no proxy, and faults on it in words. */
import { readFileSync } from 'node:fs';

/** Whether a name stands for this computer, which no proxy is asked for. IPv6 also in brackets, as addresses have it. */
export function isLoopback(host: string): boolean {
  return ['localhost', '::1', '[::1]'].includes(host) || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/**
 * What Node.js trusts (NODE_EXTRA_CA_CERTS included), what this system trusts, and one authority more.
 *
 * @param ca path of its PEM file
 * @throws Error in words when the file cannot be read
 */
export async function trustedCertificates(ca?: string): Promise<string[]> {
  const { getCACertificates } = await import('node:tls');
  const own = ca === undefined ? [] : [readCertificate(ca)];
  return [...new Set([...getCACertificates('default'), ...getCACertificates('system'), ...own])];
}

/** @throws Error in words, without the system's code, which would be taken for that of a connection */
export function readCertificate(path: string): string {
  let text = '';
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    // Said below.
  }
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  throw new Error(
    `${path} is no certificate in PEM form that can be read. Put it there, or name another: keepsake connection add NAME URL --ca FILE`,
  );
}

/**
 * What a refusal of TLS or of a proxy means, and what to do; undefined for every other code.
 *
 * @param where the server, as a sentence may begin with it
 * @param trust how somebody has an authority of their own trusted
 */
export function outwardFault(
  code: string,
  where: string,
  trust = "name the authority's file: keepsake connection add NAME URL --ca FILE, or NODE_EXTRA_CA_CERTS",
): string | undefined {
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID')
    return `The certificate of ${where} is not valid at this time (${code}). Whoever runs it has to renew it; check this computer's clock as well.`;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `The certificate of ${where} is for another name (${code}). Check the address; whoever runs it needs a certificate for this name.`;
  if (/^(?:CERT_|UNABLE_TO_)|SELF_SIGNED|SIGNATURE_FAILURE|INVALID_CA/.test(code))
    return `The certificate of ${where} is not trusted (${code}): its authority is not known to this computer. If it is your own, ${trust}.`;
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_'))
    return `${capital(where)} does not speak TLS as it should (${code}). Check whether its address begins with http or https, and the port.`;
  if (code === 'ERR_PROXY_TUNNEL')
    return `The proxy of this network does not lead to ${where} (${code}). Check HTTPS_PROXY and NO_PROXY, and what the proxy allows.`;
  return undefined;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
