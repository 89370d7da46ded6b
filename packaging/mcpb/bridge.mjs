/** What a client that installs bundles starts: the bridge alone. */
import process from 'node:process';
import { runBridge } from '../../bridge/index.ts';

await runBridge(process.argv.slice(2));
