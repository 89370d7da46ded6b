/** The same for many things, a few at a time. */

/** @returns the results in the order of the inputs. @throws the first error, when those that run have ended */
export async function inLanes<Input, Result>(
  inputs: readonly Input[],
  lanes: number,
  run: (input: Input) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let at = next++; at < inputs.length; at = next++) results[at] = await run(inputs[at] as Input);
  };
  const ended = await Promise.allSettled(Array.from({ length: Math.min(lanes, inputs.length) }, lane));
  const failed = ended.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return results;
}
