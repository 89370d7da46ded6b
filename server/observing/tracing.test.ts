/** When traces are made, and which traces of callers are gone on with. */
import { expect, it, test } from 'vitest';
import { isTracingWanted, spanContextOf } from './tracing.ts';

test('traces are made where an endpoint is set, and nothing turns them off', () => {
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };
  expect(isTracingWanted({})).toBe(false);
  expect(isTracingWanted({ OTEL_EXPORTER_OTLP_ENDPOINT: '' })).toBe(false);
  expect(isTracingWanted(endpoint)).toBe(true);
  expect(isTracingWanted({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://collector:4318/v1/traces' })).toBe(
    true,
  );
  expect(isTracingWanted({ ...endpoint, OTEL_SDK_DISABLED: 'true' })).toBe(false);
  expect(isTracingWanted({ ...endpoint, OTEL_TRACES_EXPORTER: 'none' })).toBe(false);
});

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const span = '00f067aa0ba902b7';

it.each([
  undefined,
  '',
  `00-${trace}-${span}`,
  `00-${trace.toUpperCase()}-${span}-01`,
  `00-${'0'.repeat(32)}-${span}-01`,
  `00-${trace}-${'0'.repeat(16)}-01`,
])('a header %s names no trace', (header) => {
  expect(spanContextOf(header)).toBeUndefined();
});

it('a header names a trace, and whether it is kept', () => {
  const known = { traceId: trace, spanId: span, isRemote: true };
  expect(spanContextOf(`00-${trace}-${span}-01`)).toEqual({ ...known, traceFlags: 1 });
  expect(spanContextOf(`00-${trace}-${span}-00`)).toEqual({ ...known, traceFlags: 0 });
});
