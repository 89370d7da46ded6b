/** All services of a server, wired to one store. */
import type { Attributes } from './attributes.ts';
import type { Comments } from './comments.ts';
import type { Documents } from './documents.ts';
import type { Drive } from './drive.ts';
import type { Embedding } from './embedding.ts';
import type { Finding } from './finding.ts';
import type { Keys } from './keys.ts';
import type { Conversations } from './conversations.ts';
import type { Memories } from './memories.ts';
import type { Owners } from './owners.ts';
import type { Projects } from './projects.ts';
import type { Recall } from './recall.ts';
import type { Reindexing } from './reindexing.ts';
import type { Trash } from './trash.ts';
import type { Resumable } from './resumable.ts';
import type { Tables } from './tables.ts';
import type { Usage } from './usage.ts';
import type { Versions } from './versions.ts';

export interface Services {
  readonly projects: Projects;
  readonly drive: Drive;
  readonly trash: Trash;
  readonly versions: Versions;
  readonly comments: Comments;
  readonly attributes: Attributes;
  readonly finding: Finding;
  readonly uploads: Resumable;
  readonly documents: Documents;
  readonly conversations: Conversations;
  readonly memories: Memories;
  readonly keys: Keys;
  readonly owners: Owners;
  readonly recall: Recall;
  readonly reindexing: Reindexing;
  readonly tables: Tables;
  readonly usage: Usage;
  readonly embedding: Embedding;
}
