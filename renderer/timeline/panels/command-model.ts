/** All that is known of one command, and its text. Pure. */
import { nameOfCompletion } from "../../../electron/contract/vdi.ts";
import { handleFields } from "../../buffers/handle-model.ts";
import { addressGroups, dash, type Format, handleText } from "../../format.ts";
import { commandName, type CommandRow, describeRow } from "../../trace/command-row.ts";
import { stageNames, type StageName } from "../../trace/stage-readers.ts";
import type { Owner } from "../../ui/owner.ts";
import type { Words } from "../../words/words.ts";
import type { CommandRef, CommandsSource } from "./source.ts";

/** Where a buffer lies in each process; 0 where it is not known. */
export interface Addresses {
  readonly server: number;
  readonly primary: number;
  readonly secondary: number;
}

export type AddressesOf = (buffer: number, secondary: number) => Addresses;

export interface Hop {
  readonly stage: StageName;
  readonly owner: Owner;
  /** µs; null while it has not ended. */
  readonly us: number | null;
  /** Of all of the command's time so far, 0..1: where it begins, and how long it is. */
  readonly from: number;
  readonly share: number;
}

export interface ChosenCommand {
  readonly row: CommandRow;
  readonly startNs: number;
  readonly hops: readonly Hop[];
  readonly addresses: Addresses;
}

/** @returns null for a command of which nothing is kept */
export function chosenCommand(
  source: CommandsSource,
  ref: CommandRef | null,
  addressesOf?: AddressesOf,
): ChosenCommand | null {
  const ring = ref === null ? undefined : source.devices[ref.device];
  if (ref === null || ring === undefined || ring.startOf(ref.ordinal) === 0) return null;
  const at = ring.rowOf(ref.ordinal);
  const row = describeRow(ring.columns, at);
  return {
    row,
    startNs: ring.startOf(ref.ordinal),
    hops: hopsOf(row),
    addresses: addressesFor(row, ring.columns.address[at] ?? 0, addressesOf),
  };
}

/** @param mapped where its secondary mapped it, by the trace; 0 before that */
function addressesFor(
  { buffer, secondary }: CommandRow,
  mapped: number,
  addressesOf: AddressesOf | undefined,
): Addresses {
  const unknown = { server: 0, primary: 0, secondary: 0 };
  const known =
    buffer === null || addressesOf === undefined ? unknown : addressesOf(buffer, secondary ?? 0);
  return mapped === 0 ? known : { ...known, secondary: mapped };
}

function hopsOf(row: CommandRow): Hop[] {
  const sumUs = stageNames.reduce((sum, stage) => sum + (row.stages[stage] ?? 0), 0);
  const wholeUs = Math.max(sumUs, (row.totalMs ?? 0) * 1_000, 1e-9);
  let passedUs = 0;
  return stageNames.map((stage) => {
    const us = row.stages[stage];
    const hop = {
      stage,
      owner: ownerOf(stage, row),
      us,
      from: passedUs / wholeUs,
      share: (us ?? 0) / wholeUs,
    };
    passedUs += us ?? 0;
    return hop;
  });
}

function ownerOf(stage: StageName, row: CommandRow): Owner {
  if (stage === "server") return { kind: "server" };
  if (stage === "map" || stage === "move") return { kind: "secondary", index: row.secondary ?? 0 };
  return { kind: "primary" };
}

/** A handle and its fields: 5A·B73·00D, set tag 5A, generation B73, buffer 00D. */
export function handleWords(handle: number, w: Words["panels"]): readonly string[] {
  return handleFields(handle).flatMap(({ id, value, digits }) =>
    id === "sign" ? [] : [`${w[id]} ${value.toString(16).toUpperCase().padStart(digits, "0")}`],
  );
}

/** Name and number of a completion: "ERROR_SUCCESS 0"; null before it. */
export function completionOf({
  completion,
  place,
}: CommandRow): { name: string; number: string } | null {
  if (place !== "done" && place !== "failed") return null;
  return { name: nameOfCompletion(completion) ?? "Win32", number: String(completion) };
}

export function addressText(address: number): string {
  return address === 0 ? dash : addressGroups(BigInt(address)).join("");
}

/** The command as lines of text, to be put into a ticket. */
export function commandText(
  { row, startNs, hops, addresses }: ChosenCommand,
  source: CommandsSource,
  cause: string,
  { words, format }: { readonly words: Words; readonly format: Format },
): string {
  const { panels: w, timeline } = words;
  const us = (value: number | null): string => format.text(format.latency(value));
  const completion = completionOf(row);
  const facts: readonly (readonly [string, string])[] = [
    [w.order, w.orderText(format.count(row.sequence), row.device + 1)],
    [w.begin, w.afterFirst(format.twoDecimals((startNs - source.firstNs) / 1e6))],
    [w.size, `${format.count(row.size)} B`],
    [w.position, row.position < 0 ? dash : `${format.count(row.position)} B`],
    [w.handle, handleLine(row.handle, w)],
    [w.completed, completion === null ? w.notCompleted : `${completion.name} ${completion.number}`],
    [timeline.server, addressText(addresses.server)],
    [timeline.primary, addressText(addresses.primary)],
    [timeline.secondary((row.secondary ?? 0) + 1), addressText(addresses.secondary)],
  ];
  return [
    `${timeline.commandOn(commandName(row.commandCode), row.device + 1)}, ${us(totalUs(row))}`,
    ...hops.map(({ stage, us: spent, share }) => {
      const call = w.calls[stage] === "" ? "" : ` (${w.calls[stage]})`;
      return `  ${w.stages[stage]}${call}: ${us(spent)}, ${format.percentRound(share)}`;
    }),
    ...(cause === "" ? [] : [cause]),
    ...facts.map(([name, value]) => `${name}: ${value}`),
  ].join("\n");
}

function handleLine(handle: number, w: Words["panels"]): string {
  if (handle === 0) return dash;
  return `${handleText(handle, true)} (${handleWords(handle, w).join(", ")})`;
}

export function totalUs({ totalMs }: CommandRow): number | null {
  return totalMs === null ? null : totalMs * 1_000;
}
