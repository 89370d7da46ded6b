/** Asks what to do when a folder holds a name already: keep both, replace as a new version, or skip; once or for all. */
import { Trans, useLingui } from '@lingui/react/macro';
import { createContext, useContext, useMemo, useRef, useState, type ReactNode } from 'react';
import { Button } from '../parts/button.tsx';
import { Checkbox } from '../parts/choices.tsx';
import { Dialog } from '../parts/dialog.tsx';

export type Rule = 'rename' | 'replace' | 'skip';

interface Collision {
  readonly name: string;
  /** A folder cannot be replaced. */
  readonly canReplace: boolean;
  /** Whether others of the same work may collide too. */
  readonly hasMore: boolean;
}

/** Made for one piece of work: remembers what was answered “for all”. */
export type Asker = (collision: Collision) => Promise<Rule>;

const Context = createContext<(() => Asker) | undefined>(undefined);

export function useCollisions(): () => Asker {
  const newAsker = useContext(Context);
  if (newAsker === undefined) throw new Error('collisions are used outside their provider');
  return newAsker;
}

interface Asked extends Collision {
  readonly answer: (rule: Rule, forAll: boolean) => void;
}

/** One question at a time, whoever asks. */
export function CollisionProvider({ children }: { children: ReactNode }) {
  const [asked, setAsked] = useState<Asked>();
  const last = useRef<Promise<unknown>>(Promise.resolve());
  const newAsker = useMemo(
    () => (): Asker => {
      let always: Rule | undefined;
      const ask = (collision: Collision) =>
        new Promise<Rule>((resolve) => {
          const known = always === 'replace' && !collision.canReplace ? undefined : always;
          if (known !== undefined) return resolve(known);
          setAsked({
            ...collision,
            answer: (rule, forAll) => {
              if (forAll) always = rule;
              setAsked(undefined);
              resolve(rule);
            },
          });
        });
      return (collision) => {
        const answer = last.current.then(() => ask(collision));
        last.current = answer;
        return answer;
      };
    },
    [],
  );
  return (
    <Context.Provider value={newAsker}>
      {children}
      {asked !== undefined && <Question key={asked.name} asked={asked} />}
    </Context.Provider>
  );
}

function Question({ asked: { name, canReplace, hasMore, answer } }: { asked: Asked }) {
  const { t } = useLingui();
  const [forAll, setForAll] = useState(false);
  return (
    <Dialog title={t`“${name}” is there already`} onClose={() => answer('skip', false)}>
      <div className="dialog-body prose">
        <p>
          {canReplace ? (
            <Trans>
              Keep both and the new one gets a number. Replace, and it becomes the newest version; the older
              ones stay. Skip, and nothing changes.
            </Trans>
          ) : (
            <Trans>Keep both and the new one gets a number. Skip, and nothing changes.</Trans>
          )}
        </p>
        {hasMore && (
          <Checkbox label={t`Do the same for all the others`} isChecked={forAll} onChange={setForAll} />
        )}
      </div>
      <div className="dialog-foot">
        <Button onClick={() => answer('skip', forAll)}>{t`Skip`}</Button>
        {canReplace && <Button onClick={() => answer('replace', forAll)}>{t`Replace`}</Button>}
        <Button look="primary" onClick={() => answer('rename', forAll)}>{t`Keep both`}</Button>
      </div>
    </Dialog>
  );
}
