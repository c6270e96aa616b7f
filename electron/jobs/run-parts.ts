/**
 * The parts of a run's state that there are several of: devices and secondaries. Pure.
 */
import { jobLimits } from "./limits.ts";
import {
  fail,
  isUnderWay,
  type DevicePart,
  type FactOf,
  type RunState,
  type SecondaryPart,
} from "./run-state.ts";

/** A secondary has opened set and media. */
export function serve(state: RunState, fact: FactOf<"secondaryServing">): RunState {
  const part = state.secondaries[fact.secondary];
  return part?.state === "starting"
    ? withSecondary(state, fact.secondary, { ...part, state: "serving", pid: fact.pid })
    : state;
}

/** The lost one is surely dead: its successor may start. */
export function succeed(state: RunState, fact: FactOf<"secondaryGone">): RunState {
  const part = state.secondaries[fact.secondary];
  if (part?.state !== "replacing") {
    return state;
  }
  const next: SecondaryPart = isUnderWay(state)
    ? { ...part, state: "starting", restarts: part.restarts + 1 }
    : { ...part, state: "ended" };
  return withSecondary(state, fact.secondary, next);
}

/** A secondary died or hangs: it is replaced while it is needed and its budget lasts. */
export function lose(state: RunState, fact: FactOf<"secondaryLost">): RunState {
  const part = state.secondaries[fact.secondary];
  if (part === undefined || part.state === "replacing" || part.state === "ended") {
    return state;
  }
  const ended: SecondaryPart = { ...part, state: "ended" };
  const isNeeded = part.devices.some((device) => !hasNoMoreToMove(state.devices[device]));
  if (!isUnderWay(state) || !isNeeded) {
    return withSecondary(state, fact.secondary, ended);
  }
  if (part.restarts >= jobLimits.restartsMax) {
    const steps = [...state.steps, fact.step, fact.budgetStep];
    return fail({ ...withSecondary(state, fact.secondary, ended), steps });
  }
  const noted = { ...state, steps: [...state.steps, fact.step] };
  return withSecondary(noted, fact.secondary, { ...part, state: "replacing" });
}

/** A device whose medium is finished (or given up) needs its secondary no more. */
function hasNoMoreToMove(device: DevicePart | undefined): boolean {
  return device === undefined || device.isClosed || device.summary !== null;
}

function withSecondary(state: RunState, index: number, part: SecondaryPart): RunState {
  return {
    ...state,
    secondaries: state.secondaries.map((other, i) => (i === index ? part : other)),
  };
}

/** A medium is finished. What is not kept has nothing to describe. */
export function finish(state: RunState, fact: FactOf<"finished">): RunState {
  return withDevice(state, fact.device, (part) => {
    const { summary, isCompletePending } = fact;
    const next = state.isKept ? "describing" : "described";
    return {
      ...part,
      summary,
      isCompletePending,
      state: part.state === "failed" ? "failed" : next,
    };
  });
}

export function describe(state: RunState, fact: FactOf<"described">): RunState {
  return withDevice(state, fact.device, (part) =>
    part.state === "describing" ? { ...part, state: "described" } : part,
  );
}

/** VD_E_CLOSE. For what is not kept the close is all there is to wait for. */
export function closeDevice(state: RunState, fact: FactOf<"deviceClosed">): RunState {
  return withDevice(state, fact.device, (part) => {
    const isDone = !state.isKept && part.state === "moving";
    return { ...part, isClosed: true, state: isDone ? "described" : part.state };
  });
}

export function failDevice(state: RunState, fact: FactOf<"deviceFailed">): RunState {
  const failed = withDevice(state, fact.device, (part) => ({ ...part, state: "failed" }));
  return { ...failed, steps: [...state.steps, fact.step] };
}

function withDevice(
  state: RunState,
  index: number,
  change: (part: DevicePart) => DevicePart,
): RunState {
  return { ...state, devices: state.devices.map((part, i) => (i === index ? change(part) : part)) };
}
