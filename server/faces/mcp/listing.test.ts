/** The tool lists fit the budget that clients and models have for them, and their schemas still say what a call needs. */
import { expect, it } from 'vitest';
import { listedTools } from './listing.ts';

const charactersPerToken = 4;

it.each(['read', 'write'] as const)('a key that may %s sees at most 20 tools in 6,000 tokens', (scope) => {
  const { tools } = listedTools(scope);
  expect(tools.length).toBeLessThanOrEqual(20);
  // Everything that a client sees: names, titles, descriptions, both schemas and annotations.
  expect(JSON.stringify(tools).length / charactersPerToken).toBeLessThanOrEqual(6_000);
});

it('leaves out what says nothing, and keeps what a call is refused for', () => {
  const { tools } = listedTools('write');
  const text = JSON.stringify(tools);
  expect(text).not.toContain('9007199254740991');
  for (const { inputSchema, outputSchema } of tools)
    for (const schema of [inputSchema, outputSchema]) expect(schema).toMatchObject({ type: 'object' });
  const set = tools.find(({ name }) => name === 'kv_set');
  expect(set?.inputSchema).toMatchObject({
    required: ['namespace', 'key', 'value'],
    properties: {
      namespace: { pattern: '^[A-Za-z0-9_.:@-]{1,64}$' },
      mode: { enum: ['set', 'append', 'increment'] },
      project_id: { pattern: '^prj_' },
    },
  });
});
