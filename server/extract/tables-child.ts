/** The query process: shuts itself in, then reads files and a question from standard input and answers. */
import { startReport } from './child/report.ts';
import { seclude } from './child/seclusion.ts';

startReport();
seclude();
// Loaded only now, so that no reader and no package gets hold of what was taken away.
const { answerQuestion } = await import('./tables/answer.ts');
await answerQuestion();
