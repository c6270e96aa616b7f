/**
 * A run as the bridge would report it, grown from a simulated trace: for tests and for looking at the Monitor.
 */
import type { JobSpec } from "../../../electron/contract/job.ts";
import { jobDefaults } from "../../../electron/contract/job.ts";
import type { DeviceState, Phase, Run } from "../../../electron/contract/run.ts";
import { phases } from "../../../electron/contract/run.ts";
import { SimulatedTrace, type TracePlan } from "./simulated-trace.ts";

export interface RunPlan extends TracePlan {
  /** Bytes of the whole stream. */
  readonly totalBytes: number;
  /** How far it is at the start, 0..1. */
  readonly begunAt: number;
  readonly startedAtMs: number;
}

export const usualPlan: RunPlan = {
  devices: 3,
  secondaries: 3,
  buffers: 24,
  commandsPerSecond: 1_659,
  transferSize: 1_048_576,
  buffersPerSegment: 8,
  direction: "write",
  totalBytes: Math.round(412.3 * 2 ** 30),
  begunAt: 0.6,
  startedAtMs: 1_795_368_253_000,
};

const ratio = 2.14;

export class SimulatedRun {
  readonly trace: SimulatedTrace;
  readonly plan: RunPlan;
  run: Run;
  private readonly baseBytes: number;

  constructor(plan: Partial<RunPlan> = {}) {
    this.plan = { ...usualPlan, ...plan };
    this.trace = new SimulatedTrace(this.plan);
    this.baseBytes = (this.plan.totalBytes * this.plan.begunAt) / this.plan.devices;
    this.run = this.begin();
  }

  /** Lets time pass. @returns the trace batch of that span; `run` is newer afterwards */
  advance(ms: number, sampleEvery = 1): ArrayBuffer {
    const batch = this.trace.advance(ms, sampleEvery);
    const rate = this.plan.commandsPerSecond * this.plan.transferSize;
    const elapsedMs = this.run.elapsedMs + ms;
    const devices = this.run.devices.map((device) =>
      this.device(device, rate / this.plan.devices, elapsedMs),
    );
    const plain = devices.reduce((sum, device) => sum + device.plainBytes, 0);
    this.run = {
      ...this.run,
      elapsedMs,
      devices,
      rate: {
        now: rate * (1 + Math.sin(elapsedMs / 900) * 0.02),
        mean: rate * 0.98,
        peak: rate * 1.16,
      },
      commandRate: this.plan.commandsPerSecond,
      secondsLeft: { seconds: (this.plan.totalBytes - plain) / rate, plusMinus: 5 },
    };
    return batch;
  }

  private device(before: DeviceState, rate: number, elapsedMs: number): DeviceState {
    const { plan, trace } = this;
    const commands = trace.completed[before.index] ?? 0;
    const plainBytes = this.baseBytes + commands * plan.transferSize;
    const expected = before.expectedBytes ?? plainBytes;
    const now = rate * (1 + Math.sin(elapsedMs / 700 + before.index) * 0.03);
    return {
      ...before,
      commands: Math.floor(this.baseBytes / plan.transferSize) + commands,
      plainBytes,
      storedBytes: plainBytes / ratio,
      rate: now,
      secondsLeft: Math.max(0, expected - plainBytes) / now,
      idleMs: 0.6,
    };
  }

  private begin(): Run {
    const { plan } = this;
    const spec = specOf(plan);
    const elapsedMs = 163_000;
    return {
      runId: "simulated",
      database: "SalesDW",
      spec,
      startedAtMs: plan.startedAtMs,
      elapsedMs,
      phase: "data",
      phaseSpans: spansUntil("data"),
      processes: processesOf(plan),
      devices: Array.from({ length: plan.devices }, (_, index) => this.firstState(index)),
      set: {
        name: "handoff-simulated",
        blockSize: 4_096,
        transferSize: plan.transferSize,
        bufferCount: plan.buffers,
        alignment: 4_096,
        prefixZone: 0,
        features: 0x52000,
        segments: segmentsOf(plan),
      },
      rate: { now: 0, mean: 0, peak: 0 },
      commandRate: 0,
      secondsLeft: null,
      latencyNs: { p50: 4_100, p99: 11_000, p999: 48_000, max: 2_100_000 },
      timeShare: { server: 0.09, handoff: 0.02, codec: 0.58, disk: 0.31 },
      droppedEvents: 0,
      messages: [],
      notes: [],
      history: historyOf(plan),
      result: null,
    };
  }

  private firstState(index: number): DeviceState {
    const { plan } = this;
    return {
      index,
      name: `handoff-device-${index + 1}`,
      file: `/backup/${"abc"[index] ?? "d"}/${fileOf(index, plan.devices)}`,
      expectedBytes: (plan.totalBytes / plan.devices) * (1 + 0.004 * ((index % 5) - 2)),
      plainBytes: this.baseBytes,
      storedBytes: this.baseBytes / ratio,
      commands: 0,
      flushes: 0,
      rate: 0,
      secondsLeft: null,
      idleMs: 0,
      state: "running",
      checksum: null,
    };
  }
}

function fileOf(index: number, devices: number): string {
  return `SalesDW_${index + 1}of${devices}.bak.zst`;
}

function specOf(plan: RunPlan): JobSpec {
  const files = Array.from(
    { length: plan.devices },
    (_, index) => `/backup/${fileOf(index, plan.devices)}`,
  );
  const common = { ...jobDefaults, faults: [], transferSize: plan.transferSize };
  if (plan.direction === "read")
    return { kind: "restore", media: files, sink: { kind: "discard" }, ...common };
  return {
    kind: "backup",
    source: { kind: "generate", bytes: plan.totalBytes, seed: 1, entropy: 0.4 },
    targets: files,
    codec: { kind: "zstd", level: 3 },
    ...common,
  };
}

function segmentsOf(plan: RunPlan): { bytes: number; buffers: number }[] {
  const count = Math.ceil(plan.buffers / plan.buffersPerSegment);
  return Array.from({ length: count }, (_, index) => {
    const buffers = Math.min(plan.buffersPerSegment, plan.buffers - index * plan.buffersPerSegment);
    return { bytes: buffers * plan.transferSize, buffers };
  });
}

function processesOf(plan: RunPlan): Run["processes"] {
  const secondaries = Array.from({ length: plan.secondaries }, (_, index) => ({
    role: "secondary" as const,
    index,
    pid: 41_887 + index * 2,
    state: "running" as const,
    restarts: 0,
    devices: Array.from({ length: plan.devices }, (_, device) => device).filter(
      (device) => device % plan.secondaries === index,
    ),
  }));
  return [
    { role: "server", index: 0, pid: 41_872, devices: [], state: "running", restarts: 0 },
    { role: "primary", index: 0, pid: 41_880, devices: [], state: "running", restarts: 0 },
    ...secondaries,
  ];
}

function spansUntil(phase: Phase): Run["phaseSpans"] {
  const until = phases.indexOf(phase);
  return phases.slice(0, until + 1).map((name, index) => ({
    phase: name,
    startedMs: index * 150,
    endedMs: index < until ? (index + 1) * 150 : null,
  }));
}

function historyOf(plan: RunPlan): Run["history"] {
  const rate = (plan.commandsPerSecond * plan.transferSize) / plan.devices;
  const perDevice = Array.from({ length: plan.devices }, (_, device) =>
    Array.from({ length: 260 }, (_, point) => {
      const dip = device === 1 && point > 122 && point < 128 ? 0.05 : 1;
      return (
        rate *
        dip *
        (1 + 0.03 * Math.sin(point / 9 + device) + 0.012 * Math.sin(point * 2.3 + device))
      );
    }),
  );
  return { stepMs: 250, perDevice };
}
