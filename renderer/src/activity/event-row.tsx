/** One thing that a client, or the owner, read or wrote. */
import { Plural, Trans } from '@lingui/react/macro';
import { BookOpen, PenLine, Search } from 'lucide-react';
import type { ActivityEvent } from '../../../contract/operations/activity.ts';
import { hashOf } from '../data/route.ts';
import { placeOf, type Found } from '../search/place.ts';
import { deedOf } from './event-words.ts';

const shownRecords = 4;
const opened = ['document', 'memory', 'conversation', 'project'] as const;

export function EventRow({ event }: { event: ActivityEvent }) {
  const { kind, query, count, time, action } = event;
  const named = recordsOf(event);
  const more = Math.max(0, count - Math.min(named.length, shownRecords));
  const Icon = kind === 'write' ? PenLine : action === 'search' ? Search : BookOpen;
  return (
    <li className={kind === 'write' ? 'event write' : 'event'}>
      <Icon size={15} strokeWidth={1.75} aria-hidden />
      <div className="event-words">
        <span>
          {deedOf(event)}
          {query !== undefined && <q>{query}</q>}
        </span>
        <span className="event-records">
          {named.slice(0, shownRecords).map((record) => (
            <RecordLink key={`${record.type}:${record.id}`} record={record} projectIds={event.project_ids} />
          ))}
          {kind === 'read' && count === 0 && (
            <small>
              <Trans>nothing found</Trans>
            </small>
          )}
          {more > 0 && (
            <small>
              {named.length === 0 ? (
                <Plural value={more} one="# record" other="# records" />
              ) : (
                <Plural value={more} one="and # more" other="and # more" />
              )}
            </small>
          )}
        </span>
      </div>
      <Clock time={time} />
    </li>
  );
}

/** With a name or a key that means something, each once. */
function recordsOf({ records }: ActivityEvent): ActivityEvent['records'] {
  const seen = new Set<string>();
  return records.filter(({ id, name, type }) => {
    const isKnown = (name !== undefined || (type === 'entry' && id.includes('/'))) && !seen.has(id);
    seen.add(id);
    return isKnown;
  });
}

interface RecordLinkProps {
  readonly record: ActivityEvent['records'][number];
  readonly projectIds: readonly string[];
}

function RecordLink({ record: { type, id, name = id }, projectIds }: RecordLinkProps) {
  const place = opened.find((one) => one === type);
  const [projectId] = projectIds;
  if (type === 'entry') return <code>{name}</code>;
  // A read over several projects does not say which of them a record is in.
  if (place === undefined || (place !== 'project' && projectIds.length !== 1))
    return <span dir="auto">{name}</span>;
  const found: Found = { type: place, id, projectId };
  return (
    <a href={hashOf(placeOf(found))} dir="auto">
      {name}
    </a>
  );
}

function Clock({ time }: { time: string }) {
  const at = new Date(time);
  return (
    <time dateTime={time} title={at.toLocaleString()}>
      {at.toLocaleTimeString(undefined, { timeStyle: 'short' })}
    </time>
  );
}
