/** Results that are larger than clients bear: kept, with a summary and links by which they are read in pieces. */
import { keptHours, type KeptPart, type KeptResults } from './kept-results.ts';
import {
  errorAnswer,
  complete,
  invalidParams,
  isModern,
  resultAnswer,
  type Request,
  type Result,
} from './messages.ts';
import { endOfPiece, safeBytes, tokensOf } from './result-size.ts';

interface Content {
  readonly type?: unknown;
  readonly text?: unknown;
  readonly data?: unknown;
  readonly mimeType?: unknown;
}

interface ReadContent {
  readonly uri?: string;
  readonly mimeType?: string;
  readonly text?: string;
  readonly blob?: string;
}

export interface Oversize {
  /** The result of a call as it was, or with links in place of what is too large. */
  link(result: Result): Promise<Result>;
  /** The result of a read as it was or, where it is over 1 MB, its beginning and where the rest is. */
  cut(result: Result): Promise<Result>;
  /** Answers a read of what was kept. */
  read(request: Request): Promise<object>;
}

const scheme = 'keepsake-result:';
/** Of a text that became a link, this much is shown at once. */
const summaryTokens = 1_000;
/** In bytes; what is safe to show as text is no longer. */
const roomForTexts = 200_000;
const resourceNotFound = -32_002;

/** @param tokens a result may have */
export function createOversize(kept: KeptResults, tokens: number): Oversize {
  return {
    async link(result) {
      const { shown, parts, isStructureGone } = split(result, tokens);
      if (parts.length === 0) return result;
      const id = await kept.keep(parts).catch(() => undefined);
      const links = id === undefined ? [] : parts.map((part, at) => linkTo(part, uriOf(id, at)));
      const { content: _content, structuredContent, ...rest } = result;
      return {
        ...rest,
        content: [{ type: 'text', text: noteOn(parts, tokens, id) }, ...shown, ...links],
        // A part of a structure would break the tool's output schema, and so would none, unless it is an error.
        ...(isStructureGone
          ? { isError: true }
          : structuredContent === undefined
            ? {}
            : { structuredContent }),
      };
    },
    async cut(result) {
      const contents = Array.isArray(result['contents']) ? (result['contents'] as ReadContent[]) : [];
      if (JSON.stringify(contents).length <= safeBytes) return result;
      const parts = contents.map(({ mimeType = 'text/plain', text, blob }) =>
        text === undefined ? { mimeType, blob: blob ?? '' } : { mimeType, text },
      );
      const id = await kept.keep(parts).catch(() => undefined);
      const uri = contents[0]?.uri;
      const note = { uri, mimeType: 'text/plain', text: noteOn(parts, tokens, id) };
      const { text = '' } = parts[0] as KeptPart;
      const start = { uri, mimeType: 'text/plain', text: text.slice(0, endOfPiece(text, 0, summaryTokens)) };
      return { ...result, contents: text === '' ? [note] : [note, start] };
    },
    async read(request) {
      const { id, at, from } = placeOf(String(request.params?.uri));
      const part = (await kept.read(id))?.[at];
      if (part === undefined || from > (part.text?.length ?? 0))
        return errorAnswer(request.id, isModern(request) ? invalidParams : resourceNotFound, gone);
      const contents = pieceOf(part, { id, at, from }, tokens);
      return resultAnswer(request.id, { ...(isModern(request) ? complete : {}), contents });
    },
  };
}

const gone = `There is no such result any more: they are kept for ${keptHours} hours, and for the secret under which they came. Make the call again.`;

interface Split {
  readonly shown: readonly Content[];
  readonly parts: readonly KeptPart[];
  readonly isStructureGone: boolean;
}

/** What stays in the result, and what is too large for it. */
function split({ content, structuredContent }: Result, tokens: number): Split {
  const all = Array.isArray(content) ? (content as Content[]) : [];
  const text = all.flatMap((part) => (isText(part) ? [part.text] : [])).join('\n');
  const structure = structuredContent === undefined ? '' : JSON.stringify(structuredContent);
  const isTextLarge = tokensOf(text) > tokens;
  const isStructureGone = tokensOf(structure) > tokens;
  const parts: KeptPart[] = [];
  if (isTextLarge) parts.push({ mimeType: isStructureGone ? 'application/json' : 'text/plain', text });
  if (isStructureGone && !(isTextLarge && isSame(text, structure)))
    parts.push({ mimeType: 'application/json', text: structure });
  const start = text.slice(0, endOfPiece(text, 0, summaryTokens));
  const shown: Content[] = isTextLarge ? [{ type: 'text', text: start }] : all.filter(isText);
  let left = safeBytes - roomForTexts;
  for (const part of all.filter((one) => !isText(one))) {
    left -= JSON.stringify(part).length;
    if (left >= 0 || typeof part.data !== 'string') shown.push(part);
    else parts.push({ mimeType: String(part.mimeType), blob: part.data });
  }
  return { shown, parts, isStructureGone };
}

function isText(part: Content): part is Content & { text: string } {
  return part.type === 'text' && typeof part.text === 'string';
}

/** Many servers give a structure as text too. */
function isSame(text: string, structure: string): boolean {
  try {
    return JSON.stringify(JSON.parse(text)) === structure;
  } catch {
    return false;
  }
}

function linkTo({ mimeType, text, blob = '' }: KeptPart, uri: string): object {
  const size = text === undefined ? Math.floor((blob.length * 3) / 4) : Buffer.byteLength(text);
  const name = text === undefined ? 'A part of the result' : 'The whole result';
  const description = `Kept for ${keptHours} hours.${text === undefined ? '' : ' A read gives a piece, and where the next one is.'}`;
  return { type: 'resource_link', uri, name, description, mimeType, size };
}

function noteOn(parts: readonly KeptPart[], tokens: number, id: string | undefined): string {
  const size = parts.reduce((sum, { text = '', blob = '' }) => sum + text.length + blob.length, 0);
  const length = `${size.toLocaleString('en')} characters long, more than clients take safely (${tokens.toLocaleString('en')} tokens or 1 MB)`;
  const where =
    id === undefined
      ? 'The rest could not be kept on this computer.'
      : `The whole can be read as a resource for ${keptHours} hours, in pieces: ${parts.map((_, at) => uriOf(id, at)).join(', ')}.`;
  return `[From the Keepsake bridge: this result is ${length}. Its beginning follows. ${where} Or ask for less at a time: a narrower query, a lower limit, a page.]`;
}

interface Place {
  readonly id: string;
  readonly at: number;
  readonly from: number;
}

function uriOf(id: string, at: number, from = 0): string {
  return `${scheme}//${id}/${at}${from === 0 ? '' : `?from=${from}`}`;
}

function placeOf(uri: string): Place {
  const [, id = '', at = '', from = '0'] =
    /^keepsake-result:\/\/(\w+)\/(\d{1,6})(?:\?from=(\d{1,10}))?$/.exec(uri) ?? [];
  return { id, at: at === '' ? -1 : Number(at), from: Number(from) };
}

function pieceOf({ mimeType, text, blob }: KeptPart, { id, at, from }: Place, tokens: number): object[] {
  const uri = uriOf(id, at, from);
  if (text === undefined) return [{ uri, mimeType, blob }];
  const end = endOfPiece(text, from, tokens - summaryTokens / 10);
  // A piece of JSON is no JSON.
  const isWhole = from === 0 && end === text.length;
  const piece = { uri, mimeType: isWhole ? mimeType : 'text/plain', text: text.slice(from, end) };
  if (end === text.length) return [piece];
  const next = uriOf(id, at, end);
  const note = `[Characters ${from} to ${end} of ${text.length}. The next piece: ${next}]`;
  return [piece, { uri: next, mimeType: 'text/plain', text: note }];
}
