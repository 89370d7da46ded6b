/** Values of options: what the command line says, as numbers. */
import { InvalidArgumentError } from 'commander';

/** A number of things. */
export function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It is not a number from 1 up.');
  return value;
}

/** A TCP port. */
export function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535)
    throw new InvalidArgumentError('It is not a port from 0 to 65535.');
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
