/** No password in an address, and no connection beyond this computer that could be read or answered by others. */
import { describe, expect, it } from 'vitest';
import { connectionTo } from './address.ts';

describe('the address of a database', () => {
  it.each([
    'postgres://keepsake:secret-7431@db.example/keepsake',
    'postgres://keepsake@db.example/keepsake?password=secret-7431',
    'mysql://keepsake@db.example/keepsake',
    'nowhere secret-7431',
  ])('%s is refused without being repeated', (url) => {
    expect(() => connectionTo({ url })).toThrowError(
      expect.objectContaining({
        code: 'VALIDATION_ERROR',
        message: expect.not.stringContaining('7431'),
      }) as Error,
    );
  });

  it.each([
    'postgres://keepsake@db.example/keepsake',
    'postgres://keepsake@db.example/keepsake?sslmode=disable',
    'postgres://keepsake@127.0.0.2/keepsake?ssl=false&sslmode=no-verify',
    'postgres://keepsake@localhost/keepsake?host=db.example',
  ])('%s is reached by TLS, whatever it says of it', (url) => {
    expect(connectionTo({ url, authority: 'PEM' }).ssl).toEqual({ rejectUnauthorized: true, ca: 'PEM' });
  });

  it.each([
    ['postgres://keepsake@localhost/store', { host: 'localhost' }],
    ['postgresql://keepsake@[::1]:5433/store', { host: '::1', port: 5433 }],
    ['postgres://keepsake@localhost/store?host=%2Frun%2Fpostgresql', { host: '/run/postgresql' }],
  ])('%s is of this computer', (url, place) => {
    const who = { user: 'keepsake', database: 'store' };
    expect(connectionTo({ url })).toEqual({ ...place, ...who, password: expect.any(Function) as unknown });
    expect(connectionTo({ url, password: 'x' })).toEqual({ ...place, ...who, password: 'x' });
  });
});
