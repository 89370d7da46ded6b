/** What server and extractor process say to each other: a header before the file's bytes, JSON lines in answer. */
import { z } from 'zod';

/** The first line of the child's input, as JSON; the file's bytes follow up to the end of input. */
export interface Header {
  /** The file's name, a hint. */
  name: string;
  size: number;
  /** A folder with models of text recognition beside that of English. */
  recognitionFolder?: string;
}

const place = z.strictObject({
  page: z.int().positive().optional(),
  page_label: z.string().optional(),
  sheet: z.string().optional(),
  cells: z.string().optional(),
  slide: z.int().positive().optional(),
  notes: z.literal(true).optional(),
  chapter: z.string().optional(),
  headings: z.array(z.string()).optional(),
  line_start: z.int().positive().optional(),
  line_end: z.int().positive().optional(),
  ocr: z.literal(true).optional(),
});

const box = z.tuple([z.number(), z.number(), z.number(), z.number()]).readonly();

/** The child has read a hostile file, so its answer is parsed like any stranger's. */
export const answerSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('piece'), text: z.string(), place, box: box.optional() }),
  /** Said before each page that is a picture, which takes longer. */
  z.strictObject({ type: z.literal('recognizing') }),
  z.strictObject({
    type: z.literal('okay'),
    mediaType: z.string().max(200),
    title: z.string().max(1000).optional(),
    pages: z.int().positive().optional(),
  }),
  z.strictObject({
    type: z.literal('failure'),
    code: z.enum([
      'empty',
      'damaged',
      'encrypted',
      'unsupported',
      'wrong_type',
      'too_large',
      'too_much_memory',
      'crashed',
    ]),
    reason: z.string().max(1000),
  }),
]);

export type Answer = z.infer<typeof answerSchema>;
