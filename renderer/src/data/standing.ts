/** What the person at the page may: screens leave out what the server would refuse. */
import { KeepsakeError } from '../../../contract/index.ts';
import { mayAs, type Standing } from '../../../contract/roles.ts';
import { useServer } from './server.ts';

/** Whether the person may do what needs `least`; yes as long as that is not known. */
export function useMay(least: Standing): boolean {
  const { data } = useServer(true);
  return data === undefined || mayAs(data.caller.standing ?? 'operator', least);
}

/** Whether the page is a member's, and not that of who runs the server. */
export function useIsMember(): boolean {
  return useServer(true).data?.caller.member_id !== undefined;
}

/** What is shown in the place of something that this person may not see. */
export function insteadOfRefusal<Value>(value: Value): (error: unknown) => Value {
  return (error) => {
    if (error instanceof KeepsakeError && error.code === 'FORBIDDEN') return value;
    throw error;
  };
}
