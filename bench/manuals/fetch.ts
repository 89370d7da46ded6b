/** Downloads the manuals' Debian packages and unpacks the PDFs alone: `node scripts/run.mjs bench/manuals/fetch.ts DIR`. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { gunzipSync } from 'node:zlib';
import { checkSum, manuals, type Manual } from './manuals.ts';

function fetchManual(manual: Manual, folder: string): void {
  const work = mkdtempSync(join(tmpdir(), 'keepsake-manual-'));
  try {
    const wanted = `${manual.package}=${manual.version}`;
    execFileSync('apt-get', ['-q', '-o', 'APT::Sandbox::User=root', 'download', wanted], {
      cwd: work,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const archive = readdirSync(work).find((name) => name.endsWith('.deb')) ?? '';
    execFileSync('dpkg-deb', ['-x', archive, 'unpacked'], { cwd: work });
    const packed = readFileSync(join(work, 'unpacked', manual.path));
    const bytes = manual.path.endsWith('.gz') ? gunzipSync(packed) : packed;
    checkSum(`${manual.path} of ${wanted}`, bytes, manual.sha256);
    writeFileSync(join(folder, `${manual.name}.pdf`), bytes);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('say where to: node scripts/run.mjs bench/manuals/fetch.ts DIR');
mkdirSync(folder, { recursive: true });
for (const manual of manuals) {
  fetchManual(manual, folder);
  console.log(`${manual.name}: ${manual.pages} pages`);
}
