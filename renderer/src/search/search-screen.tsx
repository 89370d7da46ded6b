/** Search over all projects, as an AI client would. */
import { useDeferredValue, useState } from 'react';
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
              <Result key={passage.id} passage={passage} query={query} />
            ))}
          </ol>
        </ListState>
      )}
    </>
  );
}

function Result({ passage, query }: { passage: Passage; query: string }) {
  return (
    <li>
      <div className="grow">
        <strong>{passage.title}</strong>
        <small>
          {passage.type === 'memory' ? 'Memory' : citationInWords(passage.citation)} · score{' '}
          {passage.score.toFixed(2)}
        </small>
        <p>{marked(passage.text, query)}</p>
      </div>
    </li>
  );
}

/** A citation as people say it. */
export function citationInWords({ page, page_label, headings, line_start, line_end }: Citation): string {
  const parts = [
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

/** The text with the words of the query marked. */
function marked(text: string, query: string) {
  const words = query
    .split(/\s+/)
    .filter((word) => word.length > 2)
    .map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  if (words.length === 0) return text;
  return text
    .split(new RegExp(`(${words.join('|')})`, 'i'))
    .map((part, index) => (index % 2 === 1 ? <mark key={index}>{part}</mark> : part));
}
