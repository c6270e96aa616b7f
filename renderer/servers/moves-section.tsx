import type { MovedFile } from "../../electron/contract/server-preview.ts";
import { useFormat, useWords } from "../app-context.ts";
import { TextField } from "../ui/fields.tsx";
import { FormSection } from "../ui/form-section.tsx";
import type { RestoreForm } from "./server-job.ts";

interface MovesSectionProps {
  readonly form: RestoreForm;
  readonly change: (part: Partial<RestoreForm>) => void;
  /** null while nobody knows. */
  readonly files: readonly MovedFile[] | null;
  readonly problem: string | null;
}

/** The database's files and where each goes on the server: WITH MOVE for those that go elsewhere. */
export function MovesSection({
  form,
  change,
  files,
  problem,
}: MovesSectionProps): React.JSX.Element | null {
  const { serverJob: w } = useWords();
  const format = useFormat();
  if (form.media.trim() === "") return null;
  const place = (name: string, to: string): void =>
    change({ places: { ...form.places, [name]: to } });
  return (
    <FormSection title={w.files} level={3} className="moves-section">
      {problem !== null && <p className="err selectable">{problem}</p>}
      {files === null && problem === null && <p className="section-hint">{w.filesReading}</p>}
      {files?.length === 0 && <p className="section-hint">{w.filesNone}</p>}
      {files !== null && files.length > 0 && (
        <ul className="moves">
          {files.map(({ logicalName, bytes, from, to }) => {
            const shown = form.places[logicalName] ?? to;
            return (
              <li key={logicalName}>
                <span className="move-name">
                  <span className="database-name ellipsis">{logicalName}</span>
                  <span className="number">{format.text(format.sizeRound(bytes))}</span>
                </span>
                <TextField
                  label={w.destinationOf(logicalName)}
                  className="mono"
                  value={shown}
                  onChange={(to) => place(logicalName, to)}
                />
                <span className="caption ellipsis" data-tip={from}>
                  {shown === from ? "" : w.moved(from)}
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </FormSection>
  );
}
