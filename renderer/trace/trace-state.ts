/**
 * Everything that the window knows of a run's trace, and the fold that brings a batch into it.
 *
 * No clock, no I/O: time is the events' own. Batches come 50 times a second with up to a few thousand
 * events; the fold makes no object but the few tokens that are drawn.
 *
 * Invariant: the same events in another order give the same state, but for which tokens are drawn.
 * Limits: see command-table.ts, buffer-map.ts, kept-commands.ts and rails.ts; nothing grows with the run.
 */
import { actorSecondaryFirst, eventCount, eventKind } from "../../electron/contract/trace-event.ts";
import { vdCommand } from "../../electron/contract/vdi.ts";
import { BufferMap, bufferCountMax, holder } from "./buffer-map.ts";
import { none, stage, type Stage } from "./command-columns.ts";
import { CommandTable } from "./command-table.ts";
import { eventWords, readDouble, readSignedDouble, wordOf } from "./event-words.ts";
import { KeptCommands } from "./kept-commands.ts";
import { rail, Rails, type Rail } from "./rails.ts";

/** Handle bits that are the buffer's index. */
const indexMask = bufferCountMax - 1;
const speedWindowNs = 1e9;
const firstWindowNs = 2e8;

const noWords = new Uint32Array(0);

export class TraceState {
  readonly table: CommandTable;
  readonly buffers = new BufferMap();
  readonly kept = new KeptCommands();
  readonly rails = new Rails();
  /** The stream holds every nth command; 1 = all. */
  sampleEvery = 1;
  /** Time of the newest event, ns. */
  nowNs = 0;
  /** Commands completed per second over the last second, sampled ones counted n times. */
  completedPerSecond = 0;
  /** The batch that is being folded, and where in it. */
  private words = noWords;
  private at = 0;
  private completedInWindow = 0;
  private windowFromNs = 0;

  constructor(deviceCount: number) {
    this.table = new CommandTable(deviceCount);
  }

  /** Brings a batch in. @param sampleEvery n: only commands with sequence % n === 0 are in the batch */
  fold(batch: ArrayBuffer, sampleEvery: number): void {
    this.kept.settle(this.table.columns);
    if (sampleEvery !== this.sampleEvery) {
      this.sampleEvery = sampleEvery;
      this.table.clear();
    }
    this.words = new Uint32Array(batch, 0, eventCount(batch) * eventWords);
    for (this.at = 0; this.at < this.words.length; this.at += eventWords) this.foldEvent();
    this.words = noWords;
    this.measure();
  }

  /** A field of the event that is being folded. */
  private field(offset: number): number {
    return this.words[this.at + offset] ?? 0;
  }

  private double(offset: number): number {
    return readDouble(this.words, this.at + offset);
  }

  private foldEvent(): void {
    const timeNs = this.double(wordOf.time);
    if (timeNs > this.nowNs) this.nowNs = timeNs;
    const kind = this.field(wordOf.kind) & 0xff;
    if (kind > eventKind.acknowledged) {
      if (kind === eventKind.secondaryLost) this.buffers.forgetSecondary(this.field(wordOf.code));
      return;
    }
    const device = (this.field(wordOf.kind) >>> 8) & 0xff;
    const row = this.table.rowFor(device, this.field(wordOf.sequence), this.sampleEvery);
    if (row >= 0 && this.table.reach(row, (kind - 1) as Stage, timeNs)) {
      if (kind >= eventKind.handleTaken && kind <= eventKind.completed) this.noteHandle(row);
      this.foldStage(kind, row, timeNs);
      this.showHolder(row);
    }
  }

  private foldStage(kind: number, row: number, timeNs: number): void {
    const code = this.field(wordOf.code);
    const { columns } = this.table;
    switch (kind) {
      case eventKind.issued:
        this.describe(row, code);
        this.noteServerAddress(row);
        this.travel(rail.command, row, timeNs, false);
        return;
      case eventKind.received:
        this.describe(row, code);
        columns.address[row] = this.double(wordOf.address);
        return;
      case eventKind.leased:
        columns.secondary[row] = code;
        this.travel(rail.handle, row, timeNs, false);
        return;
      case eventKind.mapped:
        columns.mapNs[row] = code;
        this.noteMapping(row);
        return;
      case eventKind.moved:
        if (code !== 0) columns.completion[row] = code;
        columns.codecNs[row] = this.field(wordOf.codecNs);
        columns.diskNs[row] = this.field(wordOf.diskNs);
        this.travel(rail.status, row, timeNs, code !== 0);
        return;
      case eventKind.completed:
        columns.completion[row] = code;
        this.completedInWindow++;
        this.kept.offer(row, columns.sequence[row] ?? 0);
        this.travel(rail.completion, row, timeNs, code !== 0);
        return;
      default:
    }
  }

  /** What both the server and the primary say of a command. */
  private describe(row: number, code: number): void {
    const { columns } = this.table;
    columns.commandCode[row] = code;
    columns.size[row] = this.field(wordOf.size);
    columns.position[row] = readSignedDouble(this.words, this.at + wordOf.position);
  }

  /** From its taking to the completion every event of a command with a buffer carries the handle. */
  private noteHandle(row: number): void {
    const handle = this.field(wordOf.handle);
    if (handle === 0) return;
    this.table.columns.handle[row] = handle;
    this.table.columns.buffer[row] = handle & indexMask;
  }

  private noteServerAddress(row: number): void {
    const { columns } = this.table;
    if (!carriesBuffer(columns.commandCode[row] ?? 0)) return;
    const buffer = this.field(wordOf.handle) & indexMask;
    const address = this.double(wordOf.address);
    columns.buffer[row] = buffer;
    if (address !== 0) this.buffers.setServerAddress(buffer, address);
  }

  private noteMapping(row: number): void {
    const buffer = this.table.columns.buffer[row] ?? none;
    const secondary = (this.field(wordOf.kind) >>> 16) - actorSecondaryFirst;
    const address = this.double(wordOf.address);
    this.table.columns.secondary[row] = secondary;
    if (buffer !== none && address !== 0)
      this.buffers.setSecondaryAddress(secondary, buffer, address);
  }

  /** Gives the command's buffer to whom its last stage says, unless something newer is known of it. */
  private showHolder(row: number): void {
    const { columns } = this.table;
    const buffer = columns.buffer[row] ?? none;
    if (buffer === none) return;
    const address = columns.address[row] ?? 0;
    if (address !== 0) this.buffers.setPrimaryAddress(buffer, address);
    const reached = columns.stageOf(row);
    const isBad = columns.completion[row] !== 0 && reached !== stage.acknowledged;
    const to = isBad ? holder.error : (holderAt[reached] ?? holder.free);
    if (this.buffers.move(buffer, to, columns.timeOf(row, reached as Stage)))
      this.carry(buffer, row);
  }

  /** The buffer carries this command now. */
  private carry(buffer: number, row: number): void {
    const { columns } = this.table;
    const { buffers } = this;
    buffers.device[buffer] = columns.device[row] ?? 0;
    buffers.sequence[buffer] = columns.sequence[row] ?? 0;
    buffers.leasedNs[buffer] = columns.timeOf(row, stage.leased);
    // A command that has neither yet leaves those of the one before: the last secondary, the last handle.
    const secondary = columns.secondary[row] ?? none;
    const handle = columns.handle[row] ?? 0;
    if (secondary !== none) buffers.secondary[buffer] = secondary;
    if (handle !== 0) buffers.handle[buffer] = handle;
  }

  private travel(which: Rail, row: number, timeNs: number, failed: boolean): void {
    const { columns } = this.table;
    const device = columns.device[row] ?? 0;
    if (!this.rails.pass(which, device, timeNs)) return;
    this.rails.draw({
      rail: which,
      device,
      failed,
      handle: columns.handle[row] ?? 0,
      buffer: columns.buffer[row] ?? none,
      commandCode: columns.commandCode[row] ?? 0,
    });
  }

  private measure(): void {
    if (this.windowFromNs === 0) this.windowFromNs = this.nowNs;
    const span = this.nowNs - this.windowFromNs;
    // The first speed comes soon, so that a fast run's list is a sample from the start.
    if (span < (this.completedPerSecond === 0 ? firstWindowNs : speedWindowNs)) return;
    this.completedPerSecond = (this.completedInWindow * this.sampleEvery * 1e9) / span;
    this.completedInWindow = 0;
    this.windowFromNs = this.nowNs;
    this.kept.adapt(this.completedPerSecond, this.sampleEvery);
  }
}

/** Who holds the buffer after each stage. */
const holderAt = [
  holder.server,
  holder.primary,
  holder.primary,
  holder.waiting,
  holder.held,
  holder.held,
  holder.completed,
  holder.free,
];

/** Whether a command has a buffer: those that move bytes do. */
export function carriesBuffer(commandCode: number): boolean {
  return commandCode === vdCommand.VDC_Write || commandCode === vdCommand.VDC_Read;
}

/** Whether a row is done as far as the window can see. */
export function isDone(stageIndex: number): boolean {
  return stageIndex >= stage.completed;
}
