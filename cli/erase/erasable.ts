/** The kinds of things that can be deleted permanently, as people type them. */

/** What people type → the API's word for it, and whether it is in a project. */
export const erasable = {
  memory: { type: 'memory', inProject: true },
  entry: { type: 'entry', inProject: true },
  conversation: { type: 'conversation', inProject: true },
  message: { type: 'message', inProject: true },
  document: { type: 'document', inProject: true },
  file: { type: 'file', inProject: false },
  'key-writes': { type: 'key_writes', inProject: false },
  project: { type: 'project', inProject: false },
} as const;
