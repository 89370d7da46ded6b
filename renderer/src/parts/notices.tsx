/** Short messages at the foot of the page: what was done, with a way back, and what went wrong, to be copied. */
import { useLingui } from '@lingui/react/macro';
import { X } from 'lucide-react';
import { createContext, useContext, useMemo, useState, type ReactNode } from 'react';
import { KeepsakeError } from '../../../contract/index.ts';
import { CopyButton } from './copy-button.tsx';
import { Message, wordsOf } from './words.tsx';

interface Notice {
  readonly id: number;
  readonly text: string;
  readonly tone: 'plain' | 'error';
  readonly code?: string | undefined;
  readonly undo?: (() => void) | undefined;
}

interface Notices {
  readonly show: (text: string, undo?: () => void) => void;
  readonly showError: (error: unknown) => void;
}

/** Toasts: `show` with the way back that “Undo” takes, `showError` for what a change was refused with. */
const Context = createContext<Notices | undefined>(undefined);
const shownMs = 15_000;

export function useNotices(): Notices {
  const notices = useContext(Context);
  if (notices === undefined) throw new Error('notices are used outside their provider');
  return notices;
}

export function NoticeProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<readonly Notice[]>([]);
  const value = useMemo<Notices>(() => {
    let next = 1;
    const add = (notice: Omit<Notice, 'id'>) => {
      const id = next++;
      setShown((all) => [...all.filter(({ text }) => text !== notice.text).slice(-2), { ...notice, id }]);
      // An error stays until it is read and closed.
      if (notice.tone === 'plain')
        setTimeout(() => setShown((all) => all.filter((one) => one.id !== id)), shownMs);
    };
    return {
      show: (text, undo) => add({ text, tone: 'plain', undo }),
      showError: (error) =>
        add({
          text: wordsOf(error),
          tone: 'error',
          code: error instanceof KeepsakeError ? error.code : undefined,
        }),
    };
  }, []);
  const close = (id: number) => setShown((all) => all.filter((notice) => notice.id !== id));
  return (
    <Context.Provider value={value}>
      {children}
      <output className="notices">
        {shown.map((notice) => (
          <NoticeLine key={notice.id} notice={notice} onClose={() => close(notice.id)} />
        ))}
      </output>
    </Context.Provider>
  );
}

function NoticeLine({ notice, onClose }: { notice: Notice; onClose: () => void }) {
  const { t } = useLingui();
  const { text, tone, code, undo } = notice;
  return (
    <div className={`notice ${tone}`}>
      <span>
        <Message text={text} />
      </span>
      {undo !== undefined && (
        <button type="button" onClick={() => (undo(), onClose())}>
          {t`Undo`}
        </button>
      )}
      {tone === 'error' && (
        <CopyButton text={code === undefined ? text : `${text} (${code})`} label={t`Copy`} />
      )}
      <button type="button" className="close" aria-label={t`Close this message`} onClick={onClose}>
        <X size={16} aria-hidden />
      </button>
    </div>
  );
}
