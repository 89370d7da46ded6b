/** Roles of people, scopes of their tokens, and how the two are compared. */
import { z } from 'zod';

/** Each may what the one before may, and more. */
export const roles = ['reader', 'member', 'admin', 'owner'] as const;
export const role = z.enum(roles);
export type Role = z.infer<typeof role>;

/** What a caller may: a role, or what only who runs the server may. */
export const standing = z.enum([...roles, 'operator']);
export type Standing = z.infer<typeof standing>;

export const tokenScope = z.enum(['read', 'write', 'manage']);
export type TokenScope = z.infer<typeof tokenScope>;

/** The most that a token of each scope lets its person do. */
const mostOf: Record<TokenScope, Role> = { read: 'reader', write: 'member', manage: 'owner' };

/** Whether `has` may what needs `least`. */
export function mayAs(has: Standing, least: Standing): boolean {
  return standing.options.indexOf(has) >= standing.options.indexOf(least);
}

/** What a person may with a token: their role, or less. */
export function cappedRole(own: Role, scope: TokenScope): Role {
  const most = mostOf[scope];
  return mayAs(own, most) ? most : own;
}

/** The scope that covers what a role may. */
export function scopeFor(least: Standing): TokenScope {
  if (least === 'reader') return 'read';
  return least === 'member' ? 'write' : 'manage';
}
