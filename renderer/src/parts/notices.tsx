/** Short messages at the foot of the page: what was done, with a way back, and what went wrong, to be copied. */
import { createContext, useContext, useMemo, useState, type ReactNode } from 'react';
import { KeepsakeError } from '../../../contract/index.ts';

interface Notice {
  readonly id: number;
  readonly text: string;
  readonly tone: 'plain' | 'error';
  readonly undo?: (() => void) | undefined;
}

interface Notices {
  readonly show: (text: string, undo?: () => void) => void;
  readonly showError: (error: unknown) => void;
}

const Context = createContext<Notices | undefined>(undefined);
const shownMs = 8_000;

export function useNotices(): Notices {
  const notices = useContext(Context);
  if (notices === undefined) throw new Error('notices are used outside their provider');
  return notices;
}

export function NoticeProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<readonly Notice[]>([]);
  const value = useMemo<Notices>(() => {
    let next = 1;
    const close = (id: number) => setShown((all) => all.filter((notice) => notice.id !== id));
    const add = (notice: Omit<Notice, 'id'>) => {
      const id = next++;
      setShown((all) => [...all.slice(-2), { ...notice, id }]);
      // An error stays until it is read and closed.
      if (notice.tone === 'plain') setTimeout(() => close(id), shownMs);
    };
    return {
      show: (text, undo) => add({ text, tone: 'plain', undo }),
      showError: (error) => add({ text: wordsOf(error), tone: 'error' }),
    };
  }, []);
  const close = (id: number) => setShown((all) => all.filter((notice) => notice.id !== id));
  return (
    <Context.Provider value={value}>
      {children}
      <output className="notices">
        {shown.map((notice) => (
          <div key={notice.id} className={`notice ${notice.tone}`}>
            <span>{notice.text}</span>
            {notice.undo !== undefined && (
              <button type="button" onClick={() => (notice.undo?.(), close(notice.id))}>
                Undo
              </button>
            )}
            {notice.tone === 'error' && (
              <button type="button" onClick={() => void navigator.clipboard.writeText(notice.text)}>
                Copy
              </button>
            )}
            <button type="button" aria-label="Close this message" onClick={() => close(notice.id)}>
              ✕
            </button>
          </div>
        ))}
      </output>
    </Context.Provider>
  );
}

/** What an error says to a person. */
export function wordsOf(error: unknown): string {
  if (error instanceof KeepsakeError) return `${error.message} (${error.code})`;
  return error instanceof Error ? error.message : String(error);
}
