/** Looks at a zip's directory before anything unpacks it: bombs, escapes and encryption are told by their claims. */
import { FileFailure } from '../failure.ts';

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const maxEntries = 10_000;
const maxBytes = 300 * 1024 * 1024;
const maxRatio = 200;
/** Below this an honest entry may be packed better than the ratio allows. */
const ratioFrom = 1024 * 1024;

/** @throws FileFailure damaged, encrypted, too_large. Zip: PKWARE APPNOTE 6.3.10, sections 4.3.12 and 4.3.16. */
export function checkZip(bytes: Uint8Array): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  const count = view.getUint16(end + 10, true);
  if (count > maxEntries)
    throw new FileFailure('too_large', 'The file holds more parts than a document has. It was not opened.');
  const names: string[] = [];
  let at = view.getUint32(end + 16, true);
  let total = 0;
  for (let i = 0; i < count; i++) {
    const entry = readEntry(view, bytes, at);
    total += entry.size;
    checkEntry(entry, total);
    names.push(entry.name);
    at = entry.next;
  }
  return names;
}

interface Entry {
  readonly name: string;
  readonly encrypted: boolean;
  readonly packed: number;
  readonly size: number;
  readonly next: number;
}

function findEnd(view: DataView): number {
  const from = view.byteLength - 22;
  for (let at = from; at >= 0 && at > from - 65_536; at--)
    if (view.getUint32(at, true) === endSignature) return at;
  throw damaged();
}

function readEntry(view: DataView, bytes: Uint8Array, at: number): Entry {
  if (at + 46 > view.byteLength || view.getUint32(at, true) !== entrySignature) throw damaged();
  const nameLength = view.getUint16(at + 28, true);
  const next = at + 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  return {
    name: new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength)),
    encrypted: (view.getUint16(at + 8, true) & 1) === 1,
    packed: view.getUint32(at + 20, true),
    size: view.getUint32(at + 24, true),
    next,
  };
}

function checkEntry({ name, encrypted, packed, size }: Entry, total: number): void {
  if (encrypted)
    throw new FileFailure(
      'encrypted',
      'The file is protected by a password. Save it without the password and upload it anew.',
    );
  if (name.startsWith('/') || name.split(/[/\\]/).includes('..')) throw damaged();
  if (total > maxBytes || (size > ratioFrom && size > Math.max(1, packed) * maxRatio)) {
    throw new FileFailure(
      'too_large',
      'The file would unpack to far more than a document holds. It was not opened.',
    );
  }
}

function damaged(): FileFailure {
  return new FileFailure(
    'damaged',
    'The file is damaged or was cut off. Open it in its own program, save it again and upload it anew.',
  );
}
