/** One conflict: what it is about, both sides with their writers, and what can be done. */
import { Trans, useLingui } from '@lingui/react/macro';
import { FileText, Lightbulb, Pencil } from 'lucide-react';
import type { Conflict } from '../../../contract/index.ts';
import { hashOf } from '../data/route.ts';
import { Button } from '../parts/button.tsx';
import { Badge } from '../parts/status.tsx';
import { When, writerInWords } from '../parts/words.tsx';
import { FlaggedText } from '../review/flags.tsx';
import { idOfSide, useResolving, type Side } from './resolving.ts';

interface ConflictCardProps {
  readonly conflict: Conflict;
  readonly project: string;
  readonly onEdit: () => void;
}

export function ConflictCard({ conflict, project, onEdit }: ConflictCardProps) {
  const { t } = useLingui();
  const resolve = useResolving(conflict);
  const { subject, attribute, sides, project_id } = conflict;
  const title = subject === '' ? attribute : t`${attribute} of ${subject}`;
  return (
    <article className="card conflict" aria-label={title}>
      <div className="line">
        <h2 className="subject" dir="auto">
          {title}
        </h2>
        <small>{project}</small>
      </div>
      <div className="sides">
        {sides.map((side, index) => (
          <SideOf
            key={idOfSide(side)}
            side={side}
            isNewer={index === 1}
            projectId={project_id}
            isBusy={resolve.isPending}
            onKeep={() => resolve.mutate({ resolution: 'keep', keep: idOfSide(side) })}
          />
        ))}
      </div>
      <div className="form-foot">
        <Button isBusy={resolve.isPending} onClick={() => resolve.mutate({ resolution: 'both' })}>
          {t`Keep both`}
        </Button>
        <Button icon={Pencil} onClick={onEdit}>{t`Write it anew`}</Button>
      </div>
    </article>
  );
}

interface SideProps {
  readonly side: Side;
  readonly isNewer: boolean;
  readonly projectId: string;
  readonly isBusy: boolean;
  readonly onKeep: () => void;
}

function SideOf({ side, isNewer, projectId, isBusy, onKeep }: SideProps) {
  const { t } = useLingui();
  const { memory, document, value } = side;
  const Icon = memory === undefined ? FileText : Lightbulb;
  return (
    <div className="side">
      <div className="line">
        <Badge tone={isNewer ? 'okay' : 'plain'}>{isNewer ? t`Newer` : t`Older`}</Badge>
        <Icon size={16} strokeWidth={1.5} aria-hidden />
      </div>
      <strong className="side-value" dir="auto">
        {value}
      </strong>
      {memory === undefined ? (
        <p className="text" dir="auto">
          {document?.text}
        </p>
      ) : (
        <FlaggedText text={memory.content} flags={memory.flags} />
      )}
      <small>
        {memory === undefined ? (
          <a href={hashOf({ page: 'project', projectId, section: 'documents', detail: document?.id })}>
            {document?.name}
          </a>
        ) : (
          <a href={hashOf({ page: 'project', projectId, section: 'memories', detail: memory.id })}>
            {writerInWords(memory.written_by)}
          </a>
        )}
        {memory !== undefined && (
          <>
            {' · '}
            <When time={memory.updated_at} />
          </>
        )}
      </small>
      <Button isBusy={isBusy} aria-label={t`Keep this: ${value}`} onClick={onKeep}>
        <Trans>Keep this</Trans>
      </Button>
    </div>
  );
}
