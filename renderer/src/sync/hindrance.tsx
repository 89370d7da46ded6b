/** What keeps the bytes of files from coming here, with what to do about it. */
import { Trans } from '@lingui/react/macro';
import type { SyncState } from '../../../contract/operations/links.ts';
import { useItem } from '../drive/queries.ts';
import { Banner } from '../parts/status.tsx';
import { Message } from '../parts/words.tsx';

type Files = NonNullable<SyncState['files']>;

export function Hindrance({ files }: { files: Files }) {
  const { hindrance } = files.bytes;
  return hindrance === null ? null : (
    <>
      <Banner tone="warning">
        <Words files={files} hindrance={hindrance} />
      </Banner>
      {hindrance === 'missing' && <Missing files={files} />}
    </>
  );
}

function Words({ files, hindrance }: { files: Files; hindrance: NonNullable<Files['bytes']['hindrance']> }) {
  if (hindrance === 'paused')
    return <Trans>Nothing comes while sync is paused. Resume it, and the files come.</Trans>;
  if (hindrance === 'metered')
    return (
      <Trans>
        Nothing comes while the connection costs by volume. Change that under “Limits”, and the files come.
      </Trans>
    );
  if (hindrance === 'missing')
    return (
      <Trans>
        The server cannot give what is left. “Sync now” tries again; otherwise leave it in the cloud, or
        delete it for good.
      </Trans>
    );
  const problem = files.bytes.problem ?? files.problem;
  return (
    <>
      <Trans>Nothing comes now. It goes on by itself once that is over.</Trans>
      {problem !== null && (
        <small className="under">
          <Message text={problem.message} />
        </small>
      )}
    </>
  );
}

const mostNamed = 5;

function Missing({ files }: { files: Files }) {
  const { missing } = files.bytes;
  return (
    <ul>
      {missing.slice(0, mostNamed).map(({ id }) => (
        <Named key={id} id={id} />
      ))}
      {missing.length > mostNamed && <li>…</li>}
    </ul>
  );
}

function Named({ id }: { id: string }) {
  const { data } = useItem(id);
  return (
    <li>
      <bdi>{data?.name ?? id}</bdi>
    </li>
  );
}
