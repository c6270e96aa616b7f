/**
 * A run as a pure state machine: `(state, fact) -> state`, and what is to be done, read off the difference of two
 * states. One service (run-service.ts) runs the effects and brings back facts.
 *
 *   checking -> attaching -> opening -> moving -> judging -> publishing -> ending -> ended
 *                   \___________\__________\_________\-> aborting -----------^
 *
 * Invariants: a run ends once; nothing is published without the server's verdict and a described medium of every
 * device; after `aborting` began no process is started and no device completed; a secondary is replaced at
 * most `restartsMax` times; no step is lost.
 */
import type { RunResult } from "../contract/run.ts";
import { closeDevice, describe, failDevice, finish, lose, serve, succeed } from "./run-parts.ts";
import {
  fail,
  isUnderWay,
  type DevicePart,
  type Effect,
  type Fact,
  type FactOf,
  type RunState,
  type SecondaryPart,
  type Stage,
} from "./run-state.ts";

type Reducers = {
  readonly [Kind in Fact["kind"]]: (state: RunState, fact: FactOf<Kind>) => RunState;
};

const reducers: Reducers = {
  planned: (state, fact) => (state.stage === "checking" ? plan(state, fact) : state),
  serverStarted: (state, { pid }) => ({ ...state, server: { state: "running", pid } }),
  configured: (state) => (state.stage === "attaching" ? beginOpening(state) : state),
  secondaryServing: serve,
  secondaryLost: lose,
  secondaryGone: succeed,
  finished: finish,
  described: describe,
  deviceClosed: closeDevice,
  deviceFailed: failDevice,
  brokerEnded: (state) => ({ ...state, hasBrokerEnded: true }),
  verdict: (state, { ok }) => ({ ...state, verdict: { ok } }),
  serverEnded: (state) => ({ ...state, server: { ...state.server, state: "ended" } }),
  noted: (state, fact) => ({ ...state, steps: [...state.steps, fact.step] }),
  failed: (state, fact) => fail({ ...state, steps: [...state.steps, fact.step] }),
  published: (state) => (state.stage === "publishing" ? { ...state, stage: "ending" } : state),
  aborted: (state) => (state.stage === "aborting" ? { ...state, stage: "ending" } : state),
  cleaned: (state, { isStopped }) =>
    state.stage === "ending"
      ? { ...state, stage: "ended", outcome: outcomeOf(state, isStopped) }
      : state,
};

/** The state after a fact. Facts that come too late to matter change nothing but the notes. */
export function step(state: RunState, fact: Fact): RunState {
  if (state.stage === "ended") {
    return state;
  }
  const reduce = reducers[fact.kind] as (state: RunState, fact: Fact) => RunState;
  return advance(reduce(state, fact));
}

function plan(state: RunState, fact: FactOf<"planned">): RunState {
  const device: DevicePart = {
    state: "waiting",
    isClosed: false,
    isCompletePending: false,
    summary: null,
  };
  return {
    ...state,
    isKept: fact.isKept,
    stage: "attaching",
    devices: fact.assignment.map(() => device),
    secondaries: Array.from({ length: fact.secondaryCount }, (_, secondary) => ({
      state: "idle",
      pid: 0,
      restarts: 0,
      devices: fact.assignment.flatMap((owner, index) => (owner === secondary ? [index] : [])),
    })),
  };
}

function outcomeOf(state: RunState, isStopped: boolean): RunResult["outcome"] {
  if (!state.isFailing) {
    return "done";
  }
  return isStopped ? "stopped" : "failed";
}

/** Moves on to the next stage when everything that it waits for is there. */
function advance(state: RunState): RunState {
  if (isUnderWay(state) && state.stage !== "checking" && hasLostServer(state)) {
    return fail(state);
  }
  if (state.stage === "opening" && state.secondaries.every((part) => part.state === "serving")) {
    return advance(beginMoving(state));
  }
  if (state.stage === "moving" && state.hasBrokerEnded) {
    return endMoving(state);
  }
  return state.stage === "judging" && state.verdict !== null ? endJudging(state) : state;
}

/** The statement failed or its process ended before the verdict. */
function hasLostServer(state: RunState): boolean {
  return state.verdict === null ? state.server.state === "ended" : !state.verdict.ok;
}

function beginOpening(state: RunState): RunState {
  const secondaries = state.secondaries.map((part): SecondaryPart => ({
    ...part,
    state: "starting",
  }));
  return { ...state, stage: "opening", secondaries };
}

function beginMoving(state: RunState): RunState {
  const devices = state.devices.map((part): DevicePart => ({ ...part, state: "moving" }));
  return { ...state, stage: "moving", devices };
}

function endMoving(state: RunState): RunState {
  const areClosed = state.devices.every((part) => part.isClosed);
  return areClosed ? advance({ ...state, stage: "judging" }) : fail(state);
}

/** The server says done; so must we be able to, for every medium. */
function endJudging(state: RunState): RunState {
  if (state.devices.every((part) => part.state === "described")) {
    return { ...state, stage: state.isKept ? "publishing" : "ending" };
  }
  return state.devices.some((part) => part.state !== "described" && part.state !== "describing")
    ? fail(state)
    : state;
}

/** What is to be done after a fact turned `before` into `after`, in order. */
export function effectsOf(before: RunState, after: RunState): Effect[] {
  const ofStage = before.stage === after.stage ? [] : effectsOfEntering(before.stage, after.stage);
  const ofDevices = isUnderWay(after) ? effectsOfDevices(before, after) : [];
  return [...ofStage, ...effectsOfSecondaries(before, after), ...ofDevices];
}

function effectsOfEntering(before: Stage, after: Stage): Effect[] {
  switch (after) {
    case "attaching":
      return [{ kind: "attach" }];
    case "opening":
      return [{ kind: "openBroker" }];
    case "moving":
      return [{ kind: "startBroker" }];
    case "judging":
      return [{ kind: "closeSet" }];
    case "publishing":
      // From moving to publishing in one step: the verdict was in already, the set is open still.
      return before === "moving"
        ? [{ kind: "closeSet" }, { kind: "publish" }]
        : [{ kind: "publish" }];
    case "aborting":
      return [{ kind: "abort" }];
    case "ending":
      return [{ kind: "cleanUp" }];
    case "ended":
      return [{ kind: "report" }];
    case "checking":
      return [];
  }
}

function effectsOfSecondaries(before: RunState, after: RunState): Effect[] {
  return after.secondaries.flatMap((part, secondary): Effect[] => {
    if (part.state === before.secondaries[secondary]?.state) {
      return [];
    }
    if (part.state === "starting") {
      return [{ kind: "startSecondary", secondary }];
    }
    return part.state === "replacing" ? [{ kind: "replaceSecondary", secondary }] : [];
  });
}

function effectsOfDevices(before: RunState, after: RunState): Effect[] {
  return after.devices.flatMap((part, device): Effect[] => {
    if (part.state === before.devices[device]?.state) {
      return [];
    }
    if (part.state === "describing" && part.summary !== null) {
      return [{ kind: "describe", device, summary: part.summary }];
    }
    const isAsked = part.state === "described" && part.isCompletePending;
    return isAsked ? [{ kind: "completeDevice", device }] : [];
  });
}
