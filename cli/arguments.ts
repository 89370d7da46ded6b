/** Values of options: what the command line says, as numbers. */
import { InvalidArgumentError } from 'commander';

/** A number of things. */
export function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It is not a number from 1 up.');
  return value;
}

/** A time in seconds, a day at most. */
export function seconds(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 86_400)
    throw new InvalidArgumentError('It is not a number of seconds from 0 to 86400.');
  return value;
}

/** A TCP port. */
export function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535)
    throw new InvalidArgumentError('It is not a port from 0 to 65535.');
  return value;
}

/** Where to listen, such as 9464 or 0.0.0.0:9464; this computer alone where no host is named. */
export function address(text: string): { host: string; port: number } {
  const [, host = '127.0.0.1', digits = ''] = /^(?:\[?([^\]]+)\]?:)?(\d+)$/.exec(text) ?? [];
  if (digits === '') throw new InvalidArgumentError('It is not a port or HOST:PORT.');
  return { host, port: port(digits) };
}

/** Names with commas between them, added to those before. */
export function names(text: string, before: readonly string[] = []): string[] {
  const added = text.split(',').map((name) => name.trim());
  return [...before, ...added.filter((name) => name !== '')];
}

/** A span of time; 0 stands for no end. */
export function minutes(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0)
    throw new InvalidArgumentError('It is not a number of minutes from 0 up.');
  return value;
}

const unitBytes: Readonly<Record<string, number>> = {
  '': 1,
  K: 1024,
  M: 1024 ** 2,
  G: 1024 ** 3,
  T: 1024 ** 4,
};

/** A size such as 500MB, in bytes. */
export function byteCount(text: string): number {
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)\s*([KMGT]?)(?:i?B)?$/i.exec(text) ?? [];
  const bytes = Math.floor(Number(digits) * (unitBytes[unit.toUpperCase()] ?? Number.NaN));
  if (!Number.isSafeInteger(bytes) || bytes < 1)
    throw new InvalidArgumentError('It is not a size such as 500MB or 2GB.');
  return bytes;
}
