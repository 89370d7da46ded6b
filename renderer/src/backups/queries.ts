/** Backups, and what is under way. */
import { useQuery } from '@tanstack/react-query';
import { client } from '../data/client.ts';

const busyMs = 400;
const idleMs = 15_000;

export function useBackupSettings() {
  return useQuery({ queryKey: ['backup-settings'], queryFn: () => client.getBackupSettings({}) });
}

export function useBackups(isOn: boolean) {
  return useQuery({
    queryKey: ['backups'],
    enabled: isOn,
    queryFn: async () => (await client.listBackups({})).items,
    retry: false,
  });
}

/** Asked for often while something is under way. */
export function useBackupState() {
  return useQuery({
    queryKey: ['backup-state'],
    queryFn: () => client.getBackupState({}),
    refetchInterval: ({ state }) =>
      state.data === undefined || state.data.status === 'idle' ? idleMs : busyMs,
  });
}
