/** Roles and scopes in the words of the page. */
import { t } from '@lingui/core/macro';
import { roles, type Role, type TokenScope } from '../../../contract/roles.ts';

export function roleInWords(role: Role): string {
  const words: Record<Role, string> = {
    reader: t`Reader`,
    member: t`Member`,
    admin: t`Admin`,
    owner: t`Owner`,
  };
  return words[role];
}

/** What somebody with the role may. */
export function roleMeaning(role: Role): string {
  const words: Record<Role, string> = {
    reader: t`reads and searches everything, and changes nothing`,
    member: t`reads and writes memories, documents and projects`,
    admin: t`manages people, keys and settings as well`,
    owner: t`may everything, also delete permanently`,
  };
  return words[role];
}

export function roleOptions() {
  return roles.map((value) => ({ value, label: roleInWords(value) }));
}

export function scopeOptions() {
  const words: Record<TokenScope, string> = {
    read: t`only read`,
    write: t`read and write`,
    manage: t`everything that I may`,
  };
  return (['read', 'write', 'manage'] as const).map((value) => ({ value, label: words[value] }));
}
