/**
 * A server that writes and backs up without pause, to be killed. Arguments: data folder, backup folder, recipient. It prints a
 * line when it begins, and one after each backup.
 */
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { startTestServer } from '../../server/running.ts';

const [dataFolder = '', folder = '', recipient = ''] = process.argv.slice(2);
const { owner } = await startTestServer({ dataFolder });
await owner.setBackupSettings({ folder, recipients: [recipient], keep: 3 });
const project = (await owner.listProjects({})).items[0] ?? (await owner.createProject({ name: 'Killed' }));

async function write(): Promise<never> {
  for (let n = 0; ; n++) {
    await owner.addMemory({ projectId: project.id, content: `Memory ${n} of process ${process.pid}.` });
    if (n % 20 === 0) await setTimeout(5);
  }
}

async function backUp(): Promise<never> {
  for (;;) {
    await owner.createBackup({});
    while ((await owner.getBackupState({})).status !== 'idle') await setTimeout(2);
    process.stdout.write('backed up\n');
  }
}

process.stdout.write('ready\n');
await Promise.all([write(), backUp()]);
