/** MCP Servers of a project: the keys by which AI clients reach it. */
import { useState } from 'react';
import type { SectionProps } from '../projects/project-screen.tsx';
import { KeyList } from './key-list.tsx';
import { AddServer, NoKeys } from './add-server.tsx';
import { useKeys } from './queries.ts';

export default function KeysScreen({ projectId }: SectionProps) {
  const keys = useKeys(projectId);
  const [adding, setAdding] = useState(false);
  return (
    <section aria-label="MCP Servers">
      <AddServer keys={keys} projectId={projectId} isOpen={adding} setOpen={setAdding} />
      <KeyList keys={keys} empty={<NoKeys onAdd={() => setAdding(true)} />} />
    </section>
  );
}
