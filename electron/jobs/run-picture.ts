/**
 * Parts of the picture of a run, made from the machine's state and the broker's counters. Pure.
 */
import type { DeviceState, Phase, RunProcess, RunResult } from "../contract/run.ts";
import { vdCommand } from "../contract/vdi.ts";
import type { BrokerStats } from "../vdi/addon.ts";
import { jobLimits } from "./limits.ts";
import { timeLeft } from "./meter.ts";
import type { Plan } from "./plan.ts";
import type { DevicePart, RunState, SecondaryPart } from "./run-state.ts";

/** What the pictures are made of. */
export interface Seen {
  readonly state: RunState;
  readonly plan: Plan | null;
  /** null before the broker was looked at. */
  readonly stats: BrokerStats | null;
  /** Bytes per second of a device. */
  readonly rateOf: (device: number) => number;
  /** Command code that each device received last, 0 before its first. */
  readonly newestCommands: readonly number[];
}

/** The phase while data move; `headers` until every device has completed a command. */
export function phaseOfMoving({ state, plan, stats, newestCommands }: Seen): Phase {
  const devices = stats?.devices ?? [];
  if (devices.length === 0 || devices.some((device) => device.commands === 0)) {
    return "headers";
  }
  if (state.devices.every((part) => part.isClosed)) {
    return "verdict";
  }
  if (state.kind === "restore") {
    return "data";
  }
  if (state.devices.every((part) => part.isCompletePending || part.isClosed)) {
    return "complete";
  }
  const isFlushing = newestCommands.every(
    (code) => code === vdCommand.VDC_Flush || code === vdCommand.VDC_Complete,
  );
  return isFlushing && hasMovedMost(plan?.expectedBytes ?? [], devices) ? "flush" : "data";
}

/** A server may flush several times, after the headers to begin with: only what comes late is the phase. */
function hasMovedMost(expected: readonly number[], devices: BrokerStats["devices"]): boolean {
  return expected.every((bytes, index) => (devices[index]?.bytes ?? 0) >= bytes / 2);
}

/** All devices of the plan, none before there is one. */
export function devicesOf(seen: Seen): DeviceState[] {
  return (seen.plan?.deviceNames ?? []).map((name, index) => deviceOf(seen, name, index));
}

const nothingYet = {
  bytes: 0,
  storedBytes: 0,
  commands: 0,
  flushes: 0,
  leasesOut: 0,
  idleMs: 0,
  closed: false,
};

function deviceOf(seen: Seen, name: string, index: number): DeviceState {
  const part = seen.state.devices[index];
  const counters = seen.stats?.devices[index] ?? nothingYet;
  const summary = part?.summary ?? { plainBytes: 0, storedBytes: 0, plainXxh3: null };
  const plainBytes = Math.max(counters.bytes, summary.plainBytes);
  const expectedBytes = seen.plan?.expectedBytes[index] ?? null;
  const rate = seen.rateOf(index);
  return {
    index,
    name,
    file: fileOf(seen.plan, index),
    expectedBytes,
    plainBytes,
    storedBytes: Math.max(counters.storedBytes, summary.storedBytes),
    commands: counters.commands,
    flushes: counters.flushes,
    rate,
    secondsLeft: secondsLeftOf(expectedBytes, plainBytes, rate),
    idleMs: counters.idleMs,
    state: stateOf(seen, part, index),
    checksum: summary.plainXxh3,
  };
}

function fileOf(plan: Plan | null, index: number): string {
  return plan === null || plan.codec.kind === "null" ? "" : (plan.files[index] ?? "");
}

function secondsLeftOf(expected: number | null, plainBytes: number, rate: number): number | null {
  const left = expected === null ? null : Math.max(0, expected - plainBytes);
  return timeLeft([left], [rate], [])?.seconds ?? null;
}

function stateOf(seen: Seen, part: DevicePart | undefined, index: number): DeviceState["state"] {
  const { outcome } = seen.state;
  if (part === undefined || part.state === "waiting") {
    return "waiting";
  }
  if (part.state === "failed" || (outcome !== null && outcome !== "done")) {
    return "failed";
  }
  if (part.isClosed) {
    return "done";
  }
  if (part.summary !== null) {
    return "synced";
  }
  return doesWait(seen.stats?.devices ?? [], index) ? "waiting" : "running";
}

/** No command for a second while other devices get theirs: the server waits for another stripe. */
function doesWait(devices: BrokerStats["devices"], index: number): boolean {
  const isIdle = (devices[index]?.idleMs ?? 0) > jobLimits.idleShownMs;
  return isIdle && devices.some((other, i) => i !== index && other.idleMs < jobLimits.idleShownMs);
}

/** Server, primary and all secondaries. */
export function processesOf(state: RunState): RunProcess[] {
  const none = { index: 0, devices: [], restarts: 0 };
  const serverStates = { idle: "starting", running: "running", ended: "ended" } as const;
  const processes: RunProcess[] = [
    { ...none, role: "server", pid: state.server.pid, state: serverStates[state.server.state] },
    { ...none, role: "primary", pid: process.pid, state: "running" },
    ...state.secondaries.map(secondaryOf),
  ];
  return state.outcome === null
    ? processes
    : processes.map((each) => ({ ...each, state: "ended" }));
}

function secondaryOf(part: SecondaryPart, index: number): RunProcess {
  const states = {
    idle: "starting",
    starting: part.restarts > 0 ? "replacing" : "starting",
    serving: "running",
    replacing: "replacing",
    ended: "ended",
  } as const;
  const { pid, restarts } = part;
  return {
    role: "secondary",
    index,
    pid,
    devices: [...part.devices],
    restarts,
    state: states[part.state],
  };
}

/** Shares of the time that commands took; all 0 before the first. */
export function timeShareOf(stats: BrokerStats | null): RunResult["timeShare"] {
  const spent = stats?.stageNs ?? { server: 0, handoff: 0, codec: 0, disk: 0 };
  const total = spent.server + spent.handoff + spent.codec + spent.disk;
  const share = (ns: number): number => (total <= 0 ? 0 : ns / total);
  return {
    server: share(spent.server),
    handoff: share(spent.handoff),
    codec: share(spent.codec),
    disk: share(spent.disk),
  };
}

/** Commands completed so far, all devices. */
export function commandsOf(stats: BrokerStats | null): number {
  return stats?.devices.reduce((sum, device) => sum + device.commands, 0) ?? 0;
}
