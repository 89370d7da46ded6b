/** The keys that do something here and now. */
import { useLingui } from '@lingui/react/macro';
import { useRegistered } from '../data/registry.ts';
import { shortcuts } from '../data/shortcuts.ts';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Kbd } from '../parts/facts.tsx';

export function Help({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const all = useRegistered(shortcuts);
  return (
    <Dialog title={t`Keyboard shortcuts`} onClose={onClose}>
      <div className="dialog-body">
        <dl className="shortcuts">
          {all.map(({ keys, label }) => (
            <div key={keys}>
              <dt>{label}</dt>
              <dd>
                <Kbd keys={keys} />
              </dd>
            </div>
          ))}
        </dl>
      </div>
      <div className="dialog-foot">
        <Button onClick={onClose}>{t`Close`}</Button>
      </div>
    </Dialog>
  );
}
