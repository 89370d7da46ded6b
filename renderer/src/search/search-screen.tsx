/** Search over all projects, as an AI client would. */
import { useDeferredValue, useState, type ReactNode } from 'react';
import type { Citation, Passage } from '../../../contract/index.ts';
import { useSearch } from '../data/queries.ts';
import { ListState } from '../parts/pieces.tsx';

export function SearchScreen() {
  const [text, setText] = useState('');
  const query = useDeferredValue(text.trim());
  const found = useSearch(query);
  return (
    <>
      <header>
        <h1>Search</h1>
      </header>
      <input
        type="search"
        aria-label="Search documents and memories"
        placeholder="What do you want to recall?"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {query === '' ? (
        <div className="empty">
          <p>Type a few words or a question. You see what your AI clients would see, with where it stands.</p>
        </div>
      ) : (
        <ListState
          query={{ ...found, data: found.data?.results }}
          empty={<p>Nothing found. Try other words.</p>}
        >
          <ol className="rows results">
            {found.data?.results.map((passage) => (
              <Result key={passage.id} passage={passage} />
            ))}
          </ol>
        </ListState>
      )}
    </>
  );
}

function Result({ passage }: { passage: Passage }) {
  return (
    <li>
      <div className="grow">
        <strong>{passage.title === '' ? 'Conversation' : passage.title}</strong>
        <small>
          {passage.type === 'memory' ? 'Memory' : citationInWords(passage.citation)}
          {passage.similar > 0 ? ` · ${passage.similar} more like it` : ''}
        </small>
        <p>{marked(passage)}</p>
      </div>
    </li>
  );
}

/** A citation as people say it. */
export function citationInWords(citation: Citation): string {
  const { page, page_label, headings, line_start, line_end, message } = citation;
  const parts = [
    ...(message === undefined
      ? []
      : [`${message.name ?? message.role}, ${new Date(message.time).toLocaleDateString()}`]),
    ...(page === undefined ? [] : [`page ${page}${page_label === undefined ? '' : ` (${page_label})`}`]),
    ...(headings === undefined ? [] : [headings.join(' › ')]),
    ...(line_start === undefined
      ? []
      : [
          line_end === undefined || line_end === line_start
            ? `line ${line_start}`
            : `lines ${line_start}–${line_end}`,
        ]),
  ];
  return parts.length === 0 ? 'Document' : parts.join(' · ');
}

/** The text with the words that match the query marked. */
function marked({ text, highlights }: Passage) {
  const parts: ReactNode[] = [];
  let from = 0;
  for (const [start, end] of highlights) {
    parts.push(text.slice(from, start), <mark key={start}>{text.slice(start, end)}</mark>);
    from = end;
  }
  return [...parts, text.slice(from)];
}
