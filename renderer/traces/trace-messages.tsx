import type { TraceInfo } from "../../electron/contract/trace-file.ts";
import { useFormat, useWords } from "../app-context.ts";
import { CodeChip } from "../ui/chips.tsx";
import { Empty } from "../ui/empty.tsx";
import { chipOf } from "../run/code-chip-of.ts";
import { faultText } from "../words/fault-words.ts";
import { noteText, stepText } from "../words/step-words.ts";
import type { Words } from "../words/words.ts";

interface Line {
  readonly atMs: number;
  readonly source: string;
  readonly text: string;
  readonly code: { readonly name: string; readonly number: string } | null;
  readonly isError: boolean;
}

/** What the server and the run said, and how it failed, in the order of time. */
export function TraceMessages({ info }: { readonly info: TraceInfo }): React.JSX.Element {
  const words = useWords();
  const format = useFormat();
  const w = words.traces;
  const lines = linesOf(info, words);
  const failure = info.end?.failure ?? null;
  if (lines.length === 0) return <Empty title={w.noMessages} text={w.noMessagesText} />;
  const said =
    failure === null ? null : faultText(words.language, failure.code, failure.parameters, failure);
  return (
    <div className="trace-scroll" tabIndex={0}>
      {said !== null && (
        <section className="trace-section" aria-label={w.failure}>
          <h2>{w.failure}</h2>
          <p className="selectable">
            <b className="err">{said.message}</b> {said.remedy}
          </p>
        </section>
      )}
      <table className="table ruled">
        <thead>
          <tr>
            <th className="number">{w.when}</th>
            <th>{w.source}</th>
            <th>{w.text}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line, index) => (
            <tr key={index}>
              <td className="number quiet">{format.moment(line.atMs)}</td>
              <td className="quiet">{line.source}</td>
              <td className="trace-text selectable">
                {line.code !== null && (
                  <CodeChip {...line.code} tone={line.isError ? "error" : "neutral"} />
                )}{" "}
                {line.text}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** From this severity on a message of the server is an error. */
const errorSeverity = 11;

function linesOf({ messages, notes, end }: TraceInfo, words: Words): Line[] {
  const w = words.traces;
  const failure = end?.failure ?? null;
  const steps = failure === null ? [] : [failure.cause, ...failure.consequences];
  const lines: Line[] = [
    ...messages.map(({ atMs, text, number, severity }) => ({
      atMs,
      source: w.server,
      text,
      code: { name: String(number), number: String(severity) },
      isError: severity >= errorSeverity,
    })),
    ...notes.map((note) => ({
      atMs: note.atMs,
      source: w.noteSource,
      text: noteText(words.language, note),
      code: null,
      isError: false,
    })),
    ...steps
      .filter((step) => step.source !== "server") // those are among the messages
      .map((step) => ({
        atMs: step.atMs,
        source: words.failed.seenBy[step.source],
        text: stepText(words.language, step),
        code: step.code === null ? null : chipOf(step.code),
        isError: true,
      })),
  ];
  return lines.sort((a, b) => a.atMs - b.atMs);
}
