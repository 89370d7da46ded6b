/** A picture, as large as wanted, with what was recognised in it: marked where it stands, and as text below. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { PreviewPassage } from '../../../contract/operations/previews.ts';
import { ErrorState } from '../parts/list-state.tsx';
import { bytesUrl, usePassages, type PreviewFile } from './queries.ts';
import { ViewerBox } from './viewer-box.tsx';
import { ZoomBar } from './zoom-bar.tsx';

export function ImageView({ file, cited }: { file: PreviewFile; cited: PreviewPassage | undefined }) {
  const { t } = useLingui();
  const [zoom, setZoom] = useState(1);
  const [size, setSize] = useState<{ width: number; height: number }>();
  const [failed, setFailed] = useState(false);
  const found = usePassages(file, undefined);
  const passages = found.data?.pages.flatMap((page) => (page.state === 'okay' ? page.items : [])) ?? [];
  const name = file.name;
  if (failed) return <ErrorState error={new Error(t`“${name}” is no picture that can be shown here.`)} />;
  return (
    <>
      <div className="viewer-bar">
        <ZoomBar zoom={zoom} onZoom={setZoom} />
      </div>
      <ViewerBox className="viewer pictured" label={t`Picture`}>
        <figure
          dir="ltr"
          style={{
            inlineSize: `${zoom * 100}%`,
            ...(size && { maxInlineSize: `${size.width * Math.max(zoom, 1)}px` }),
          }}
        >
          <img
            src={bytesUrl(file)}
            alt={passages.map(({ text }) => text).join(' ') || name}
            onLoad={({ currentTarget: { naturalWidth: width, naturalHeight: height } }) =>
              setSize({ width, height })
            }
            onError={() => setFailed(true)}
          />
          <PictureBox cited={cited} size={size} />
        </figure>
      </ViewerBox>
      {passages.length > 0 && (
        <section className="recognised" aria-label={t`Recognised text`}>
          <h2>
            <Trans>Recognised text</Trans>
          </h2>
          {passages.map(({ number, text }) => (
            <p key={number} className={number === cited?.number ? 'text cited' : 'text'}>
              {text}
            </p>
          ))}
        </section>
      )}
    </>
  );
}

function PictureBox({
  cited,
  size,
}: {
  cited: PreviewPassage | undefined;
  size: { width: number; height: number } | undefined;
}) {
  const [left, top, right, bottom] = cited?.citation.box ?? [];
  if (size === undefined || left === undefined || top === undefined) return null;
  if (right === undefined || bottom === undefined) return null;
  const share = (value: number, of: number) => `${(value / of) * 100}%`;
  return (
    <div
      className="cited-box"
      style={{
        left: share(left, size.width),
        top: share(top, size.height),
        width: share(right - left, size.width),
        height: share(bottom - top, size.height),
      }}
    />
  );
}
