/** Gives the page its uploads, which go on when another screen is opened. */
import { createContext, useContext, useEffect, useState, useSyncExternalStore, type ReactNode } from 'react';
import { useReadAgain } from '../data/queries.ts';
import { UploadQueue } from './queue.ts';

const Context = createContext<UploadQueue | undefined>(undefined);

export function UploadProvider({ children }: { children: ReactNode }) {
  const readAgain = useReadAgain();
  const [queue] = useState(() => new UploadQueue(readAgain));
  useEffect(() => {
    // Leaving the page would end them.
    const ask = (event: BeforeUnloadEvent) => {
      if (queue.all().some(({ stage }) => stage !== 'failed' && stage !== 'done')) event.preventDefault();
    };
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [queue]);
  return <Context.Provider value={queue}>{children}</Context.Provider>;
}

export function useUploads() {
  const queue = useContext(Context);
  if (queue === undefined) throw new Error('uploads are used outside their provider');
  return { queue, uploads: useSyncExternalStore(queue.subscribe, queue.all) };
}
