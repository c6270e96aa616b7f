import { useEffect, useRef } from "react";
import type { LabView } from "../../electron/contract/lab/calls.ts";
import { labScripts } from "../../electron/contract/lab/scripts.ts";
import type { LabEntry } from "../../electron/contract/lab/transcript.ts";
import { nameOfCompletion } from "../../electron/contract/vdi.ts";
import { useFormat, useWords } from "../app-context.ts";
import { OwnerSign } from "../ui/owner-sign.tsx";
import type { Words } from "../words/words.ts";
import { callText, processName, processOwner, resultText } from "./lab-models.ts";
import { AnswerChip } from "./method-form.tsx";

/** Older calls stay in the file and in the exports; so many rows are drawn. */
const rowsMax = 300;

interface LabTranscriptProps {
  readonly entries: readonly LabEntry[];
  readonly view: LabView;
}

/** Every call, newest last. */
export function LabTranscript({ entries, view }: LabTranscriptProps): React.JSX.Element {
  const { lab } = useWords();
  const scroll = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const box = scroll.current;
    if (box !== null) box.scrollTop = box.scrollHeight;
  }, [entries.length]);
  if (entries.length === 0) return <p className="quiet lab-no-calls">{lab.noCalls}</p>;
  return (
    <div
      className="lab-transcript-scroll"
      ref={scroll}
      role="region"
      aria-label={lab.transcript}
      tabIndex={0}
      data-region
    >
      <table className="table">
        <thead>
          <tr>
            {Object.values(lab.columns).map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {entries.slice(-rowsMax).map((entry) => (
            <Row key={entry.number} entry={entry} view={view} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({
  entry,
  view,
}: {
  readonly entry: LabEntry;
  readonly view: LabView;
}): React.JSX.Element {
  const words = useWords();
  const format = useFormat();
  const note = noteOf(entry, view, words);
  const tookMs = entry.endedMs === null ? null : entry.endedMs - entry.startedMs;
  return (
    <tr className={entry.difference === null ? "" : "differs"}>
      <td className="caption">{entry.number}</td>
      <td className="number quiet">{format.decimal(entry.startedMs / 1_000)} s</td>
      <td>
        <span className="lab-process">
          <OwnerSign owner={processOwner(entry.process)} />
          {processName(entry.process, words)}
        </span>
      </td>
      {entry.kind === "call" ? (
        <>
          <td className="mono lab-call ellipsis" data-tip={callText(entry)}>
            {callText(entry)}
          </td>
          <td>{entry.endedMs === null ? words.lab.pending : <AnswerChip entry={entry} />}</td>
          <td className="mono lab-result ellipsis">{resultText(entry)}</td>
        </>
      ) : (
        <td colSpan={3}>{entry.kind === "kill" ? words.lab.killed : words.lab.started}</td>
      )}
      <td className="number quiet lab-took">
        {tookMs === null ? "–" : `${format.decimal(tookMs)} ms`}
      </td>
      <td className="quiet ellipsis" data-tip={note.text}>
        <span className={note.isWrong ? "err" : ""}>{note.text}</span>
      </td>
    </tr>
  );
}

/** Difference first, then what its routine found, then the script's sentence. */
function noteOf(
  entry: LabEntry,
  view: LabView,
  words: Words,
): { readonly text: string; readonly isWrong: boolean } {
  if (entry.difference !== null) {
    const { field, expected, got } = entry.difference;
    return { text: words.lab.differs(field, expected, got), isWrong: true };
  }
  if (entry.kind === "call" && entry.completion !== null) {
    const { code, bytes } = entry.completion;
    const text = words.lab.completed(nameOfCompletion(code) ?? String(code), String(bytes));
    return { text, isWrong: false };
  }
  const steps = labScripts.find(({ id }) => id === view.script?.id)?.steps;
  const step = entry.step === null ? undefined : steps?.[entry.step - 1];
  return { text: step?.text?.[words.language] ?? "", isWrong: false };
}
