/** Names of tables and columns that need no quotation marks in SQL, made of what people wrote. */

/** Lower case; what is neither letter nor digit of any script becomes `_`. */
export function sqlName(words: string): string {
  const name = words
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M}]+/gu, '_')
    .replaceAll(/^_+|_+$/g, '')
    .slice(0, 60);
  return /^\p{N}/u.test(name) ? `t_${name}` : name;
}

/** The same name once only: `cost`, `cost_2`. Names that SQLite takes for one are one. */
export function createNames(): (name: string) => string {
  const taken = new Set<string>();
  return (name) => {
    let free = name;
    for (let number = 2; taken.has(free); number++) free = `${name}_${number}`;
    taken.add(free);
    return free;
  };
}

/** What tables of a file are called first. */
export function stemOf(fileName: string): string {
  return sqlName(fileName.replace(/\.[^.]*$/, '')) || 'table';
}
