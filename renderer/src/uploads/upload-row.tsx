/** One file on its way: how far it is, and how to stop it or try it again. */
import { useLingui } from '@lingui/react/macro';
import { FileName, RowAction, RowMain } from '../parts/row.tsx';
import { sizeInWords } from '../parts/words.tsx';
import { isLarge } from './pieces.ts';
import { isOver, isThere, type Upload, type UploadQueue } from './queue.ts';
import { stageInWords } from './stages.ts';

export function UploadRow({ upload, queue }: { upload: Upload; queue: UploadQueue }) {
  const { t } = useLingui();
  const { id, file, stage, share, reason } = upload;
  const failed = stage === 'failed';
  const name = file.name;
  const action = (label: string, onClick: () => void) => (
    <RowAction label={label} of={name} onClick={onClick} />
  );
  return (
    <li>
      <RowMain icon="file">
        <FileName name={name} />
        {failed ? (
          <p className="problem">{reason}</p>
        ) : isThere(upload) ? (
          <small>{sizeInWords(file.size)}</small>
        ) : (
          <span className="progress">
            <progress
              {...(stage === 'storing' || stage === 'hashing' ? {} : { value: share })}
              max={1}
              aria-label={t`Upload of ${name}`}
            />
            <small>
              {stage === 'uploading' || stage === 'paused'
                ? t`${Math.floor(share * 100)} % of ${sizeInWords(file.size)}`
                : sizeInWords(file.size)}
            </small>
          </span>
        )}
      </RowMain>
      <span className={`status ${failed ? 'error' : stage === 'done' ? 'okay' : 'busy'}`}>
        {stageInWords(stage)}
      </span>
      <div className="row-actions">
        {stage === 'uploading' && isLarge(file) && action(t`Pause`, () => queue.pause(id))}
        {stage === 'paused' && action(t`Resume`, () => queue.retry(id))}
        {failed && action(t`Try again`, () => queue.retry(id))}
        {action(isOver(upload) || isThere(upload) ? t`Dismiss` : t`Cancel`, () => queue.cancel(id))}
      </div>
    </li>
  );
}
