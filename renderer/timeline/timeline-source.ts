import type { RunProcess } from "../../electron/contract/run.ts";
import type { SelectionStore } from "../monitor/selection.ts";
import type { RunFacts } from "./annotations.ts";
import type { TraceModel } from "./trace-model.ts";
import type { AddressesOf } from "./panels/command-model.ts";
import type { ViewLink } from "./use-view-range.ts";

/** What a timeline is of: a run that is watched, or a trace file. */
export interface TimelineSource {
  readonly model: TraceModel;
  /** Of the model, so that a change is drawn. */
  readonly version: number;
  /** Whether more is to come. */
  readonly isLive: boolean;
  readonly facts: RunFacts;
  readonly processes: readonly Pick<RunProcess, "role" | "index" | "pid">[];
  /** Shared with the other views of a run; null: nothing else shows it. */
  readonly selection: SelectionStore | null;
  /** Another timeline shows the same span; null: this one is alone. */
  readonly link: ViewLink | null;
  /** Where a buffer lies in each process, where that is known. */
  readonly addressesOf?: AddressesOf;
}
