/**
 * The state of a run, the facts that change it and the effects that follow from it: types only, see run-machine.ts.
 */
import type { MediumSummary } from "../contract/processes.ts";
import type { FailureStep, RunResult } from "../contract/run.ts";

export type Stage =
  | "checking"
  | "attaching"
  | "opening"
  | "moving"
  | "judging"
  | "publishing"
  | "aborting"
  | "ending"
  | "ended";

export interface DevicePart {
  /** describing: the medium is finished and its manifest is being written. */
  readonly state: "waiting" | "moving" | "describing" | "described" | "failed";
  readonly isClosed: boolean;
  /** VDC_Complete waits for our answer. */
  readonly isCompletePending: boolean;
  readonly summary: MediumSummary | null;
}

export interface SecondaryPart {
  readonly state: "idle" | "starting" | "serving" | "replacing" | "ended";
  readonly pid: number;
  readonly restarts: number;
  readonly devices: readonly number[];
}

export interface RunState {
  readonly kind: "backup" | "restore";
  /** Whether media get manifests and names at the end. */
  readonly isKept: boolean;
  readonly stage: Stage;
  readonly devices: readonly DevicePart[];
  readonly secondaries: readonly SecondaryPart[];
  readonly server: { readonly state: "idle" | "running" | "ended"; readonly pid: number };
  readonly verdict: { readonly ok: boolean } | null;
  readonly hasBrokerEnded: boolean;
  /** What went wrong, in the order it was heard of; the first cause is found in it at the end. */
  readonly steps: readonly FailureStep[];
  /** Set once by whatever made success impossible. */
  readonly isFailing: boolean;
  readonly outcome: RunResult["outcome"] | null;
}

export type Fact =
  | {
      readonly kind: "planned";
      readonly assignment: readonly number[];
      readonly secondaryCount: number;
      readonly isKept: boolean;
    }
  | { readonly kind: "serverStarted"; readonly pid: number }
  | { readonly kind: "configured" }
  | { readonly kind: "secondaryServing"; readonly secondary: number; readonly pid: number }
  | {
      readonly kind: "secondaryLost";
      readonly secondary: number;
      readonly step: FailureStep;
      readonly budgetStep: FailureStep;
    }
  | { readonly kind: "secondaryGone"; readonly secondary: number }
  | {
      readonly kind: "finished";
      readonly device: number;
      readonly summary: MediumSummary;
      readonly isCompletePending: boolean;
    }
  | { readonly kind: "described"; readonly device: number }
  | { readonly kind: "deviceClosed"; readonly device: number }
  | { readonly kind: "deviceFailed"; readonly device: number; readonly step: FailureStep }
  | { readonly kind: "brokerEnded" }
  | { readonly kind: "verdict"; readonly ok: boolean }
  | { readonly kind: "serverEnded" }
  /** Something that is only remembered: a server message, an abort that was seen. */
  | { readonly kind: "noted"; readonly step: FailureStep }
  /** Something after which the run cannot go on. */
  | { readonly kind: "failed"; readonly step: FailureStep }
  | { readonly kind: "published" }
  | { readonly kind: "aborted" }
  /** Everything is closed. `isStopped`: the first cause of a failing run is the user. */
  | { readonly kind: "cleaned"; readonly isStopped: boolean };

export type FactOf<Kind extends Fact["kind"]> = Extract<Fact, { kind: Kind }>;

type Bare<Kind extends string> = Kind extends string ? { readonly kind: Kind } : never;

export type Effect =
  | Bare<
      | "attach"
      | "openBroker"
      | "startBroker"
      | "closeSet"
      | "publish"
      | "abort"
      | "cleanUp"
      | "report"
    >
  | { readonly kind: "startSecondary"; readonly secondary: number }
  | { readonly kind: "replaceSecondary"; readonly secondary: number }
  | { readonly kind: "describe"; readonly device: number; readonly summary: MediumSummary }
  | { readonly kind: "completeDevice"; readonly device: number };

export function newRun(kind: RunState["kind"]): RunState {
  return {
    kind,
    isKept: false,
    stage: "checking",
    devices: [],
    secondaries: [],
    server: { state: "idle", pid: 0 },
    verdict: null,
    hasBrokerEnded: false,
    steps: [],
    isFailing: false,
    outcome: null,
  };
}

/** Stages in which the run still moves towards success. */
export function isUnderWay({ stage }: RunState): boolean {
  return ["checking", "attaching", "opening", "moving", "judging"].includes(stage);
}

/** Before anything was started there is nothing to abort; a publication is not stopped halfway. */
export function fail(state: RunState): RunState {
  if (state.stage === "checking" || state.stage === "publishing") {
    return { ...state, stage: "ending", isFailing: true };
  }
  return isUnderWay(state) ? { ...state, stage: "aborting", isFailing: true } : state;
}
