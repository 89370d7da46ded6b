/** Reports the process's memory to the server even while a file keeps it busy, and ends it once the server is gone. */
import { Worker } from 'node:worker_threads';
import { reportDescriptor } from '../memory.ts';

/** A thread of its own, as text: a bundle then needs no second file. Any failure but a full pipe means nobody listens. */
const thread = `
  const { writeSync } = require('node:fs');
  setInterval(() => {
    try {
      writeSync(${reportDescriptor}, process.memoryUsage.rss() + '\\n');
    } catch (error) {
      if (error.code !== 'EAGAIN') process.kill(process.pid, 'SIGKILL');
    }
  }, 100);
`;

export function startReport(): void {
  new Worker(thread, { eval: true, env: {}, execArgv: [] }).unref();
}
