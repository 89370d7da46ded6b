/** Gives the page its uploads, which go on when another screen is opened. */
import {
  createContext,
  useContext,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
  type ReactNode,
} from 'react';
import { useReadAgain } from '../data/change.ts';
import { CollisionProvider, useCollisions } from '../drive/collision.tsx';
import { isOver, isThere, UploadQueue } from './queue.ts';

const Context = createContext<UploadQueue | undefined>(undefined);

export function UploadProvider({ children }: { children: ReactNode }) {
  return (
    <CollisionProvider>
      <Provider>{children}</Provider>
    </CollisionProvider>
  );
}

function Provider({ children }: { children: ReactNode }) {
  const readAgain = useReadAgain();
  const newAsker = useCollisions();
  const [queue] = useState(() => new UploadQueue({ onDone: readAgain, newAsker }));
  useEffect(() => {
    // Leaving the page would end them.
    const ask = (event: BeforeUnloadEvent) => {
      if (queue.all().some((upload) => !isOver(upload) && !isThere(upload))) event.preventDefault();
    };
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [queue]);
  return <Context.Provider value={queue}>{children}</Context.Provider>;
}

/** `uploads`: those whose file is not in the drive yet; `all`: also those that are, until they are put away. */
export function useUploads() {
  const queue = useContext(Context);
  if (queue === undefined) throw new Error('uploads are used outside their provider');
  const all = useSyncExternalStore(queue.subscribe, queue.all);
  const uploads = useMemo(() => all.filter((upload) => !isThere(upload)), [all]);
  return { queue, all, uploads };
}
