/** Turns a piece of a record into what the index holds of it. */
import { analyse } from './analyser.ts';
import { filterTerms } from './filters.ts';
import { cues, cuesOf } from './ranking/cues.ts';
import { mentionedDays } from './ranking/dates.ts';
import { buildSegment } from './segment/building.ts';
import type { PackedSegment } from './segment/format.ts';
import { fields, marks, type AnalysedField, type AnalysedPassage } from './segment/passage.ts';
import type { IndexedPiece, IndexedRecord } from './search.ts';

/** The segment of a record's pieces, or nothing when it has none. */
export function segmentOf(record: IndexedRecord): PackedSegment | undefined {
  if (record.pieces.length === 0) return undefined;
  const shared = {
    title: fieldOf(fields.title, [record.title, record.alias ?? ''].join('\n')),
    tags: fieldOf(fields.tag, (record.tags ?? []).join('\n')),
    filters: [
      ...(record.tags ?? []).map(filterTerms.tag),
      ...(record.client === undefined ? [] : [filterTerms.client(record.client)]),
    ],
  };
  const passages = record.pieces.map((piece) => passageOf(record, piece, shared));
  return buildSegment([{ group: record.id, firstPosition: record.from ?? 0, passages }]);
}

interface SharedParts {
  readonly title: AnalysedField;
  readonly tags: AnalysedField;
  readonly filters: readonly string[];
}

function passageOf(record: IndexedRecord, piece: IndexedPiece, shared: SharedParts): AnalysedPassage {
  const author = piece.author === undefined ? undefined : filterTerms.author(piece.author);
  const { title, tags, filters } = shared;
  const time = piece.time ?? record.updatedAt;
  return {
    fields: [
      title,
      fieldOf(fields.heading, (piece.headings ?? []).join('\n')),
      tags,
      fieldOf(fields.body, piece.text),
    ],
    filters: author === undefined ? filters : [...filters, author],
    cues: cuesOf(piece.text) | cueOfRole(piece),
    time,
    days: mentionedDays(piece.text, time),
    ...(author === undefined ? {} : { author }),
  };
}

/** Where a user and an assistant talk, their roles tell; where people do, their names do. */
function cueOfRole({ author, role }: IndexedPiece): number {
  if (author !== role) return 0;
  if (role === 'assistant') return cues.assistant;
  return role === 'user' ? cues.user : 0;
}

function fieldOf(field: number, text: string): AnalysedField {
  const tokens = analyse(text);
  return {
    field,
    terms: tokens.map(({ term }) => term),
    marks: Uint8Array.from(tokens, ({ same }) => (same ? marks.same : 0)),
  };
}
