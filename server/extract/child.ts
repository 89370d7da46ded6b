/** The extractor process: shuts itself in, then reads one file from standard input and answers on standard output. */
import { startReport } from './child/report.ts';
import { seclude } from './child/seclusion.ts';

startReport();
seclude();
// Loaded only now, so that no reader and no package gets hold of what was taken away.
const { answerOnce } = await import('./child/answer.ts');
await answerOnce();
