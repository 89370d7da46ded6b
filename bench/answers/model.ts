/** A language model behind an endpoint that speaks OpenAI's chat completions, as Ollama, LM Studio and vLLM do. */
import { setTimeout } from 'node:timers/promises';
import { fetch } from 'undici';

export interface Model {
  readonly name: string;
  /** Its answer to one message, at temperature 0. */
  ask(message: string): Promise<string>;
}

export interface ModelOptions {
  /** Such as `http://localhost:11434/v1`. */
  readonly url: string;
  /** The first that the endpoint lists, unless given. */
  readonly name?: string | undefined;
  readonly secret?: string | undefined;
}

const maxAttempts = 4;
const timeoutMs = 120_000;

export async function openModel({ url, name, secret }: ModelOptions): Promise<Model> {
  const base = url.replace(/\/+$/, '');
  const headers = {
    'content-type': 'application/json',
    ...(secret === undefined ? {} : { authorization: `Bearer ${secret}` }),
  };

  async function call(path: string, body?: unknown): Promise<unknown> {
    for (let attempt = 1; ; attempt++) {
      const response = await fetch(`${base}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers,
        signal: AbortSignal.timeout(timeoutMs),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (response.ok) return response.json();
      const text = await response.text();
      if (attempt === maxAttempts || (response.status !== 429 && response.status < 500))
        throw new Error(`the model's endpoint answered ${response.status}: ${text.slice(0, 200)}`);
      await setTimeout(Number(response.headers.get('retry-after') ?? attempt) * 1_000);
    }
  }

  const model = name ?? (await firstModel(() => call('/models')));
  return {
    name: model,
    async ask(message) {
      const messages = [{ role: 'user', content: message }];
      const answer = await call('/chat/completions', { model, messages, temperature: 0 });
      const { choices } = answer as { choices?: { message?: { content?: string } }[] };
      const content = choices?.[0]?.message?.content;
      if (content === undefined) throw new Error("the model's endpoint answered without a message");
      return content.trim();
    },
  };
}

async function firstModel(list: () => Promise<unknown>): Promise<string> {
  const { data } = (await list()) as { data?: { id: string }[] };
  const id = data?.[0]?.id;
  if (id === undefined) throw new Error('the endpoint lists no model: say which with --model NAME');
  return id;
}
