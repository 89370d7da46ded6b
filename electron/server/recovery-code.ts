/** The recovery code of a first start: in memory alone, from the server's output until a person says that it is kept. */

export interface RecoveryCode {
  hold(code: string): void;
  /** Nothing when there was no first start, or it is acknowledged. */
  read(): string | undefined;
  /** Forgets it. */
  noted(): void;
}

export function createRecoveryCode(): RecoveryCode {
  let held: string | undefined;
  return {
    hold: (code) => (held = code),
    read: () => held,
    noted: () => (held = undefined),
  };
}
