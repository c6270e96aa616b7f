import { completionCode } from "../../electron/contract/vdi.ts";
import { useFormat, useWords } from "../app-context.ts";
import { dash, handleText, type Format } from "../format.ts";
import { useSelection } from "../monitor/selection.ts";
import { commandName, rowAt, type CommandRow } from "../trace/command-row.ts";
import type { Picture } from "../trace/picture.ts";
import type { BuffersWords } from "../words/buffers-words.ts";
import type { Copy } from "./use-peek.ts";

interface CommandFactsProps {
  readonly picture: Picture;
  readonly copy: Copy | null;
}

/** The command that the copy belongs to, or else the selected one: its fields in words and the time of each hop. */
export function CommandFacts({ picture, copy }: CommandFactsProps): React.JSX.Element | null {
  const { buffers } = useWords();
  const format = useFormat();
  const chosen = useSelection((state) => state.command);
  const told = copy?.command ?? null;
  const wanted = told ?? chosen;
  const row = wanted === null ? null : findRow(picture, wanted);
  const known = row ?? (told === null ? null : { ...told, commandCode: told.command });
  if (known === null) return null;
  const w = buffers.commandFields;
  const facts: readonly (readonly [string, string])[] = [
    [w.code, `VDC_${commandName(known.commandCode)} = ${known.commandCode}`],
    [w.handle, known.handle === 0 ? dash : handleText(known.handle, true)],
    [w.size, buffers.bytesCount(format.count(known.size))],
    [w.position, known.position < 0 ? dash : format.count(known.position)],
    [w.completion, row === null ? w.notCompleted : completionText(row, w.notCompleted)],
    ...(row === null ? [] : hopsOf(row, buffers, format)),
  ];
  return (
    <details className="command-facts" open>
      <summary>
        <b>{commandName(known.commandCode)}</b>{" "}
        <span className="caption">
          {format.count(known.sequence)}, {buffers.deviceN(known.device + 1)}
        </span>
      </summary>
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd title={value}>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

/** The time of each hop, a dash for one that has not ended. */
function hopsOf(
  { stages }: CommandRow,
  { commandFields: w }: BuffersWords["buffers"],
  format: Format,
): (readonly [string, string])[] {
  const us = (value: number | null): string =>
    value === null ? dash : format.text(format.latency(value));
  return [
    [w.server, us(stages.server)],
    [w.handleTaken, us(stages.handle)],
    [w.lease, us(stages.lease)],
    [w.map, us(stages.map)],
    [w.move, us(stages.move)],
    [w.done, us(stages.done)],
  ];
}

function findRow(
  picture: Picture,
  wanted: { readonly device: number; readonly sequence: number },
): CommandRow | null {
  for (let nth = 0; nth < picture.rows.length; nth++) {
    const row = rowAt(picture, nth);
    if (row.device === wanted.device && row.sequence === wanted.sequence) return row;
  }
  return null;
}

const completionNames = new Map<number, string>(
  Object.entries(completionCode).map(([name, code]) => [code, name]),
);

function completionText(row: CommandRow, notYet: string): string {
  if (row.place !== "done" && row.place !== "failed") return notYet;
  return `${completionNames.get(row.completion) ?? ""} ${row.completion}`.trim();
}
