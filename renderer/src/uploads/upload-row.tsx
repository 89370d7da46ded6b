/** One file on its way: how far it is, and how to stop it or try it again. */
import { FileName, RowAction, RowMain } from '../parts/row.tsx';
import { sizeInWords } from '../parts/words.tsx';
import { isLarge, type Upload, type UploadQueue } from './queue.ts';

const stages: Record<Upload['stage'], string> = {
  waiting: 'Waiting',
  uploading: 'Uploading',
  paused: 'Paused',
  storing: 'Storing',
  done: 'Uploaded',
  failed: 'Not uploaded',
};

export function UploadRow({ upload, queue }: { upload: Upload; queue: UploadQueue }) {
  const { id, file, stage, share, reason } = upload;
  const failed = stage === 'failed';
  return (
    <li>
      <RowMain icon="file">
        <FileName name={file.name} />
        {failed ? (
          <p className="problem">{reason}</p>
        ) : (
          <span className="progress">
            <progress
              {...(stage === 'storing' ? {} : { value: share })}
              max={1}
              aria-label={`Uploading ${file.name}`}
            />
            <small>
              {stage === 'uploading' || stage === 'paused'
                ? `${Math.floor(share * 100)} % of ${sizeInWords(file.size)}`
                : sizeInWords(file.size)}
            </small>
          </span>
        )}
      </RowMain>
      <span className={`status ${failed ? 'error' : 'busy'}`}>{stages[stage]}</span>
      <div className="row-actions">
        {stage === 'uploading' && isLarge(file) && (
          <RowAction label="Pause" of={`the upload of ${file.name}`} onClick={() => queue.pause(id)} />
        )}
        {stage === 'paused' && (
          <RowAction label="Resume" of={`the upload of ${file.name}`} onClick={() => queue.retry(id)} />
        )}
        {failed && (
          <RowAction label="Try again" of={`to upload ${file.name}`} onClick={() => queue.retry(id)} />
        )}
        {stage !== 'done' && (
          <RowAction
            label={failed ? 'Dismiss' : 'Cancel'}
            of={failed ? file.name : `the upload of ${file.name}`}
            onClick={() => queue.cancel(id)}
          />
        )}
      </div>
    </li>
  );
}
