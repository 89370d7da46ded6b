/** One thing that was found: what it says, where it stands, and what can be done with it. */
import { plural, t } from '@lingui/core/macro';
import { useLingui } from '@lingui/react/macro';
import { Brain, Copy, FileText, Link2, MessagesSquare, PanelRight } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import type { Passage } from '../../../contract/index.ts';
import { isOpening } from '../memories/opening.ts';
import { hashOf } from '../data/route.ts';
import { ProjectDot } from '../projects/project-dot.tsx';
import { MoreMenu } from '../parts/menu.tsx';
import { useNotices } from '../parts/notices.tsx';
import { LongText } from '../parts/row.tsx';
import { citationInWords, citationOf } from './citation.ts';
import { Marked } from './marked.tsx';
import { placeOfPassage } from './place.ts';
import { Why } from './why.tsx';

interface ResultProps {
  readonly passage: Passage;
  readonly project: string | undefined;
  readonly showsScores: boolean;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
  readonly onBeside: () => void;
}

const icons = { document: FileText, memory: Brain, message: MessagesSquare };

export function Result({ passage, project, showsScores, isOpen, onOpen, onBeside }: ResultProps) {
  const from = headingLength(passage);
  const title = titleOf(passage);
  const Icon = icons[passage.type];
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== ' ') return;
    event.preventDefault();
    onBeside();
  };
  return (
    <li className={isOpen ? 'current' : ''}>
      <div className="row-text">
        <p className="source">
          <Icon size={15} strokeWidth={1.75} aria-hidden />
          <a href={hashOf(placeOfPassage(passage))} onClick={onOpen} onKeyDown={onKeyDown}>
            {title}
          </a>
          <small className="result-place">{placeInWords(passage, title).join(' · ')}</small>
          {project !== undefined && (
            <small className="result-project">
              <ProjectDot id={passage.project_id} />
              {project}
            </small>
          )}
        </p>
        <LongText text={passage.text.slice(from)}>
          <Marked text={passage.text} ranges={passage.highlights} from={from} isDense />
        </LongText>
        {showsScores && <Why passage={passage} />}
      </div>
      <ResultMenu passage={passage} project={project} onBeside={onBeside} />
    </li>
  );
}

type MenuProps = Pick<ResultProps, 'passage' | 'project' | 'onBeside'>;

function ResultMenu({ passage, project = '', onBeside }: MenuProps) {
  const { t: say } = useLingui();
  const { show } = useNotices();
  const copy = (text: string) =>
    void navigator.clipboard.writeText(text).then(
      () => show(say`Copied.`),
      () => show(say`The clipboard was not reached. Select the text and copy it by hand.`),
    );
  const place = [citationInWords(passage.citation), project].filter((part) => part !== '').join(' · ');
  return (
    <div className="result-menu">
      <MoreMenu
        of={titleOf(passage)}
        actions={[
          { label: say`Open beside`, icon: PanelRight, onSelect: onBeside },
          'separator',
          {
            label: say`Copy citation`,
            icon: Link2,
            onSelect: () => copy(citationOf(passage.title, place, passage.url)),
          },
          { label: say`Copy text`, icon: Copy, onSelect: () => copy(passage.text) },
        ]}
      />
    </div>
  );
}

/** A memory that nobody gave a title is not called by its own first words above them. */
export function titleOf({ type, title, text }: Passage): string {
  return type === 'memory' && isOpening(title, text) ? t`Memory` : title;
}

function placeInWords({ type, citation, similar }: Passage, title: string): readonly string[] {
  return [
    type === 'memory' && title !== t`Memory` ? t`memory` : '',
    citationInWords(citation),
    similar > 0 ? plural(similar, { one: '# more like it', other: '# more like it' }) : '',
  ].filter((part) => part !== '');
}

/** The citation names the heading already, so a text that begins with it is shown without. */
function headingLength({ text, citation }: Passage): number {
  const heading = citation.headings?.at(-1);
  if (heading === undefined || !text.startsWith(`${heading}\n`)) return 0;
  return text.length - text.slice(heading.length).trimStart().length;
}
