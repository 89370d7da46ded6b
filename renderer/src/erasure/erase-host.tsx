/** Where the dialog of permanent deletion stands: beside the screens, one at a time. */
import { useRegistered } from '../data/registry.ts';
import { asked } from './asking.ts';
import { EraseDialog } from './erase-dialog.tsx';

export default function EraseHost() {
  const [open] = useRegistered(asked);
  if (open === undefined) return null;
  const { target, name, close, onErased } = open;
  return (
    <EraseDialog
      key={target.id}
      target={target}
      name={name}
      onClose={close}
      {...(onErased === undefined ? {} : { onErased })}
    />
  );
}
