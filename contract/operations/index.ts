/** Every operation of the REST API, by name. */
import { conversationOperations } from './conversations.ts';
import { documentOperations } from './documents.ts';
import { driveFindingOperations } from './drive-finding.ts';
import { driveNoteOperations } from './drive-notes.ts';
import { driveTrashOperations } from './drive-trash.ts';
import { driveVersionOperations } from './drive-versions.ts';
import { driveOperations } from './drive.ts';
import { embeddingOperations } from './embeddings.ts';
import { keyOperations } from './keys.ts';
import { memoryOperations } from './memories.ts';
import { projectOperations } from './projects.ts';
import { searchOperations } from './search.ts';
import { serverOperations } from './server.ts';
import { uploadOperations } from './uploads.ts';
import { tableOperations } from './tables.ts';

export const operations = {
  ...serverOperations,
  ...projectOperations,
  ...driveOperations,
  ...driveTrashOperations,
  ...driveVersionOperations,
  ...driveNoteOperations,
  ...driveFindingOperations,
  ...documentOperations,
  ...memoryOperations,
  ...conversationOperations,
  ...keyOperations,
  ...searchOperations,
  ...embeddingOperations,
  ...uploadOperations,
  ...tableOperations,
};

export type Operations = typeof operations;
export type OperationName = keyof Operations;
