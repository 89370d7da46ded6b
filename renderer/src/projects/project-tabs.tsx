/** The tabs of a project, as links: each has an address of its own. */
import { useLingui } from '@lingui/react/macro';
import type { Project } from '../../../contract/index.ts';
import { goTo, hashOf, sections, type Section } from '../data/route.ts';
import { useCommand } from '../data/commands.ts';
import { useShortcut } from '../data/shortcuts.ts';
import { showWhole } from '../parts/show-whole.ts';

export function useSectionTitles(): Record<Section, string> {
  const { t } = useLingui();
  return {
    documents: t`Documents`,
    memories: t`Memories`,
    conversations: t`Conversations`,
    values: t`Key-value`,
    servers: t`MCP Servers`,
    history: t`History`,
    settings: t({ message: `Settings`, context: 'of a project' }),
  };
}

export function ProjectTabs({ project, section }: { project: Project; section: Section }) {
  const { t } = useLingui();
  const titles = useSectionTitles();
  return (
    <nav className="tabs" aria-label={t`Sections of the project`}>
      {sections.map((one, index) => (
        <ProjectTab
          key={one}
          project={project}
          section={one}
          title={titles[one]}
          keys={String(index + 1)}
          isOpen={one === section}
        />
      ))}
    </nav>
  );
}

interface ProjectTabProps {
  readonly project: Project;
  readonly section: Section;
  readonly title: string;
  readonly keys: string;
  readonly isOpen: boolean;
}

function ProjectTab({ project, section, title, keys, isOpen }: ProjectTabProps) {
  const to = { page: 'project', projectId: project.id, section } as const;
  const counts: Partial<Record<Section, number>> = {
    documents: project.document_count,
    memories: project.memory_count,
  };
  const { i18n } = useLingui();
  const count = counts[section] ?? 0;
  useShortcut(keys, title, () => goTo(to));
  useCommand({ id: `tab:${section}`, label: title, words: project.name, keys, run: () => goTo(to) });
  return (
    <a ref={isOpen ? showWhole : undefined} href={hashOf(to)} aria-current={isOpen ? 'page' : undefined}>
      {title}
      {count > 0 && (
        <span className="tab-count" aria-hidden="true">
          {i18n.number(count)}
        </span>
      )}
    </a>
  );
}
