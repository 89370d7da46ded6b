/**
 * The contract's version and its history. A fingerprint test compares the hash of `contractText()` with the newest
 * entry: whoever changes a schema adds an entry with a new date and what changed.
 */
export interface ContractVersion {
  /** The day the contract changed, with a suffix where one day saw several. */
  readonly version: string;
  readonly changed: string;
  /** SHA-256 of `contractText()`, in hex. */
  readonly fingerprint: string;
}

/** Newest first. */
export const contractVersions: readonly [ContractVersion, ...ContractVersion[]] = [
  {
    version: '2026-11-21.4',
    changed:
      'Key-value memory: entries and their namespaces, four tools. Activity, storage used, finding as one types, what a client would be answered. Keys get a new secret. Conversations in full, export and import, two tools. History of a project and its branches, two tools. States, duplicates, conflicts and review of memories. Permanent deletion with receipts, backups. Previews of versions. Stretches of folders. Projects are archived. Accounts, members, invitations, personal access tokens, quotas and the audit log.',
    fingerprint: '0f1afa0f7e1907ec24bb847ebe486418fb46ecb70ce9dbea4f72407fb34e1c2c',
  },
  {
    version: '2026-11-21.3',
    changed:
      'The index of a project can be built anew; a search may join neighbours, give every part of a question a result, and prefer pinned records; a model whose vectors searches use: set, removed, its progress; searches say whether vectors took part; citations say when a passage stands in notes or was recognised; a passage of a PDF says where it stands on its page; tables are queried; uploads in pieces; the drive: copies, versions, comments, favourites, recents, names, attributes, paths, zip, trash for good, live folders.',
    fingerprint: '84736966e34d39e0f9e941ea3129392a5ca52695046ecb3f1eca0194a17b5cec',
  },
  {
    version: '2026-11-21.2',
    changed:
      'Conversations; search by record, tag, author, client and time, with relevance, highlights and reasons.',
    fingerprint: '87165ab3796443deec655193d54fd8292c663da0ea736d372364ac32e8a8eae8',
  },
  {
    version: '2026-11-21',
    changed: 'The first contract: projects, drive, documents, memories, keys, search; seven tools.',
    fingerprint: 'bf3b07b3f9e932a2742b8f4860f0172d188a5e8dc9c3380030997777b04b6224',
  },
];

export const contractVersion = contractVersions[0].version;

/** The release, as in package.json. */
export const keepsakeVersion = '0.1.0';
