/** One passage as text: headings where they stand, tables as tables, everything else as it was written. */
import type { PreviewPassage } from '../../../contract/operations/previews.ts';
import { blocksOf } from './passage-blocks.ts';

/** Below the name of the file, which is the screen's title. */
const headings = ['h2', 'h3', 'h4', 'h5', 'h6'] as const;

export function PassageText({ passage, isCited }: { passage: PreviewPassage; isCited: boolean }) {
  return (
    <div className={isCited ? 'passage cited' : 'passage'} dir="auto" data-number={passage.number}>
      {blocksOf(passage).map((block, at) => {
        if (block.kind === 'heading') {
          const Heading = headings[Math.min(headings.length, block.level) - 1] ?? 'h6';
          return (
            <Heading key={at} className="passage-heading">
              {block.text}
            </Heading>
          );
        }
        if (block.kind === 'table') return <Rows key={at} rows={block.rows} />;
        return (
          <p key={at} className="text">
            {block.text}
          </p>
        );
      })}
    </div>
  );
}

function Rows({ rows: [head = [], ...rows] }: { rows: readonly (readonly string[])[] }) {
  return (
    <div className="passage-table">
      <table>
        <thead>
          <tr>
            {head.map((cell, at) => (
              <th key={at} scope="col">
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, at) => (
                <td key={at}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
