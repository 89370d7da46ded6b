/** Sheets and CSV files as a table of any length: only the rows in sight are drawn, the cited cells marked. */
/* oxlint-disable jsx-a11y/prefer-tag-over-role -- rows of a real table cannot be drawn only where they are in sight */
import { useLingui } from '@lingui/react/macro';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState, type CSSProperties } from 'react';
import type { PreviewPassage, PreviewTable } from '../../../contract/operations/previews.ts';
import { ErrorState, Skeleton } from '../parts/list-state.tsx';
import { Select } from '../parts/select.tsx';
import { PassageText } from './passage-text.tsx';
import { PassagesView } from './passages-view.tsx';
import { cellsOf, citedRows } from './places.ts';
import { useTable, type PreviewFile } from './queries.ts';
import { ViewerBox } from './viewer-box.tsx';

type Row = readonly (string | number | null)[];

interface TableProps {
  readonly file: PreviewFile;
  readonly cited: PreviewPassage | undefined;
}

const rowHeight = 28;

export function TableView({ file, cited }: TableProps) {
  const [chosen, setChosen] = useState<number>();
  const first = useTable(file, 0);
  const tables = first.data?.pages[0]?.tables ?? [];
  const index =
    chosen ??
    Math.max(
      0,
      tables.findIndex((table) => holds(table, cited)),
    );
  const list = useTable(file, index);
  // A file with nothing but charts, or one too large for a table, still has its text.
  if (list.error !== null && list.data === undefined) {
    if (index === 0) return <PassagesView file={file} cited={cited} />;
    return <ErrorState error={list.error} retry={() => void list.refetch()} />;
  }
  const table = tables[index];
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <>
      <SheetBar tables={tables} index={index} onChoose={setChosen} />
      {cited !== undefined && tables.length > 0 && !tables.some((one) => holds(one, cited)) && (
        // A note beside the tables of the sheet.
        <PassageText passage={cited} isCited />
      )}
      {table === undefined || list.isPending ? (
        <Skeleton rows={8} />
      ) : (
        <Grid
          key={index}
          table={table}
          rows={rows}
          cited={holds(table, cited) ? cited : undefined}
          loadMore={() => list.hasNextPage && !list.isFetchingNextPage && void list.fetchNextPage()}
        />
      )}
    </>
  );
}

function holds({ citation }: PreviewTable, cited: PreviewPassage | undefined): boolean {
  if (cited === undefined || cited.citation.sheet !== citation.sheet) return false;
  const rows = citedRows(cited.citation);
  const own = citedRows(citation);
  return rows === undefined || own === undefined || (rows.first <= own.last && rows.last >= own.first);
}

function SheetBar({
  tables,
  index,
  onChoose,
}: {
  tables: readonly PreviewTable[];
  index: number;
  onChoose: (index: number) => void;
}) {
  const { t } = useLingui();
  if (tables.length < 2) return null;
  const options = tables.map(({ citation: { sheet, cells } }, at) => ({
    value: String(at),
    label: [sheet ?? t`Table ${at + 1}`, cells].filter((part) => part !== undefined).join(' · '),
  }));
  return (
    <div className="viewer-bar">
      <Select
        label={t`Sheet`}
        isLabelHidden
        value={String(index)}
        options={options}
        onChange={(value) => onChoose(Number(value))}
      />
    </div>
  );
}

interface GridProps {
  readonly table: PreviewTable;
  readonly rows: readonly Row[];
  readonly cited: PreviewPassage | undefined;
  readonly loadMore: () => void;
}

function Grid({ table, rows, cited, loadMore }: GridProps) {
  const { t } = useLingui();
  const scroller = useRef<HTMLElement>(null);
  const [, ...columns] = table.columns;
  const left = cellsOf(table.citation.cells)?.left ?? 1;
  // What it answers changes with scrolling, so nothing of it is memoised here.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: table.row_count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  const marked = citedRows(cited?.citation);
  const citedAt = placeOf(rows, marked, table.row_count);
  useEffect(() => {
    if (last >= rows.length || citedAt === 'further') loadMore();
  }, [last, rows.length, citedAt, loadMore]);
  useEffect(() => {
    if (typeof citedAt === 'number') virtual.scrollToIndex(citedAt, { align: 'center' });
  }, [citedAt, virtual]);
  const widths: CSSProperties = {
    gridTemplateColumns: `4.5rem repeat(${columns.length}, minmax(8rem, 1fr))`,
  };
  const marks = { rows: marked, cells: cellsOf(cited?.citation.cells), left };
  return (
    <ViewerBox box={scroller} className="viewer tabled" label={t`Table`} dir="auto">
      <div role="table" aria-rowcount={table.row_count + 1} aria-label={t`Rows`}>
        <div className="cells head" role="row" style={widths}>
          <span role="columnheader" className="row-number">
            <span className="unseen">{t`Row`}</span>
          </span>
          {columns.map((column) => (
            <span role="columnheader" key={column}>
              {column}
            </span>
          ))}
        </div>
        <div className="all-cells" role="rowgroup" style={{ height: virtual.getTotalSize() }}>
          {shown.map(({ index, start }) => (
            <Cells
              key={index}
              at={index}
              row={rows[index]}
              columns={columns.length}
              marks={marks}
              style={{ ...widths, transform: `translateY(${start}px)` }}
            />
          ))}
        </div>
      </div>
    </ViewerBox>
  );
}

interface Marks {
  readonly rows: { readonly first: number; readonly last: number } | undefined;
  readonly cells: { readonly left: number; readonly right: number } | undefined;
  /** The column of the sheet that the table begins in. */
  readonly left: number;
}

function Cells({
  at,
  row,
  columns,
  marks,
  style,
}: {
  at: number;
  row: Row | undefined;
  columns: number;
  marks: Marks;
  style: CSSProperties;
}) {
  const [number, ...values] = row ?? [];
  const isCitedRow =
    typeof number === 'number' &&
    marks.rows !== undefined &&
    number >= marks.rows.first &&
    number <= marks.rows.last;
  const isCited = (column: number) => {
    const { cells, left } = marks;
    return (
      isCitedRow && (cells === undefined || (column + left >= cells.left && column + left <= cells.right))
    );
  };
  return (
    <div className="cells" role="row" aria-rowindex={at + 2} style={style}>
      <span role="rowheader" className="row-number">
        {number ?? '…'}
      </span>
      {Array.from({ length: columns }, (_, column) => {
        const value = values[column];
        return (
          <span
            key={column}
            role="cell"
            title={value == null ? undefined : String(value)}
            className={`${isCited(column) ? 'cited' : ''}${typeof value === 'number' ? ' number' : ''}`}
          >
            {value ?? ''}
          </span>
        );
      })}
    </div>
  );
}

/** Which row the cited place begins at; `further` while that row is not read yet. */
function placeOf(
  rows: readonly Row[],
  marked: { first: number } | undefined,
  total: number,
): number | 'further' | undefined {
  if (marked === undefined) return undefined;
  const at = rows.findIndex(([number]) => typeof number === 'number' && number >= marked.first);
  if (at >= 0) return at;
  return rows.length < total ? 'further' : undefined;
}
