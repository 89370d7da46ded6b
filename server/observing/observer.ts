/** What watches a server at work: measurements, traces, both or neither. It sees names and times, never contents or ids. */

/** One step of a request or job. */
export interface Step {
  readonly part: 'store' | 'blobs';
  /** The method that is called, such as `commit`. */
  readonly name: string;
}

export interface ObservedRequest {
  readonly method: string;
  /** Of the caller's trace, in the form of W3C Trace Context. */
  readonly traceparent: string | undefined;
  /** What became of it, once it is answered: the route is its pattern, such as `/api/v1/projects/:id`. */
  readonly answered: () => { readonly route: string; readonly status: number };
}

export interface Observer {
  /** Runs the step and notes what it took. */
  step<T>(step: Step, work: () => Promise<T>): Promise<T>;
  /** Runs a request until its answer begins. */
  request(request: ObservedRequest, work: () => Promise<void>): Promise<void>;
  /** Counts bytes of contents. */
  moved(direction: 'read' | 'written', bytes: number): void;
}

/** One observer that is both: the outer sees what the inner costs too. */
export function both(outer: Observer, inner: Observer): Observer {
  return {
    step: (step, work) => outer.step(step, () => inner.step(step, work)),
    request: (request, work) => outer.request(request, () => inner.request(request, work)),
    moved(direction, bytes) {
      outer.moved(direction, bytes);
      inner.moved(direction, bytes);
    },
  };
}
