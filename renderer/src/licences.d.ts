/** The packages that ship, as `scripts/page-licences.mjs` turns them into a module. */
declare module 'virtual:licences' {
  export const packages: readonly {
    readonly name: string;
    readonly version: string;
    readonly licence: string;
  }[];
}
