/** The manuals that are searched: Debian packages at one version, and the PDF that each holds. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Manual {
  /** Its name in questions; the file is this and `.pdf`. */
  readonly name: string;
  readonly package: string;
  readonly version: string;
  /** Inside the package; compressed where it ends with `.gz`. */
  readonly path: string;
  readonly pages: number;
  /** Of the PDF itself. */
  readonly sha256: string;
}

export const manuals: readonly Manual[] = [
  {
    name: 'avrdude',
    package: 'avrdude-doc',
    version: '7.1+dfsg-3',
    path: 'usr/share/doc/avrdude/avrdude.pdf.gz',
    pages: 61,
    sha256: 'da2b3288f8310ecd4b53c14308f25a2acac96e6adf7e24e5769819de221118f3',
  },
  {
    name: 'bash-reference',
    package: 'bash-doc',
    version: '5.2.15-2',
    path: 'usr/share/doc/bash/bashref.pdf',
    pages: 196,
    sha256: '104971d389c0b9b7a261b0b3070a53b0d8cce6db1ffddefcc8423ddda92acd87',
  },
  {
    name: 'debian-reference',
    package: 'debian-reference-en',
    version: '2.100',
    path: 'usr/share/debian-reference/debian-reference.en.pdf',
    pages: 261,
    sha256: '32775deeca0770ac25282b0c894cbaae83f4dd4ab00e891b94e8f009c0366728',
  },
  {
    name: 'developers-reference',
    package: 'developers-reference',
    version: '12.18',
    path: 'usr/share/developers-reference/developers-reference.pdf',
    pages: 114,
    sha256: '88e5ac4d15444fd3adb821dc863bd91b820e99a27e65728e74975ab1752652f5',
  },
  {
    name: 'gnuplot',
    package: 'gnuplot-doc',
    version: '5.4.4+dfsg1-2',
    path: 'usr/share/doc/gnuplot/gnuplot.pdf',
    pages: 311,
    sha256: 'df68dd0613f043141512fc4436d17aaf96727d5a758d85233915ac5056a97206',
  },
  {
    name: 'installation-guide',
    package: 'installation-guide-amd64',
    version: '20230508+deb12u1',
    path: 'usr/share/doc/installation-guide-amd64/en/install.en.pdf.gz',
    pages: 113,
    sha256: 'bf81d9e4142399afb730f1b93d0e761ed1c9992b52de3ca4c65336274a6c5bfb',
  },
  {
    name: 'debian-policy',
    package: 'debian-policy',
    version: '4.6.2.0',
    path: 'usr/share/doc/debian-policy/policy.pdf.gz',
    pages: 193,
    sha256: '220f9366d6deb3984e84236f02f04bdd6275d6fe7b5587acd6c689dfeb99020f',
  },
  {
    name: 'valgrind',
    package: 'valgrind',
    version: '1:3.19.0-1',
    path: 'usr/share/doc/valgrind/valgrind_manual.pdf.gz',
    pages: 397,
    sha256: '63d1bf4d27c78a5dd6a142d5e7311138b15e8cffc3e9f8839a27eede28b1984e',
  },
];

/** The manual's PDF from a folder that fetch.ts has filled. */
export function readManual(folder: string, { name, sha256 }: Manual): Buffer {
  const file = join(folder, `${name}.pdf`);
  if (!existsSync(file))
    throw new Error(`${file} is missing: run node scripts/run.mjs bench/manuals/fetch.ts ${folder}`);
  const bytes = readFileSync(file);
  checkSum(file, bytes, sha256);
  return bytes;
}

/** @throws when the bytes are not those that the questions were written for. */
export function checkSum(file: string, bytes: Uint8Array, expected: string): void {
  const sum = createHash('sha256').update(bytes).digest('hex');
  if (sum !== expected)
    throw new Error(
      `${file} is not the file that the questions were written for: its SHA-256 is ${sum}, not ${expected}`,
    );
}
