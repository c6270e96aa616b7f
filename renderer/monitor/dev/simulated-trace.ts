/**
 * A deterministic handoff that writes trace batches in their real format: for tests, the benchmark and for
 * looking at the Monitor without a run. Never part of the program.
 *
 * Each device has its own queue: the server issues at the asked pace when a buffer is free, the secondary
 * moves one command at a time, every stage takes a seeded time.
 */
import { eventBytes, eventKind } from "../../../electron/contract/trace-event.ts";
import { vdCommand } from "../../../electron/contract/vdi.ts";

export interface TracePlan {
  readonly devices: number;
  readonly secondaries: number;
  readonly buffers: number;
  readonly commandsPerSecond: number;
  readonly transferSize: number;
  readonly buffersPerSegment: number;
  readonly direction: "write" | "read";
  /** Moving one command takes this many microseconds; null: as long as the pace allows. */
  readonly moveUs?: number;
}

interface PendingEvent {
  readonly timeNs: number;
  readonly kind: number;
  readonly device: number;
  readonly actor: number;
  readonly sequence: number;
  readonly handle: number;
  readonly size: number;
  readonly code: number;
  readonly address: number;
  readonly position: number;
}

const setTag = 0x5a;
const startNs = 5e12;

export class SimulatedTrace {
  readonly plan: TracePlan;
  /** Of each device: commands issued and completed so far. */
  readonly issued: number[];
  readonly completed: number[];
  nowNs = startNs;
  private readonly random: () => number;
  private readonly nextIssueNs: number[];
  private readonly secondaryFreeNs: number[];
  /** When the last few commands of a device were moved: the primary takes three at a time. */
  private readonly movedNs: number[][] = [];
  private readonly bufferFreeNs: number[];
  private readonly generation: number[];
  private pending: PendingEvent[] = [];

  constructor(plan: TracePlan, seed = 7) {
    this.plan = plan;
    this.random = seeded(seed);
    this.issued = new Array<number>(plan.devices).fill(0);
    this.completed = new Array<number>(plan.devices).fill(0);
    this.nextIssueNs = this.issued.map((_, device) => startNs + device * 40_000);
    this.secondaryFreeNs = new Array<number>(plan.devices).fill(0);
    this.bufferFreeNs = new Array<number>(plan.buffers).fill(0);
    this.generation = this.bufferFreeNs.map((_, buffer) => 0xb40 + (buffer % 3));
  }

  /** Lets time pass. @returns the events of that span, in the order in which lanes are drained */
  advance(ms: number, sampleEvery = 1): ArrayBuffer {
    const untilNs = this.nowNs + ms * 1e6;
    for (let device = 0; device < this.plan.devices; device++) this.issueUntil(device, untilNs);
    this.nowNs = untilNs;
    const due = this.pending.filter((event) => event.timeNs <= untilNs);
    this.pending = this.pending.filter((event) => event.timeNs > untilNs);
    // By actor as lanes are, each lane in order: events of one command are not sorted by time.
    due.sort((a, b) => a.actor - b.actor || a.timeNs - b.timeNs);
    for (const event of due) {
      if (event.kind === eventKind.completed)
        this.completed[event.device] = (this.completed[event.device] ?? 0) + 1;
    }
    return encode(due.filter((event) => event.sequence % sampleEvery === 0));
  }

  /** Address of a buffer in a process: actor 0 server, 1 primary, 2 + i secondary. */
  addressOf(actor: number, buffer: number): number {
    const segment = Math.floor(buffer / this.plan.buffersPerSegment);
    const bases = [0x7f6c_b8d0_6000, 0x7fa1_44d0_6000];
    const base = bases[actor] ?? 0x7f02_9ed0_6000 + (actor - 2) * 0x3_1200_0000;
    return (
      base +
      segment * 0x1_4000_0000 * (actor + 1) +
      (buffer % this.plan.buffersPerSegment) * this.plan.transferSize
    );
  }

  secondaryOf(device: number): number {
    return device % this.plan.secondaries;
  }

  private issueUntil(device: number, untilNs: number): void {
    const gapNs = (1e9 * this.plan.devices) / this.plan.commandsPerSecond;
    let at = this.nextIssueNs[device] ?? 0;
    while (at <= untilNs) {
      const buffer = this.takeBuffer(device);
      const issueNs = Math.max(at, (this.bufferFreeNs[buffer] ?? 0) + gapNs * 3 * this.random());
      this.command(device, buffer, issueNs, gapNs);
      at = Math.max(at + gapNs * (0.55 + 0.8 * this.random()), issueNs - 4 * gapNs);
    }
    this.nextIssueNs[device] = at;
  }

  /** The buffer that is free for the longest time, of those that this device uses. */
  private takeBuffer(device: number): number {
    const { devices, buffers } = this.plan;
    let best = device % buffers;
    for (let buffer = device % buffers; buffer < buffers; buffer += devices) {
      if ((this.bufferFreeNs[buffer] ?? 0) < (this.bufferFreeNs[best] ?? 0)) best = buffer;
    }
    return best;
  }

  private command(device: number, buffer: number, issueNs: number, gapNs: number): void {
    const { plan } = this;
    const sequence = (this.issued[device] ?? 0) + 1;
    this.issued[device] = sequence;
    const generation = ((this.generation[buffer] ?? 0) + 1) & 0xfff;
    this.generation[buffer] = generation;
    const handle = setTag * 2 ** 24 + generation * 4096 + buffer;
    const secondary = this.secondaryOf(device);
    const code = plan.direction === "write" ? vdCommand.VDC_Write : vdCommand.VDC_Read;
    const times = this.times(device, issueNs, gapNs);
    this.bufferFreeNs[buffer] = times.acknowledged;
    const common = {
      device,
      sequence,
      handle,
      size: plan.transferSize,
      position: (sequence - 1) * plan.transferSize,
    };
    const add = (
      timeNs: number,
      kind: number,
      actor: number,
      more: Partial<PendingEvent> = {},
    ): void => {
      this.pending.push({ ...common, timeNs, kind, actor, code: 0, address: 0, ...more });
    };
    add(issueNs, eventKind.issued, 0, { handle: buffer, code, address: this.addressOf(0, buffer) });
    add(times.received, eventKind.received, 1, {
      handle: 0,
      code,
      address: this.addressOf(1, buffer),
    });
    add(times.handle, eventKind.handleTaken, 1);
    add(times.leased, eventKind.leased, 1, { code: secondary });
    add(times.mapped, eventKind.mapped, 2 + secondary, {
      address: this.addressOf(2 + secondary, buffer),
      code: 300 + Math.floor(this.random() * 300),
    });
    const moveNs = Math.floor(times.moved - times.mapped);
    const codecNs = Math.floor(moveNs / 3);
    const address = codecNs + (moveNs - codecNs) * 4_294_967_296;
    add(times.moved, eventKind.moved, 2 + secondary, { address });
    add(times.completed, eventKind.completed, 1);
    add(times.acknowledged, eventKind.acknowledged, 0, { handle: buffer });
  }

  private times(
    device: number,
    issueNs: number,
    gapNs: number,
  ): Record<
    "received" | "handle" | "leased" | "mapped" | "moved" | "completed" | "acknowledged",
    number
  > {
    const vary = (ns: number): number => Math.round(ns * (0.8 + 0.4 * this.random()));
    const isSlow = this.random() < 0.004;
    const depth = this.movedNs[device] ?? [];
    const received = Math.max(
      issueNs + vary(Math.min(150_000, gapNs / 8)),
      (depth.at(-3) ?? 0) + vary(3_000),
    );
    const handle = received + vary(950);
    const leased = handle + vary(isSlow ? 2_500_000 : this.random() < 0.3 ? gapNs / 2 : 1_400);
    const mapped = Math.max(leased + vary(4_000), this.secondaryFreeNs[device] ?? 0);
    const moved =
      mapped + vary(this.plan.moveUs === undefined ? gapNs * 0.98 : this.plan.moveUs * 1000);
    this.secondaryFreeNs[device] = moved;
    this.movedNs[device] = [...depth.slice(-3), moved];
    const completed = moved + vary(9_000);
    return {
      received,
      handle,
      leased,
      mapped,
      moved,
      completed,
      acknowledged: completed + vary(60_000),
    };
  }
}

/** Numbers 0..1 that are the same in each run. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

function encode(events: readonly PendingEvent[]): ArrayBuffer {
  const batch = new ArrayBuffer(events.length * eventBytes);
  const view = new DataView(batch);
  events.forEach((event, index) => {
    const at = index * eventBytes;
    view.setBigUint64(at, BigInt(Math.round(event.timeNs)), true);
    view.setBigUint64(at + 8, BigInt(event.address), true);
    view.setBigInt64(at + 16, BigInt(event.position), true);
    view.setUint32(at + 24, event.sequence, true);
    view.setUint32(at + 28, event.handle, true);
    view.setUint32(at + 32, event.size, true);
    view.setUint32(at + 36, event.code, true);
    view.setUint8(at + 40, event.kind);
    view.setUint8(at + 41, event.device);
    view.setUint16(at + 42, event.actor, true);
    view.setUint32(at + 44, event.actor, true);
  });
  return batch;
}
