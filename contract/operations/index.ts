/** Every operation of the REST API, by name. */
import { conversationOperations } from './conversations.ts';
import { documentOperations } from './documents.ts';
import { driveOperations } from './drive.ts';
import { embeddingOperations } from './embeddings.ts';
import { keyOperations } from './keys.ts';
import { memoryOperations } from './memories.ts';
import { projectOperations } from './projects.ts';
import { searchOperations } from './search.ts';
import { serverOperations } from './server.ts';
import { tableOperations } from './tables.ts';

export const operations = {
  ...serverOperations,
  ...projectOperations,
  ...driveOperations,
  ...documentOperations,
  ...memoryOperations,
  ...conversationOperations,
  ...keyOperations,
  ...searchOperations,
  ...embeddingOperations,
  ...tableOperations,
};

export type Operations = typeof operations;
export type OperationName = keyof Operations;
