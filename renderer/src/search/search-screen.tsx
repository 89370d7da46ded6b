/** Search over all projects, as an AI client would. */
import { useEffect, useState } from 'react';
import { useProjects, useSearch } from '../data/queries.ts';
import { readRoute, replaceRoute, subscribeToRoute } from '../data/route.ts';
import { ListState } from '../parts/list-state.tsx';
import { useTitle } from '../parts/title.ts';
import { count } from '../parts/words.tsx';
import { Result } from './result.tsx';

const pauseMs = 200;

export function SearchScreen({ initial }: { initial: string }) {
  const [text, setText] = useState(initial);
  const query = useSettled(text.trim());
  const found = useSearch(query);
  const projects = useProjects();
  useTitle(query === '' ? 'Search' : `${query} – Search`);
  // The address keeps the query, so that going back to the page finds it again.
  useEffect(() => replaceRoute({ page: 'search', query }), [query]);
  useEffect(
    () =>
      subscribeToRoute(() => {
        const route = readRoute(location.hash);
        if (route.page === 'search') setText(route.query);
      }),
    [],
  );
  const results = found.data?.results ?? [];
  return (
    <>
      <header>
        <h1>Search</h1>
      </header>
      <input
        type="search"
        aria-label="Search documents and memories"
        placeholder="What do you want to recall?"
        autoComplete="off"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <output className="summary">
        {query !== '' && found.data !== undefined && results.length > 0 && count(results.length, 'result')}
      </output>
      {query === '' ? (
        <div className="empty">
          <strong>Ask as you would ask your AI client</strong>
          <p>A few words or a whole question. You see what a client would be given, and where it stands.</p>
        </div>
      ) : (
        <ListState
          list={{ ...found, items: results, retry: () => void found.refetch() }}
          empty={
            <>
              <strong>Nothing found for “{query}”</strong>
              <p>Try other words, or fewer. Documents that are still being read are not found yet.</p>
            </>
          }
        >
          <ol className="rows results" aria-busy={found.isPlaceholderData}>
            {results.map((passage) => (
              <Result
                key={passage.id}
                passage={passage}
                project={projects.items.find(({ id }) => id === passage.project_id)?.name}
              />
            ))}
          </ol>
        </ListState>
      )}
    </>
  );
}

/** The value once it has not changed for a moment. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), value === '' ? 0 : pauseMs);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
