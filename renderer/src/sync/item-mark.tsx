/** The mark of a file or folder: that it waits, was refused, is in the cloud, on its way, or kept here on purpose. */
import { t } from '@lingui/core/macro';
import {
  CircleCheck,
  Cloud,
  CloudAlert,
  CloudDownload,
  CloudUpload,
  GitMerge,
  TriangleAlert,
  type LucideIcon,
} from 'lucide-react';
import { Hint } from '../parts/tooltip.tsx';
import { useCarrier, type ItemStates } from './item-states.ts';

interface Mark {
  readonly icon: LucideIcon;
  readonly text: string;
  readonly isTrouble?: boolean;
}

/** Nothing for what is here and there alike. */
export function ItemMark({ id, states }: { id: string; states: ItemStates }) {
  const files = useCarrier()?.files;
  const refused = files?.refused.find((one) => one.id === id)?.reason;
  const mark = markOf(states.states[id], states.bytes[id], refused);
  if (mark === undefined) return null;
  const { icon: Icon, text, isTrouble = false } = mark;
  return (
    <Hint text={text}>
      <span className={isTrouble ? 'item-mark trouble' : 'item-mark'}>
        <Icon size={14} strokeWidth={1.75} aria-hidden />
        <span className="unseen">{text}</span>
      </span>
    </Hint>
  );
}

/** What needs a person comes first. @param refused why the server did not take it */
export function markOf(
  state: ItemStates['states'][string] | undefined,
  bytes: ItemStates['bytes'][string] | undefined,
  refused?: string,
): Mark | undefined {
  if (state === 'refused')
    return {
      icon: TriangleAlert,
      isTrouble: true,
      text: refused === undefined ? t`The server did not take it` : t`The server did not take it: ${refused}`,
    };
  if (state === 'clash')
    return { icon: GitMerge, isTrouble: true, text: t`Changed on two devices: see Conflicts` };
  if (state === 'waiting') return { icon: CloudUpload, text: t`Waits to be sent` };
  if (bytes === undefined) return undefined;
  const { place, keep, own, received_bytes: received, problem } = bytes;
  if (place === 'remote' && received !== null)
    return { icon: CloudDownload, text: t`Is being fetched from the server` };
  if (place === 'remote' && problem !== null)
    return { icon: CloudAlert, isTrouble: true, text: t`Could not be fetched: ${problem}` };
  if (place === 'remote' && keep === 'here') return { icon: CloudDownload, text: t`Waits to be fetched` };
  if (place === 'remote') return { icon: Cloud, text: t`In the cloud: fetched when it is opened` };
  if (own && keep === 'here') return { icon: CircleCheck, text: t`Kept on this computer` };
  if (own && keep === 'placeholder' && place === null)
    return { icon: Cloud, text: t`Files in it are in the cloud, and fetched when they are opened` };
  return undefined;
}
