/** Export and import, of everything or of one project. */
import { ExportPart } from './export-part.tsx';
import { ImportPart } from './import-part.tsx';

export default function PortableSettings() {
  return (
    <>
      <ExportPart />
      <ImportPart />
    </>
  );
}
