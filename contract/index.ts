/** What every Keepsake process agrees on: operations, tools, errors, version and the typed client. */
export * from './client.ts';
export * from './common.ts';
export * from './errors.ts';
export * from './operation.ts';
export * from './operations/index.ts';
export * from './tools.ts';
export * from './version.ts';
export type { Document } from './operations/documents.ts';
export type { Item } from './operations/drive.ts';
export type { EmbeddingStatus } from './operations/embeddings.ts';
export type { CreatedKey, Key } from './operations/keys.ts';
export type { Conversation, Message } from './operations/conversations.ts';
export type { Memory } from './operations/memories.ts';
export type { IndexState, Project } from './operations/projects.ts';
export type { Upload } from './operations/uploads.ts';
export type { Citation, Fetched, Passage, VectorUse } from './operations/search.ts';
