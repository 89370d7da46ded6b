/** Measurements of a server in the form that Prometheus reads. Labels are names from the code alone, so they stay few. */
import { keepsakeVersion } from '../../contract/index.ts';
import type { ObservedRequest, Observer, Step } from './observer.ts';

export interface Metrics extends Observer {
  /** A value that is read whenever somebody asks. */
  gauge(name: string, help: string, read: () => number): void;
  /** All of them, and the type that goes with the text. */
  read(): Promise<{ readonly type: string; readonly text: string }>;
}

/** Seconds, from a look-up in memory to a slow upload. */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Loads the library and begins to measure, this process itself included. */
export async function createMetrics(): Promise<Metrics> {
  const { default: client } = await import('prom-client');
  const register = new client.Registry();
  client.collectDefaultMetrics({ register });
  const registers = [register];
  new client.Gauge({ name: 'keepsake_info', help: 'The version.', labelNames: ['version'], registers })
    .labels(keepsakeVersion)
    .set(1);
  const requests = new client.Histogram({
    name: 'keepsake_request_seconds',
    help: 'Time until the answer to a request began.',
    labelNames: ['method', 'route', 'status'],
    buckets,
    registers,
  });
  const underWay = new client.Gauge({
    name: 'keepsake_requests_under_way',
    help: 'Requests whose answer has not begun.',
    registers,
  });
  const steps = new client.Histogram({
    name: 'keepsake_step_seconds',
    help: 'Time of a call to the store or to the blobs.',
    labelNames: ['part', 'name', 'outcome'],
    buckets,
    registers,
  });
  const bytes = new client.Counter({
    name: 'keepsake_blob_bytes_total',
    help: 'Bytes of contents that were read or written.',
    labelNames: ['direction'],
    registers,
  });

  async function step<T>({ part, name }: Step, work: () => Promise<T>): Promise<T> {
    const end = steps.startTimer({ part, name });
    try {
      const result = await work();
      end({ outcome: 'okay' });
      return result;
    } catch (error) {
      end({ outcome: 'error' });
      throw error;
    }
  }

  async function request({ method, answered }: ObservedRequest, work: () => Promise<void>): Promise<void> {
    const end = requests.startTimer({ method });
    underWay.inc();
    try {
      await work();
    } finally {
      underWay.dec();
      end(answered());
    }
  }

  return {
    step,
    request,
    moved: (direction, count) => bytes.inc({ direction }, count),
    gauge(name, help, read) {
      new client.Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(read());
        },
      });
    },
    read: async () => ({ type: register.contentType, text: await register.metrics() }),
  };
}
