/** What the official conformance suite expects of a server besides the protocol: its `test_*` tools, resources, prompts. */
import {
  CLIENT_CAPABILITIES_META_KEY,
  acceptedContent,
  createRequestStateCodec,
  fromJsonSchema,
  inputRequired,
  McpServer,
  ResourceTemplate,
  type CallToolResult,
  type InputRequests,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import { focalSchema, pixel, silence } from './samples.ts';

const codec = createRequestStateCodec<{ step: string }>({ key: 'a key for the conformance fixture alone' });
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const text = (value: string): CallToolResult => ({ content: [{ type: 'text', text: value }] });
const responsesOf = (context: ServerContext): Record<string, unknown> => context.mcpReq.inputResponses ?? {};

/** A server with the suite's fixtures, for one request. */
export function conformanceServer(): McpServer {
  const server = new McpServer(
    { name: 'keepsake-conformance', version: '1.0.0' },
    {
      capabilities: { logging: {}, completions: {}, tools: {}, resources: { subscribe: true }, prompts: {} },
      requestState: { verify: codec.verify },
      inputRequired: { maxRounds: 4 },
    },
  );
  registerContent(server);
  registerBehaviour(server);
  registerAsking(server);
  registerLegacyAsking(server);
  registerResources(server);
  registerPrompts(server);
  return server;
}

function registerContent(server: McpServer): void {
  const image = { type: 'image', data: pixel, mimeType: 'image/png' } as const;
  const answers: Record<string, CallToolResult> = {
    test_simple_text: text('This is a simple text response for testing.'),
    test_image_content: { content: [image] },
    test_audio_content: { content: [{ type: 'audio', data: silence, mimeType: 'audio/wav' }] },
    test_embedded_resource: {
      content: [
        {
          type: 'resource',
          resource: {
            uri: 'test://embedded-resource',
            mimeType: 'text/plain',
            text: 'This is an embedded resource content.',
          },
        },
      ],
    },
    test_multiple_content_types: {
      content: [
        { type: 'text', text: 'Multiple content types test:' },
        image,
        {
          type: 'resource',
          resource: {
            uri: 'test://mixed-content-resource',
            mimeType: 'application/json',
            text: '{"test":"data","value":123}',
          },
        },
      ],
    },
  };
  for (const [name, answer] of Object.entries(answers))
    server.registerTool(name, { description: name }, async () => answer);
  server.registerTool(
    'json_schema_2020_12_tool',
    { description: 'A schema with every keyword', inputSchema: fromJsonSchema(focalSchema) },
    async () => text('valid'),
  );
}

function registerBehaviour(server: McpServer): void {
  server.registerTool('test_error_handling', { description: 'Always fails' }, async () => {
    throw new Error('This tool intentionally returns an error for testing');
  });
  for (const name of ['test_tool_with_logging', 'test_logging_tool'])
    server.registerTool(name, { description: 'Logs three times' }, async (context) => {
      for (const message of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) {
        await context.mcpReq.log('info', message);
        await wait(50);
      }
      return text('logged');
    });
  server.registerTool('test_tool_with_progress', { description: 'Reports progress' }, async (context) => {
    const progressToken = context.mcpReq._meta?.progressToken;
    for (const progress of [0, 50, 100]) {
      if (progressToken !== undefined) {
        await context.mcpReq.notify({
          method: 'notifications/progress',
          params: { progressToken, progress, total: 100 },
        });
      }
      await wait(50);
    }
    return text('done');
  });
}

const nameSchema = z.object({ name: z.string() });
const askName = (message: string) => inputRequired.elicit({ message, requestedSchema: nameSchema });
const askModel = (prompt: string, maxTokens: number) =>
  inputRequired.createMessage({
    messages: [{ role: 'user', content: { type: 'text', text: prompt } }],
    maxTokens,
  });

/** Tools that answer only when the client has given what they ask for. */
function registerAsking(server: McpServer): void {
  server.registerTool(
    'test_input_required_result_elicitation',
    { description: 'Asks for a name' },
    async (context) => {
      const answer = acceptedContent(context.mcpReq.inputResponses, 'user_name', nameSchema);
      if (answer === undefined)
        return inputRequired({ inputRequests: { user_name: askName('What is your name?') } });
      return text(`Hello, ${answer.name}!`);
    },
  );
  askOnce(server, 'test_input_required_result_sampling', {
    capital_question: askModel('What is the capital of France?', 100),
  });
  askOnce(server, 'test_missing_capability', {
    question: askModel('A client without sampling must not be asked', 10),
  });
  askOnce(server, 'test_streaming_elicitation', { user_name: askName('What is your name?') });
  askOnce(server, 'test_input_required_result_list_roots', { client_roots: inputRequired.listRoots() });
  const confirm = inputRequired.elicit({
    message: 'Please confirm',
    requestedSchema: z.object({ ok: z.boolean() }),
  });
  askOnce(server, 'test_input_required_result_request_state', { confirm }, 'state-ok');
  askOnce(server, 'test_input_required_result_tampered_state', { confirm }, 'state-ok');
  const all = {
    user_name: askName('What is your name?'),
    greeting: askModel('Generate a greeting', 50),
    client_roots: inputRequired.listRoots(),
  };
  askOnce(server, 'test_input_required_result_multiple_inputs', all, 'state-ok');
  server.registerTool(
    'test_input_required_result_multi_round',
    { description: 'Asks twice' },
    async (context) => {
      const step = context.mcpReq.requestState<{ step: string }>()?.step;
      const responses = responsesOf(context);
      if (step === '2' && 'step2' in responses) return text('both steps are done');
      const next = step === '1' && 'step1' in responses ? '2' : '1';
      const color = inputRequired.elicit({
        message: 'Step 2: What is your favorite color?',
        requestedSchema: z.object({ color: z.string() }),
      });
      const inputRequests: InputRequests =
        next === '2' ? { step2: color } : { step1: askName('Step 1: What is your name?') };
      return inputRequired({ inputRequests, requestState: await codec.mint({ step: next }) });
    },
  );
  server.registerTool(
    'test_input_required_result_capabilities',
    { description: 'Asks what the client can answer' },
    async (context) => {
      const capabilities =
        (context.mcpReq.envelope as Record<string, object> | undefined)?.[CLIENT_CAPABILITIES_META_KEY] ?? {};
      const inputRequests: InputRequests = {};
      if ('elicitation' in capabilities) inputRequests['user_name'] = askName('What is your name?');
      if ('sampling' in capabilities)
        inputRequests['question'] = askModel('What is the capital of France?', 100);
      return Object.keys(inputRequests).length === 0
        ? text('nothing to ask')
        : inputRequired({ inputRequests });
    },
  );
}

/** A tool that asks for everything at once, with a signed state where `done` says what to answer then. */
function askOnce(server: McpServer, name: string, inputRequests: InputRequests, done?: string): void {
  server.registerTool(name, { description: name }, async (context) => {
    const responses = responsesOf(context);
    if (Object.keys(inputRequests).every((key) => key in responses))
      return text(done ?? JSON.stringify(responses));
    const state = done === undefined ? {} : { requestState: await codec.mint({ step: 'asked' }) };
    return inputRequired({ inputRequests, ...state });
  });
}

/** Tools that the older revisions serve by requests from server to client, which a stateless server cannot send. */
function registerLegacyAsking(server: McpServer): void {
  const tools: Record<string, () => InputRequests> = {
    test_sampling: () => ({ answer: askModel('Test prompt', 100) }),
    test_elicitation: () => ({ answer: askName('Please answer') }),
    test_elicitation_sep1034_defaults: () => ({ answer: askName('With defaults') }),
    test_elicitation_sep1330_enums: () => ({ answer: askName('With choices') }),
  };
  for (const [name, ask] of Object.entries(tools)) askOnce(server, name, ask());
}

function registerResources(server: McpServer): void {
  const plain = {
    uri: 'test://static-text',
    mimeType: 'text/plain',
    text: 'This is the content of the static text resource.',
  };
  server.registerResource(
    'static-text',
    plain.uri,
    { description: 'Text', mimeType: plain.mimeType },
    async () => ({ contents: [plain] }),
  );
  const binary = { uri: 'test://static-binary', mimeType: 'image/png', blob: pixel };
  server.registerResource(
    'static-binary',
    binary.uri,
    { description: 'Bytes', mimeType: binary.mimeType },
    async () => ({ contents: [binary] }),
  );
  for (const method of ['resources/subscribe', 'resources/unsubscribe'] as const)
    server.server.setRequestHandler(method, () => ({}));
  server.registerResource(
    'template',
    new ResourceTemplate('test://template/{id}/data', { list: undefined }),
    { description: 'A template', mimeType: 'application/json' },
    async (uri, { id }) => {
      const body = JSON.stringify({ id, templateTest: true, data: `Data for ID: ${String(id)}` });
      return { contents: [{ uri: uri.href, mimeType: 'application/json', text: body }] };
    },
  );
}

function registerPrompts(server: McpServer): void {
  const says = (value: string) => ({
    role: 'user' as const,
    content: { type: 'text' as const, text: value },
  });
  server.registerPrompt('test_simple_prompt', { description: 'Simple' }, async () => ({
    messages: [says('This is a simple prompt for testing.')],
  }));
  const argsSchema = z.object({ arg1: z.string(), arg2: z.string() });
  server.registerPrompt(
    'test_prompt_with_arguments',
    { description: 'With arguments', argsSchema },
    async ({ arg1, arg2 }) => ({
      messages: [says(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)],
    }),
  );
  server.registerPrompt(
    'test_prompt_with_embedded_resource',
    { description: 'With a resource', argsSchema: z.object({ resourceUri: z.string() }) },
    async ({ resourceUri: uri }) => ({
      messages: [
        {
          role: 'user',
          content: {
            type: 'resource',
            resource: { uri, mimeType: 'text/plain', text: 'Embedded resource content for testing.' },
          },
        },
        says('Please process the embedded resource above.'),
      ],
    }),
  );
  server.registerPrompt('test_prompt_with_image', { description: 'With an image' }, async () => ({
    messages: [
      { role: 'user', content: { type: 'image', data: pixel, mimeType: 'image/png' } },
      says('Please analyze the image above.'),
    ],
  }));
  server.registerPrompt(
    'test_input_required_result_prompt',
    { description: 'Asks first' },
    async (context) => {
      const schema = z.object({ context: z.string() });
      const answer = acceptedContent(context.mcpReq.inputResponses, 'user_context', schema);
      const elicit = inputRequired.elicit({
        message: 'What context should the prompt use?',
        requestedSchema: schema,
      });
      if (answer === undefined) return inputRequired({ inputRequests: { user_context: elicit } });
      return { messages: [says(`Context: ${answer.context}`)] };
    },
  );
  server.server.setRequestHandler('completion/complete', async () => ({
    completion: { values: ['paris', 'park', 'party'], total: 3, hasMore: false },
  }));
}
