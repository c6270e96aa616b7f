/** Which command of a list is chosen; shared by all lists of a run. */
import { rowAt, type CommandRow } from "../trace/command-row.ts";
import type { Picture } from "../trace/picture.ts";
import { useSelection, type SelectionStore } from "./selection.ts";

interface ChosenRow {
  readonly is: (row: CommandRow) => boolean;
  readonly indexIn: (count: number, nthOf: (index: number) => number) => number;
}

/** The chosen command, or the one that the selected buffer carries in this picture. */
export function useChosenRow(picture: Picture): ChosenRow {
  const buffer = useSelection((state) => state.buffer);
  const command = useSelection((state) => state.command);
  const device = command?.device ?? (buffer === null ? -1 : picture.device[buffer]);
  const sequence = command?.sequence ?? (buffer === null ? -1 : picture.sequence[buffer]);
  const is = (row: CommandRow): boolean => row.device === device && row.sequence === sequence;
  const indexIn = (count: number, nthOf: (index: number) => number): number => {
    for (let index = 0; index < count; index++) {
      if (is(rowAt(picture, nthOf(index)))) return index;
    }
    return -1;
  };
  return { is, indexIn };
}

/** The user chose a command in a list: its buffer is selected with it. */
export function chooseCommand(selection: SelectionStore, row: CommandRow): void {
  const { device, sequence } = row;
  selection.setState({ buffer: row.buffer, command: { device, sequence }, isChosen: true });
}
