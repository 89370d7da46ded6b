/** One thing that was found: what it says, and where it stands. */
import type { Passage } from '../../../contract/index.ts';
import { hashOf } from '../data/route.ts';
import { LongText } from '../parts/row.tsx';
import { isOpening } from '../memories/opening.ts';
import { citationInWords } from './citation.ts';
import { highlight } from './highlight.ts';

interface ResultProps {
  readonly passage: Passage;
  readonly project: string | undefined;
}

export function Result({ passage, project }: ResultProps) {
  const isMemory = passage.type === 'memory';
  const from = headingLength(passage);
  const named = isMemory && isOpening(passage.title, passage.text) ? 'Memory' : passage.title;
  const place = [
    isMemory && named !== 'Memory' ? 'memory' : '',
    citationInWords(passage.citation),
    passage.similar > 0 ? `${passage.similar} more like it` : '',
    project ?? '',
  ];
  return (
    <li>
      <div className="row-text">
        <p className="source">
          <a
            href={hashOf({
              page: 'project',
              projectId: passage.project_id,
              section: isMemory ? 'memories' : 'documents',
            })}
          >
            {named}
          </a>
          <small>{place.filter((part) => part !== '').join(' · ')}</small>
        </p>
        <LongText text={passage.text.slice(from)}>
          {highlight(passage.text, passage.highlights, from).map((part, index) =>
            part.isMarked ? <mark key={index}>{part.text}</mark> : <span key={index}>{part.text}</span>,
          )}
        </LongText>
      </div>
    </li>
  );
}

/** The citation names the heading already, so a text that begins with it is shown without. */
function headingLength({ text, citation }: Passage): number {
  const heading = citation.headings?.at(-1);
  if (heading === undefined || !text.startsWith(`${heading}\n`)) return 0;
  return text.length - text.slice(heading.length).trimStart().length;
}
