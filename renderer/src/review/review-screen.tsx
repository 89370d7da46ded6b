/** Writes of AI clients that wait for a person's word before anything recalls them, in every project. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { CheckCheck } from 'lucide-react';
import { useState } from 'react';
import type { Review } from '../../../contract/index.ts';
import { Button } from '../parts/button.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { Kbd } from '../parts/facts.tsx';
import { ListState } from '../parts/list-state.tsx';
import { SplitPane } from '../parts/split-pane.tsx';
import { useTitle } from '../parts/title.ts';
import { VirtualList } from '../parts/virtual-list.tsx';
import { useProjects } from '../projects/queries.ts';
import { EditReview } from './edit-review.tsx';
import { useReviews } from './queries.ts';
import { useRejecting } from './rejecting.ts';
import { ReviewBar } from './review-bar.tsx';
import { useReviewDesk } from './review-desk.ts';
import { ReviewDetail } from './review-detail.tsx';
import { ReviewRow } from './review-row.tsx';

const rowHeight = 60;

export default function ReviewScreen() {
  const { t } = useLingui();
  useTitle(t`Review`);
  const reviews = useReviews();
  const projects = useProjects();
  const [writer, setWriter] = useState('all');
  const [editing, setEditing] = useState<Review>();
  const { leaving, reject } = useRejecting();
  const all = (reviews.data ?? []).filter(({ id }) => !leaving.has(id));
  const items = all.filter(({ written_by }) => writer === 'all' || written_by.key_id === writer);
  const desk = useReviewDesk(items, { reject, edit: setEditing });
  const { open } = desk;
  const projectOf = (id: string) => projects.items.find((project) => project.id === id)?.name ?? id;
  return (
    <>
      <header>
        <div className="heading">
          <h1>
            <Trans>Review</Trans>
          </h1>
          <p className="quiet">
            <Trans>
              What AI clients wrote and you have not let through. Nothing recalls it until you do.
            </Trans>
          </p>
        </div>
      </header>
      {all.length > 0 && (
        <ReviewBar
          all={all}
          shown={items.length}
          writer={writer}
          isBusy={desk.isBusy}
          onWriter={setWriter}
          onApprove={() => desk.approve(items)}
          onReject={() => reject(items)}
        />
      )}
      <ListState list={{ ...reviews, items, retry: () => void reviews.refetch() }} empty={<NothingWaits />}>
        <SplitPane
          label={t`The open write`}
          onClose={desk.close}
          list={
            <div className="list-room">
              <VirtualList
                label={t`Writes that wait`}
                items={items}
                idOf={({ id }) => id}
                row={(review) => <ReviewRow review={review} project={projectOf(review.project_id)} />}
                rowHeight={rowHeight}
                selection={desk.selection}
                onOpen={({ id }) => desk.selection.click(id)}
              />
            </div>
          }
          detail={
            open && (
              <ReviewDetail key={open.id} review={open} project={projectOf(open.project_id)}>
                <Decisions desk={desk} open={open} onEdit={() => setEditing(open)} />
              </ReviewDetail>
            )
          }
        />
      </ListState>
      {editing !== undefined && <EditReview review={editing} onClose={() => setEditing(undefined)} />}
    </>
  );
}

interface DecisionsProps {
  readonly desk: ReturnType<typeof useReviewDesk>;
  readonly open: Review;
  readonly onEdit: () => void;
}

function Decisions({ desk: { chosen, decide, isBusy }, open, onEdit }: DecisionsProps) {
  return (
    <div className="form-foot">
      <Button look="primary" isBusy={isBusy} onClick={() => decide('approve')}>
        <Trans>Approve</Trans> <Kbd keys="a" />
      </Button>
      {open.target === 'memory' && open.action !== 'delete' && (
        <Button onClick={onEdit}>
          <Trans>Change</Trans> <Kbd keys="e" />
        </Button>
      )}
      <Button onClick={() => decide('reject')}>
        <Trans>Reject</Trans> <Kbd keys="r" />
      </Button>
      {chosen.length > 1 && (
        <span className="quiet">
          <Plural value={chosen.length} one="for # chosen" other="for # chosen" />
        </span>
      )}
    </div>
  );
}

function NothingWaits() {
  const { t } = useLingui();
  return (
    <EmptyState icon={CheckCheck} title={t`Nothing waits for you`}>
      <Trans>
        Turn review on in a project’s settings, or for one key: what clients write then waits here, to be
        approved, changed or rejected.
      </Trans>
    </EmptyState>
  );
}
