/** Where a memory came from: who wrote it, when, through which client, out of which document. */
import { useLingui } from '@lingui/react/macro';
import type { Memory } from '../../../contract/index.ts';
import { hashOf } from '../data/route.ts';
import { KeyValue, type Fact } from '../parts/facts.tsx';
import { When, writerInWords } from '../parts/words.tsx';
import { useMemory, useSourceDocument } from './queries.ts';

interface MemoryFactsProps {
  readonly memory: Memory;
  readonly onOpen: (memoryId: string) => void;
}

export function MemoryFacts({ memory, onOpen }: MemoryFactsProps) {
  const { t } = useLingui();
  const { project_id, written_by, created_by, source, supersedes, superseded_by } = memory;
  const other = (id: string) => <Other key={id} projectId={project_id} id={id} onOpen={onOpen} />;
  const facts: (Fact | undefined)[] = [
    { name: t`Written by`, value: writerInWords(written_by) },
    written_by.client === undefined ? undefined : { name: t`Client`, value: written_by.client },
    written_by.key_id === undefined ? undefined : { name: t`Key`, value: <code>{written_by.key_id}</code> },
    { name: t`Changed`, value: <When time={memory.updated_at} /> },
    {
      name: t`First written`,
      value: (
        <>
          {writerInWords(created_by)} · <When time={memory.created_at} />
        </>
      ),
    },
    source?.document_id === undefined
      ? undefined
      : {
          name: t`Document`,
          value: <SourceDocument projectId={project_id} documentId={source.document_id} />,
        },
    source?.place === undefined ? undefined : { name: t`Place`, value: source.place },
    source?.session === undefined ? undefined : { name: t`Session`, value: source.session },
    supersedes === undefined ? undefined : { name: t`Takes the place of`, value: supersedes.map(other) },
    superseded_by === undefined ? undefined : { name: t`Replaced by`, value: other(superseded_by) },
    { name: t`Id`, value: <code>{memory.id}</code> },
  ];
  return <KeyValue facts={facts.filter((fact) => fact !== undefined)} />;
}

/** A memory, or a document, that took its place or made way for it. */
function Other({ projectId, id, onOpen }: { projectId: string; id: string; onOpen: (id: string) => void }) {
  if (id.startsWith('doc_')) return <SourceDocument projectId={projectId} documentId={id} />;
  return <OtherMemory projectId={projectId} id={id} onOpen={onOpen} />;
}

function OtherMemory({
  projectId,
  id,
  onOpen,
}: {
  projectId: string;
  id: string;
  onOpen: (id: string) => void;
}) {
  const { data } = useMemory(projectId, id);
  return (
    <button type="button" className="link" onClick={() => onOpen(id)}>
      {data?.name ?? id}
    </button>
  );
}

function SourceDocument({ projectId, documentId }: { projectId: string; documentId: string }) {
  const { data } = useSourceDocument(projectId, documentId);
  return (
    <a href={hashOf({ page: 'project', projectId, section: 'documents', detail: documentId })}>
      {data?.name ?? documentId}
    </a>
  );
}
