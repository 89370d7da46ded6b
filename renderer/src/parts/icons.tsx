/** The few pictures of the page; each stands beside words, so none is read out. */
const paths = {
  file: 'M4.5 1.5h4.2L12 4.8v9.7H4.5zM8.5 1.7V5H12',
  folder: 'M1.5 3.5h4.2l1.4 1.6h7.4v8.4h-13z',
  close: 'M4 4l8 8M12 4l-8 8',
  back: 'M9.5 3.5L5 8l4.5 4.5',
} as const;

export function Icon({ name }: { name: keyof typeof paths }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
