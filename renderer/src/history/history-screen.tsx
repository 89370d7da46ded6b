/** The history of a project: the log of what was written, named snapshots, branches, any two points compared. */
import { useLingui } from '@lingui/react/macro';
import { goTo, useRoute } from '../data/route.ts';
import { Tabs } from '../parts/tabs.tsx';
import type { SectionProps } from '../projects/project-screen.tsx';
import { BranchesView } from './branches-view.tsx';
import { CompareView } from './compare-view.tsx';
import { LogView } from './log-view.tsx';
import { SnapshotsView } from './snapshots-view.tsx';

const views = ['log', 'snapshots', 'branches', 'compare'] as const;
type View = (typeof views)[number];

/** The address says which view is open, and of it what: `log:12`, `branches:trial`, `compare:before-audit`. */
export default function HistoryScreen({ projectId }: SectionProps) {
  const { t } = useLingui();
  const route = useRoute();
  const [name = '', ...rest] = (route.page === 'project' ? (route.detail ?? '') : '').split(':');
  const view = views.find((one) => one === name) ?? 'log';
  const open = rest.length === 0 ? undefined : rest.join(':');
  const show = (next: View, detail?: string) =>
    goTo({
      page: 'project',
      projectId,
      section: 'history',
      detail: detail === undefined ? next : `${next}:${detail}`,
    });
  const compare = (from: string) => show('compare', from);
  return (
    <Tabs
      label={t`History`}
      value={view}
      onChange={(next) => show(next)}
      tabs={[
        {
          value: 'log',
          label: t`Log`,
          content: (
            <LogView
              projectId={projectId}
              open={open === undefined ? undefined : Number(open)}
              onOpen={(seq) => show('log', seq === undefined ? undefined : String(seq))}
              onCompare={compare}
            />
          ),
        },
        {
          value: 'snapshots',
          label: t`Snapshots`,
          content: <SnapshotsView projectId={projectId} onCompare={compare} />,
        },
        {
          value: 'branches',
          label: t`Branches`,
          content: (
            <BranchesView projectId={projectId} open={open} onOpen={(branch) => show('branches', branch)} />
          ),
        },
        { value: 'compare', label: t`Compare`, content: <CompareView projectId={projectId} from={open} /> },
      ]}
    />
  );
}
