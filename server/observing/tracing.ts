/** Traces of requests and their steps, sent by OTLP where the standard environment variables of OpenTelemetry say so. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Context, Span } from '@opentelemetry/api';
import type * as Sdk from '@opentelemetry/sdk-trace';
import { KeepsakeError, keepsakeVersion } from '../../contract/index.ts';
import type { Observer } from './observer.ts';

export interface Tracing extends Observer {
  /** Sends what is left. */
  close(): Promise<void>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether traces are wanted: an endpoint is set, and nothing turns them off. */
export function isTracingWanted(environment: Environment): boolean {
  const endpoint =
    environment['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] ?? environment['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? '';
  return (
    endpoint !== '' &&
    environment['OTEL_SDK_DISABLED'] !== 'true' &&
    environment['OTEL_TRACES_EXPORTER'] !== 'none'
  );
}

/** Loads OpenTelemetry and begins to trace. @throws KeepsakeError STATE_NOT_READY where it is not installed */
export async function createTracing(environment: Environment): Promise<Tracing> {
  const { api, sdk, exporting, resources } = await load();
  const named = resources.resourceFromAttributes({
    'service.name': 'keepsake',
    'service.version': keepsakeVersion,
  });
  const sampler = ratioSampler(sdk, environment);
  const provider = new sdk.TracerProvider({
    resource: named.merge(resources.detectResources({ detectors: [resources.envDetector] })),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter: new exporting.OTLPTraceExporter() })],
    ...(sampler === undefined ? {} : { sampler }),
  });
  const tracer = provider.getTracer('keepsake', keepsakeVersion);
  const under = new AsyncLocalStorage<Context>();

  async function within<T>(span: Span, parent: Context, work: () => Promise<T>): Promise<T> {
    try {
      return await under.run(api.trace.setSpan(parent, span), work);
    } catch (error) {
      // A message could hold what a person wrote; a code cannot.
      if (error instanceof KeepsakeError) span.setAttribute('error.type', error.code);
      span.setStatus({ code: api.SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  }

  return {
    step({ part, name }, work) {
      const parent = under.getStore();
      // What belongs to no request, such as looking for jobs, would be a trace of one span many times a second.
      if (parent === undefined) return work();
      const span = tracer.startSpan(`${part}.${name}`, { kind: api.SpanKind.CLIENT }, parent);
      return within(span, parent, work);
    },
    request({ method, traceparent, answered }, work) {
      const remote = spanContextOf(traceparent);
      const parent =
        remote === undefined ? api.ROOT_CONTEXT : api.trace.setSpanContext(api.ROOT_CONTEXT, remote);
      const span = tracer.startSpan(method, { kind: api.SpanKind.SERVER }, parent);
      return within(span, parent, async () => {
        await work();
        const { route, status } = answered();
        span.updateName(`${method} ${route}`);
        span.setAttributes({
          'http.request.method': method,
          'http.route': route,
          'http.response.status_code': status,
        });
        if (status >= 500) span.setStatus({ code: api.SpanStatusCode.ERROR });
      });
    },
    moved: () => undefined,
    close: () => provider.shutdown(),
  };
}

/** Reads `00-<trace>-<span>-<flags>`; undefined for anything else. */
export function spanContextOf(traceparent: string | undefined) {
  const [, traceId = '', spanId = '', flags = ''] =
    /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(traceparent ?? '') ?? [];
  if (!/[1-9a-f]/.test(traceId) || !/[1-9a-f]/.test(spanId)) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
}

/** `OTEL_TRACES_SAMPLER` where it names a ratio; a caller that decided already is followed. */
function ratioSampler(sdk: typeof Sdk, environment: Environment) {
  if (environment['OTEL_TRACES_SAMPLER']?.endsWith('traceidratio') !== true) return undefined;
  const ratio = Number(environment['OTEL_TRACES_SAMPLER_ARG'] ?? 1);
  return new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(ratio) });
}

async function load() {
  try {
    return {
      api: await import('@opentelemetry/api'),
      sdk: await import('@opentelemetry/sdk-trace'),
      exporting: await import('@opentelemetry/exporter-trace-otlp-http'),
      resources: await import('@opentelemetry/resources'),
    };
  } catch (error) {
    throw new KeepsakeError(
      'STATE_NOT_READY',
      'OpenTelemetry is asked for by OTEL_EXPORTER_OTLP_ENDPOINT, but the app and the single executable do not bring it. The container image and the npm package do.',
      undefined,
      error,
    );
  }
}
