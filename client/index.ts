/** The client library `keepsake/client`: values, chat histories, memories and search for programs. */
export { ChatHistory, type ChatMessage, type KeptMessage } from './chat-history.ts';
export type { ConnectOptions } from './connection.ts';
export { Memories, type RememberOptions, type SearchOptions } from './memories.ts';
export { Memory, type SetOptions } from './memory.ts';
export { KeepsakeError } from '../contract/errors.ts';
