/** `keepsake doctor`: every part that has to work, tried, each with its remedy. What it prints may be shown to anyone. */
import { createInterface } from 'node:readline/promises';
import { keepsakeVersion } from '../../contract/index.ts';
import { recoverMasterKey } from '../../local/master-key.ts';
import { keepsakePaths, type Paths } from '../../local/paths.ts';
import { examine } from '../doctor/checks.ts';
import { compare, type Comparison } from '../doctor/compare.ts';
import { linesOf } from '../doctor/finding.ts';
import { redact } from '../doctor/redact.ts';
import { replaceSecret } from '../doctor/replace-secret.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { openOwnSecrets } from '../session.ts';

export interface DoctorOptions {
  recover?: boolean;
  compare?: string[];
  /** Whose secret `compare` uses. */
  connection: string;
  replaceSecret?: string;
}

export async function doctor(options: DoctorOptions, output: Output): Promise<void> {
  const paths = keepsakePaths();
  if (options.recover === true) return recover(paths, output);
  if (options.replaceSecret !== undefined) return replace(options.replaceSecret, output);
  if (options.compare !== undefined)
    return showComparison(
      await compare(options.compare, options.connection, paths, await openOwnSecrets(paths)),
      output,
    );
  const findings = await examine(paths);
  const { platform, arch, version: node } = process;
  const report = { version: keepsakeVersion, node, platform, arch, findings };
  tell(output, report, [
    `Keepsake ${keepsakeVersion}, Node.js ${node}, ${platform} ${arch}`,
    ...linesOf(findings),
  ]);
  if (findings.some(({ okay }) => !okay)) process.exitCode = exitCodes.failed;
}

/** Redacted as a whole, so that no check can forget to. */
function tell(output: Output, report: object, lines: readonly string[]): void {
  output.result(
    JSON.parse(redact(JSON.stringify(report))),
    lines.map((line) => redact(line)),
  );
}

async function recover(paths: Paths, output: Output): Promise<void> {
  const secrets = await openOwnSecrets(paths);
  const input = createInterface({ input: process.stdin, output: process.stderr });
  const recoveryCode = await input.question(process.stdin.isTTY ? 'Recovery code: ' : '');
  input.close();
  await recoverMasterKey({ dataFolder: paths.dataFolder, recoveryCode, secrets });
  output.result({ recovered: true }, ['The key is back. Start Keepsake again.']);
}

async function replace(name: string, output: Output): Promise<void> {
  const replaced = await replaceSecret(name);
  output.result(replaced, [
    `The connection ${name} has a new secret (${replaced.key_id}); bridges that run take it by themselves.`,
    replaced.replaced_key_id === undefined
      ? 'Its old secret has ended.'
      : `It is that of another key, since ${replaced.replaced_key_id} has ended.`,
  ]);
}

function showComparison(comparison: Comparison, output: Output): void {
  const { instances, differences } = comparison;
  const lines = instances.map(({ url, store, project, seq, key, version }) => {
    const difference = differences.find((one) => one.url === url);
    const facts = store === undefined ? `key ${key}` : `${store}, ${project}, seq ${seq}, version ${version}`;
    if (difference === undefined) return `✓ ${url}: ${facts}`;
    return `✗ ${url}: ${facts}; differs in ${difference.differs.join(', ')}\n    ${difference.remedy}`;
  });
  tell(output, comparison, lines);
  if (differences.length > 0) process.exitCode = exitCodes.failed;
}
