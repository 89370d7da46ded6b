/** What answers an operation of the contract by REST. */
import type { Context } from 'hono';
import type { z } from 'zod';
import type { OperationName, Operations } from '../../../contract/index.ts';
import type { Call, Caller } from '../../services/caller.ts';
import type { IncomingFile } from '../../services/drive.ts';

/** A request once it is authenticated and its input parsed. */
export interface Request<Input> {
  readonly input: Input;
  readonly caller: Caller;
  readonly call: Call;
  readonly context: Context;
  /** Of a multipart body. */
  readonly file: IncomingFile | undefined;
}

type Handler<Name extends OperationName> = (
  request: Request<z.output<Operations[Name]['input']>>,
) => Promise<Operations[Name] extends { binary: true } ? Response : z.output<Operations[Name]['output']>>;

export type Handlers = { readonly [Name in OperationName]: Handler<Name> };
