/**
 * What the job itself reads from the trace: the slowest commands with their slowest stage, and which command each
 * device received last. The trace's native pump gathers them (native/trace/scan.h); here they get their words.
 */
import type { RunResult } from "../contract/run.ts";
import { vdCommand } from "../contract/vdi.ts";
import type { NativeSlowCommand, NativeTrace } from "../vdi/native-trace.ts";

type SlowCommand = RunResult["slowest"][number];
type Source = Pick<NativeTrace, "slowest" | "gaps" | "newestCommands">;
type Gap = ReturnType<NativeTrace["gaps"]>[number];

export class TraceScan {
  readonly #source: Source;
  readonly #startNs: number;

  /** @param startNs the trace's clock when the run began */
  constructor(source: Source, startNs: number) {
    this.#source = source;
    this.#startNs = startNs;
  }

  /** Code of the newest command that each device received, 0 before its first. */
  get newestCommand(): number[] {
    return this.#source.newestCommands();
  }

  /** The slowest commands so far, slowest first, at most 12. */
  slowest(): SlowCommand[] {
    const gaps = this.#source.gaps();
    return this.#source.slowest().map((command) => {
      const { mostly, ns } = mostlyOf(command, gaps);
      return {
        device: command.device,
        sequence: command.sequence,
        commandCode: command.command,
        atMs: (command.receivedNs - this.#startNs) / 1e6,
        totalUs: (command.completedNs - command.receivedNs) / 1e3,
        mostly,
        mostlyUs: ns / 1e3,
      };
    });
  }
}

function mostlyOf(
  { command, receivedNs, mappedNs, movedNs, completedNs, mapNs }: NativeSlowCommand,
  gaps: readonly Gap[],
): { mostly: SlowCommand["mostly"]; ns: number } {
  const gap = gaps.find(
    ({ lostNs, replacedNs }) => lostNs >= receivedNs && lostNs <= completedNs && replacedNs > 0,
  );
  if (gap !== undefined) {
    return { mostly: "restart", ns: Math.min(gap.replacedNs, completedNs) - gap.lostNs };
  }
  if (command === vdCommand.VDC_Flush || command === vdCommand.VDC_Complete) {
    return { mostly: "sync", ns: completedNs - receivedNs };
  }
  const spans: [SlowCommand["mostly"], number][] = [
    ["lease", span(receivedNs, mappedNs - mapNs)],
    ["map", mapNs],
    ["move", span(mappedNs, movedNs)],
    ["done", span(movedNs, completedNs)],
  ];
  const [mostly, ns] = spans.reduce((longest, entry) => (entry[1] > longest[1] ? entry : longest));
  return { mostly, ns };
}

/** Time between two stages, 0 where one of them was not seen. */
function span(fromNs: number, toNs: number): number {
  return fromNs > 0 && toNs > fromNs ? toNs - fromNs : 0;
}
