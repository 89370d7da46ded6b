/** The body of a PUT: `{"value": "<string>"}`, refused with the statuses that BotWire's clients know. */
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';

/** As stated there, in characters. */
const longestValue = 100_000;
/** A character takes up to 12 bytes of JSON as escapes. */
const mostBytes = 12 * longestValue + 1_000;

/** @throws HTTPException 422 for what is no such body, 400 for a value that is too long */
export async function readValue(context: Context): Promise<string> {
  const value = valueIn(await readBody(context));
  if (typeof value !== 'string')
    throw refusal(422, 'value: a string is needed. Encode other values as JSON.');
  if (value.length > longestValue) throw tooLarge();
  return value;
}

async function readBody(context: Context): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (context.req.raw.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > mostBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function valueIn(body: string): unknown {
  try {
    return (JSON.parse(body) as { value?: unknown } | null)?.value;
  } catch {
    throw refusal(422, 'The body is not JSON. Send {"value": "…"}.');
  }
}

function tooLarge(): HTTPException {
  return refusal(400, 'Value too large. Max 100KB.');
}

function refusal(status: 400 | 422, detail: string): HTTPException {
  return new HTTPException(status, { message: detail });
}
