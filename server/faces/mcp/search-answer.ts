/** What the tool `search` answers a model: asked by models, and shown to the owner who wants to know what they see. */
import type { z } from 'zod';
import type { Passage, Tools } from '../../../contract/index.ts';
import type { Caller } from '../../services/caller.ts';
import type { Services } from '../../services/services.ts';

type SearchTool = Tools['search'];

const vectorsUnavailable =
  'The embedding model did not answer, so only words were searched: results that say the same in other words may be missing.';

/** The answer, and the passages it was made from. */
export async function searchForModel(
  recall: Services['recall'],
  caller: Caller,
  { query, limit, token_budget, types, project_id }: z.output<SearchTool['input']>,
  explain = false,
): Promise<{ answer: z.input<SearchTool['output']>; passages: Passage[] }> {
  const project_ids = project_id === undefined ? undefined : [project_id];
  const asked = { query, limit, token_budget, types, project_ids, join: true, diverse: true, explain };
  const { results: passages, total_tokens, vectors } = await recall.search(caller, asked);
  const results = passages.map(({ id, title, url, text, type, project_id: project, citation, score }) => {
    return { id, title, url, text, type, project_id: project, citation, score };
  });
  const notice = vectors === 'unavailable' ? { notice: vectorsUnavailable } : {};
  return { answer: { results, total_tokens, ...notice }, passages };
}

/** A structured answer as the text beside it, for clients that read text alone. */
export function textOfAnswer(structured: Record<string, unknown>): string {
  return JSON.stringify(structured);
}
