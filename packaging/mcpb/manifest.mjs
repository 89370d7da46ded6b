/** The manifest of the bundle (https://github.com/modelcontextprotocol/mcpb, MANIFEST.md, version 0.3). */
import process from 'node:process';
import { keepsakeVersion } from '../../contract/version.ts';
import { tools } from '../../contract/tools.ts';

/** The prebuilt keychain add-on inside is for one system, and so is the bundle. */
export function manifest() {
  return {
    manifest_version: '0.3',
    name: 'keepsake',
    display_name: 'Keepsake',
    version: keepsakeVersion,
    description: 'Long-term memory for AI tools, owned by the person who uses them.',
    long_description:
      'Recalls what you told any AI tool, and what stands in your documents, with its source. Needs Keepsake running on this computer, or a connection to one elsewhere (`keepsake connection add`). The secret stays in the keychain.',
    author: { name: 'Keepsake' },
    license: 'MIT',
    keywords: ['memory', 'recall', 'documents'],
    server: {
      type: 'node',
      entry_point: 'server/bridge.mjs',
      mcp_config: {
        command: 'node',
        args: ['${__dirname}/server/bridge.mjs', '--connection', '${user_config.connection}'],
        env: {},
      },
    },
    user_config: {
      connection: {
        type: 'string',
        title: 'Connection',
        description: 'Which connection to use; `keepsake connection list` shows them.',
        default: 'default',
        required: false,
      },
    },
    tools: Object.entries(tools).map(([name, { description }]) => ({ name, description })),
    compatibility: { platforms: [process.platform], runtimes: { node: '>=24.0.0' } },
  };
}
