/** Certificates for a test, made by the computer's own openssl: an authority, and what it signed. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Signed {
  readonly key: Buffer;
  readonly cert: Buffer;
}

export interface Authority extends Disposable {
  /** Of its certificate, in PEM. */
  readonly path: string;
  /** A certificate for one name or address, such as `DNS:localhost`. @param days how long it is good; below 0 it has expired */
  sign(name: string, days?: number): Signed;
}

export function createAuthority(): Authority {
  const folder = mkdtempSync(join(tmpdir(), 'ks-ca-'));
  const at = (name: string): string => join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  let count = 0;

  /** Good since two days before its end, also for a computer whose clock is a little wrong. */
  function issue(name: string, extension: string, days: number, authority: readonly string[]): void {
    const base = at(name);
    const end = new Date(Date.now() + days * 86_400_000);
    const start = new Date(end.getTime() - 86_400_000 * 2);
    // `x509 -req` cannot sign for the past everywhere; `ca` can.
    writeFileSync(`${base}.txt`, '');
    writeFileSync(`${base}.srl`, `0${++count}\n`);
    writeFileSync(
      `${base}.cnf`,
      [
        '[ca]\ndefault_ca=own\n[own]',
        `database=${base}.txt\nserial=${base}.srl\nnew_certs_dir=${folder}`,
        `certificate=${at('ca.pem')}\nprivate_key=${at('ca.key')}`,
        'default_md=sha256\npolicy=any\nx509_extensions=ext\n[any]\ncommonName=supplied',
        `[ext]\n${extension}`,
      ].join('\n'),
    );
    const dates = ['-startdate', asn1(start), '-enddate', asn1(end)];
    const files = ['-in', `${base}.csr`, '-out', `${base}.pem`];
    openssl('ca', '-batch', '-notext', '-config', `${base}.cnf`, ...authority, ...dates, ...files);
  }

  openssl('req', ...newKey, '-subj', '/CN=Test authority', '-keyout', at('ca.key'), '-out', at('ca.csr'));
  issue('ca', 'basicConstraints=critical,CA:true', 1, ['-selfsign']);
  return {
    path: at('ca.pem'),
    sign(name, days = 1) {
      const own = `signed-${count}`;
      const base = at(own);
      openssl('req', ...newKey, '-subj', '/CN=test', '-keyout', `${base}.key`, '-out', `${base}.csr`);
      issue(own, `subjectAltName=${name}`, days, []);
      return { key: readFileSync(`${base}.key`), cert: readFileSync(`${base}.pem`) };
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** YYYYMMDDHHMMSSZ. */
function asn1(time: Date): string {
  return `${time.toISOString().replaceAll(/\D/g, '').slice(0, 14)}Z`;
}
