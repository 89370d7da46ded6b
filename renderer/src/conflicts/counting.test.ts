/** The number beside the page's menu is that of what the list shows. */
import { expect, it } from 'vitest';
import { openCount } from './counting.ts';

const here = {
  conflicts: 1,
  drive: 2,
  projects: [
    { project_id: 'prj_1', clashes: 4 },
    { project_id: 'prj_2', clashes: 8 },
  ],
};

it('counts all of a server that is not linked, also of its drive', () => {
  expect(openCount(here, [])).toBe(15);
});

it('counts of what is linked what the remote server has, and not what is kept here', () => {
  const projects = [{ project_id: 'prj_1', clashes: 16 }];
  expect(openCount(here, [{ projects, files: null }])).toBe(1 + 8 + 16 + 2);
  const links = [
    { projects, files: { clashes: 32 } },
    { projects: [{ project_id: 'prj_3', clashes: 0 }], files: null },
  ];
  expect(openCount(here, links)).toBe(1 + 8 + 16 + 32);
  expect(openCount(here, [{ projects: [], files: { clashes: 0 } }])).toBe(13);
});
