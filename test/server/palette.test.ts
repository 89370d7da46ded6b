/** What is found while a person types, and what a client would be answered, on a real server. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestDrive, type TestDrive } from './drive-items.ts';

let drive: TestDrive;
let house: string;
let work: string;

beforeAll(async () => {
  drive = await startTestDrive();
  const { owner } = drive;
  house = (await owner.createProject({ name: 'Boiler house' })).id;
  work = (await owner.createProject({ name: 'Work' })).id;
  const letters = await drive.folder('Letters');
  await drive.upload('Boiler contract.txt', 'Serviced each year.', { itemId: letters.id });
  await owner.addMemory({
    projectId: house,
    name: 'Heating',
    content: `${'The house is old. '.repeat(20)}The boiler is serviced in October.`,
  });
  await owner.addMemory({ projectId: work, name: 'Plant', content: 'The boiler at work is new.' });
});

afterAll(() => drive[Symbol.asyncDispose]());

describe('find as you type', () => {
  it('finds projects, files and memories by an unfinished word, with their place', async () => {
    const { items } = await drive.owner.quickFind({ query: 'boil' });
    expect(items.map(({ type, name, found_in }) => [type, name, found_in])).toEqual(
      expect.arrayContaining([
        ['project', 'Boiler house', 'name'],
        ['file', 'Boiler contract.txt', 'name'],
        ['memory', 'Heating', 'text'],
        ['memory', 'Plant', 'text'],
      ]),
    );
    expect(items.find(({ type }) => type === 'file')?.path).toBe('Letters');
    const heating = items.find(({ name }) => name === 'Heating');
    const [start, end] = heating?.highlights?.[0] ?? [0, 0];
    expect(heating?.text?.slice(start, end)).toBe('boil');
    expect(heating?.text?.length).toBeLessThanOrEqual(200);
    expect(heating).toMatchObject({ project_id: house, project_name: 'Boiler house' });
  });

  it('stays in a project when asked, and is for the owner alone', async () => {
    const { items } = await drive.owner.quickFind({ query: 'boil', project_id: work });
    expect(items.map(({ name }) => name)).toEqual(['Plant']);
    const { secret } = await drive.server.newKey([work]);
    await expect(drive.server.clientOf(secret).quickFind({ query: 'boil' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });
});

describe('what a client would see', () => {
  it('is the text of the tool, from the projects of the key alone, with reasons', async () => {
    const key = await drive.server.newKey([work], { scope: 'read' });
    const seen = await drive.owner.previewSearch({ keyId: key.id, query: 'boiler' });
    expect(seen.results.map(({ title }) => title)).toEqual(['Plant']);
    expect(seen.results[0]?.why?.terms.length).toBeGreaterThan(0);
    const response = await drive.server.send('/mcp', {
      method: 'POST',
      token: key.secret,
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      body: JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/call',
        params: { name: 'search', arguments: { query: 'boiler' } },
      }),
    });
    const answered = (await response.text()).replace(/^[\s\S]*?data: /, '');
    const { result } = JSON.parse(answered) as { result: { content: { text: string }[] } };
    expect(result.content[0]?.text).toBe(seen.text);
    expect(seen.text_tokens).toBe(Math.ceil(seen.text.length / 4));
  });

  it('records nothing as done by the key, and needs a key that exists', async () => {
    const key = await drive.server.newKey([work]);
    await drive.owner.previewSearch({ keyId: key.id, query: 'boiler' });
    expect((await drive.owner.listActivity({ key_id: key.id })).items).toEqual([]);
    await expect(
      drive.owner.previewSearch({ keyId: `${key.id.slice(0, -1)}z`, query: 'boiler' }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
