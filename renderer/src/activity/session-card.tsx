/** What one client did in one go. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Bot, Undo2, UserRound } from 'lucide-react';
import { useState } from 'react';
import type { Project } from '../../../contract/index.ts';
import { Button } from '../parts/button.tsx';
import { ProjectDot } from '../projects/project-dot.tsx';
import { When, writerInWords } from '../parts/words.tsx';
import { EventRow } from './event-row.tsx';
import type { Session } from './sessions.ts';
import { UndoDialog } from './undo-dialog.tsx';
import { canBeUndone } from './undo-plan.ts';

interface SessionCardProps {
  readonly session: Session;
  readonly projects: readonly Project[];
}

const shownAtFirst = 4;

export function SessionCard({ session, projects }: SessionCardProps) {
  const { t } = useLingui();
  const [isWhole, setWhole] = useState(false);
  const [undoing, setUndoing] = useState(false);
  const { author, events, projectIds, reads, writes } = session;
  const isOwner = author.type === 'owner';
  const name = isOwner ? writerInWords(author) : (author.client ?? author.name ?? t`A client`);
  const Icon = isOwner ? UserRound : Bot;
  const shown = isWhole ? events : events.slice(0, shownAtFirst);
  return (
    <section className="session" aria-label={name}>
      <div className="session-head">
        <Icon size={18} strokeWidth={1.75} aria-hidden />
        <div className="session-name">
          <h2>{name}</h2>
          {!isOwner && author.name !== undefined && author.name !== name && <small>{author.name}</small>}
          <small className="session-projects">
            {projects
              .filter(({ id }) => projectIds.includes(id))
              .map((project) => (
                <span key={project.id}>
                  <ProjectDot id={project.id} />
                  {project.name}
                </span>
              ))}
          </small>
        </div>
        <small className="session-sums">
          {reads > 0 && <Plural value={reads} one="# read" other="# reads" />}
          {reads > 0 && writes > 0 && ' · '}
          {writes > 0 && <Plural value={writes} one="# write" other="# writes" />}
          {' · '}
          <When time={session.to} />
        </small>
        {!isOwner && canBeUndone(session) && (
          <Button look="ghost" icon={Undo2} onClick={() => setUndoing(true)}>
            <Trans>Undo writes</Trans>
          </Button>
        )}
      </div>
      <ol className="events">
        {shown.map((event) => (
          <EventRow key={event.id} event={event} />
        ))}
      </ol>
      {events.length > shownAtFirst && (
        <button
          type="button"
          className="link session-more"
          aria-expanded={isWhole}
          onClick={() => setWhole(!isWhole)}
        >
          {isWhole ? <Trans>Show less</Trans> : <Plural value={events.length} other="Show all #" />}
        </button>
      )}
      {undoing && <UndoDialog session={session} name={name} onClose={() => setUndoing(false)} />}
    </section>
  );
}
