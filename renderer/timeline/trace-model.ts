/**
 * The commands of a trace as the timeline draws them: one ring of columns for each device, found by sequence.
 *
 * A run that is watched brings events, a trace file brings commands that were folded natively; both end in the same
 * rows by the same rules. Events come in any order between lanes; each stage only sets its own time, and a lease that is
 * issued again takes back what its forerunner did.
 *
 * Limits: the newest `recordedCommandsMax` or `liveCommandsMax` commands, shared evenly by the devices; rings grow by
 * doubling, about 117 bytes a command and 12 for its index.
 */
import { type FoldedCommands, readFolded } from "../../electron/contract/folded-commands.ts";
import { actorSecondaryFirst, eventCount, eventKind } from "../../electron/contract/trace-event.ts";
import { type CommandColumns, none, stage, stageCount } from "../trace/command-columns.ts";
import { eventWords, readDouble, readSignedDouble, wordOf } from "../trace/event-words.ts";
import { DeviceRing, rowsFirst } from "./device-ring.ts";
import { LaneIndex } from "./lane-index.ts";
import { TraceMarks } from "./trace-marks.ts";

const recordedCommandsMax = 4_194_304;
/** Of a live run: eight runs are remembered by the window, 34 MiB each at most. */
export const liveCommandsMax = 262_144;
const indexMask = 0xfff;

interface TraceModelOptions {
  readonly keptMax?: number;
  /** Commands that are to be expected, so that no ring has to grow. */
  readonly expected?: number;
}

export class TraceModel {
  readonly devices: readonly DeviceRing[];
  /** Of each device, what pictures are drawn from. */
  readonly indexes: readonly LaneIndex[];
  /** What happened beside the commands. */
  readonly marks = new TraceMarks();
  /** First and last moment of anything, ns; both 0 before the first event. */
  firstNs = 0;
  lastNs = 0;
  /** Events that came, sampled ones counted once. */
  events = 0;
  /** One in N commands comes now. */
  sampleEvery = 1;
  /** Grows with each batch: a picture of an older one is out of date. */
  version = 0;
  /** When the run began on the trace's clock, ns, to some milliseconds; 0: not known. */
  runStartNs = 0;
  /** Secondaries seen, ascending. */
  secondaries: readonly number[] = [];
  /** The one that was noted last: mostly it is the same again. */
  private lastSecondary = -1;
  /** Whether any command says what codec and disk took. */
  hasMoveParts = false;

  constructor(
    deviceCount: number,
    { keptMax = recordedCommandsMax, expected = 0 }: TraceModelOptions = {},
  ) {
    const count = Math.max(1, deviceCount);
    const rows = (commands: number): number =>
      2 ** Math.ceil(Math.log2(Math.max(rowsFirst, commands / count)));
    this.devices = Array.from(
      { length: count },
      () => new DeviceRing(rows(keptMax), rows(Math.min(expected, keptMax))),
    );
    this.indexes = this.devices.map((ring) => new LaneIndex(ring));
  }

  /** Commands that are kept now. */
  get commandCount(): number {
    let count = 0;
    for (const { oldest, end } of this.devices) count += end - oldest;
    return count;
  }

  /** Commands that were overwritten by newer ones. */
  get forgotten(): number {
    return this.devices.reduce((sum, ring) => sum + (ring.oldest > 1 ? ring.oldest - 1 : 0), 0);
  }

  /**
   * Takes one batch of events.
   * @param sampleEvery as main says
   */
  take(batch: ArrayBuffer, sampleEvery: number): void {
    if (sampleEvery !== this.sampleEvery) {
      this.sampleEvery = sampleEvery;
      for (const ring of this.devices) ring.sample(sampleEvery);
    }
    const words = new Uint32Array(batch, 0, eventCount(batch) * eventWords);
    for (let at = 0; at < words.length; at += eventWords) this.takeEvent(words, at);
    this.events += eventCount(batch);
    this.version++;
  }

  /**
   * Takes one batch of commands of a trace file.
   * @throws RangeError when it is shorter than it says
   */
  takeFolded(batch: ArrayBuffer): void {
    const folded = readFolded(batch);
    for (let at = 0; at < folded.rows;) at += this.takeRun(folded, at);
    for (let at = 0; at < folded.others.length; at += eventWords)
      this.marks.take(folded.others, at);
    if (folded.events > 0) {
      this.seeMoment(folded.firstNs);
      this.seeMoment(folded.lastNs);
    }
    this.events += folded.events;
    this.version++;
  }

  /** The run has gone on for so long: its newest event is about now. The least delayed one counts. */
  seeRunClock(elapsedMs: number): void {
    if (this.lastNs > 0) this.runStartNs = Math.max(this.runStartNs, this.lastNs - elapsedMs * 1e6);
  }

  private seeMoment(timeNs: number): void {
    this.firstNs = this.firstNs === 0 ? timeNs : Math.min(this.firstNs, timeNs);
    this.lastNs = Math.max(this.lastNs, timeNs);
  }

  private takeEvent(words: Uint32Array, at: number): void {
    const timeNs = readDouble(words, at + wordOf.time);
    this.seeMoment(timeNs);
    const kind = (words[at + wordOf.kind] ?? 0) & 0xff;
    if (kind !== 0 && kind <= eventKind.acknowledged) this.takeStage(words, at, timeNs);
    else this.marks.take(words, at);
  }

  private takeStage(words: Uint32Array, at: number, timeNs: number): void {
    const head = words[at + wordOf.kind] ?? 0;
    const device = (head >>> 8) & 0xff;
    const sequence = words[at + wordOf.sequence] ?? 0;
    const ring = this.devices[device];
    if (ring === undefined || sequence === 0) return;
    const row = ring.rowFor(device, sequence);
    if (row < 0 || !reach(ring.columns, row, (head & 0xff) - 1, timeNs)) return;
    if ((head & 0xff) === eventKind.mapped) this.noteSecondary((head >>> 16) - actorSecondaryFirst);
    describe(ring, row, words, at);
    if (ring.columns.diskNs[row] !== 0) this.hasMoveParts = true;
  }

  /** Takes rows that are new and follow one another at once, another one alone. @returns how many */
  private takeRun(folded: FoldedCommands, at: number): number {
    const device = folded.device[at] ?? 0;
    const ring = this.devices[device];
    const found = ring?.append(folded.sequence[at] ?? 0, runLength(folded, at)) ?? null;
    if (ring === undefined || found === null) {
      this.takeRow(folded, at);
      return 1;
    }
    const end = at + found.count;
    copyRun(ring, found, folded, at);
    for (let row = at; row < end; row++) this.notePlaces(folded, row);
    return found.count;
  }

  private takeRow(folded: FoldedCommands, at: number): void {
    const device = folded.device[at] ?? 0;
    const ring = this.devices[device];
    if (ring === undefined) return;
    const row = ring.rowFor(device, folded.sequence[at] ?? 0);
    if (row < 0) return;
    mergeRow(ring, row, folded, at);
    this.notePlaces(folded, at);
  }

  private notePlaces(folded: FoldedCommands, at: number): void {
    const secondary = folded.secondary[at] ?? none;
    const isMapped = folded.times[at * stageCount + stage.mapped] !== 0;
    if (secondary !== none && isMapped && secondary !== this.lastSecondary)
      this.noteSecondary(secondary);
    if (folded.diskNs[at] !== 0) this.hasMoveParts = true;
  }

  private noteSecondary(secondary: number): void {
    this.lastSecondary = secondary;
    if (this.secondaries.includes(secondary)) return;
    this.secondaries = [...this.secondaries, secondary].sort((a, b) => a - b);
  }
}

/** Notes that a command reached a stage. @returns false for an event that a newer lease overtook */
function reach({ times }: CommandColumns, row: number, which: number, timeNs: number): boolean {
  const at = row * stageCount;
  const leasedNs = times[at + stage.leased] ?? 0;
  if (which >= stage.leased && which <= stage.moved && timeNs < leasedNs) return false;
  times[at + which] = timeNs;
  if (which === stage.leased)
    for (let later: number = stage.mapped; later <= stage.moved; later++)
      if ((times[at + later] ?? 0) < timeNs) times[at + later] = 0;
  return true;
}

/** Rows from `at` on that are of one device and follow one another. */
function runLength({ device, sequence, rows }: FoldedCommands, at: number): number {
  const [of, first] = [device[at], sequence[at] ?? 0];
  if (first === 0) return 1;
  let end = at + 1;
  while (end < rows && device[end] === of && sequence[end] === first + end - at) end++;
  return end - at;
}

/** Copies whole rows into ones that were made for them. */
function copyRun(
  ring: DeviceRing,
  { row, count }: { readonly row: number; readonly count: number },
  folded: FoldedCommands,
  at: number,
): void {
  const { columns } = ring;
  const end = at + count;
  columns.sequence.set(folded.sequence.subarray(at, end), row);
  columns.device.set(folded.device.subarray(at, end), row);
  columns.commandCode.set(folded.code.subarray(at, end), row);
  columns.secondary.set(folded.secondary.subarray(at, end), row);
  columns.size.set(folded.size.subarray(at, end), row);
  columns.position.set(folded.position.subarray(at, end), row);
  columns.completion.set(folded.completion.subarray(at, end), row);
  columns.mapNs.set(folded.mapNs.subarray(at, end), row);
  columns.codecNs.set(folded.codecNs.subarray(at, end), row);
  columns.diskNs.set(folded.diskNs.subarray(at, end), row);
  columns.address.set(folded.address.subarray(at, end), row);
  columns.times.set(folded.times.subarray(at * stageCount, end * stageCount), row * stageCount);
  columns.handle.fill(0, row, row + count);
  columns.buffer.fill(none, row, row + count);
  for (let index = 0; index < count; index++)
    noteHandle(ring, row + index, folded.handle[at + index] ?? 0);
}

/** Brings what one block says of a command into its row. */
function mergeRow(ring: DeviceRing, row: number, folded: FoldedCommands, at: number): void {
  const { columns } = ring;
  const from = at * stageCount;
  /** Bits of the stages that the block knows, and of those that count. */
  let known = 0;
  let reached = 0;
  for (let which = 0; which < stageCount; which++) {
    const timeNs = folded.times[from + which] ?? 0;
    if (timeNs === 0) continue;
    known |= 1 << which;
    if (reach(columns, row, which, timeNs)) reached |= 1 << which;
  }
  if ((known & beginBits) !== 0) mergeBegin(columns, row, folded, at);
  if ((reached & moveBits) !== 0) mergeMove(columns, row, folded, { at, reached });
  if ((known & (1 << stage.completed)) !== 0) columns.completion[row] = folded.completion[at] ?? 0;
  noteHandle(ring, row, folded.handle[at] ?? 0);
}

function mergeBegin(
  columns: CommandColumns,
  row: number,
  folded: FoldedCommands,
  at: number,
): void {
  columns.commandCode[row] = folded.code[at] ?? 0;
  columns.size[row] = folded.size[at] ?? 0;
  columns.position[row] = folded.position[at] ?? -1;
}

function mergeMove(
  columns: CommandColumns,
  row: number,
  folded: FoldedCommands,
  { at, reached }: { readonly at: number; readonly reached: number },
): void {
  if ((reached & leaseBits) !== 0) columns.secondary[row] = folded.secondary[at] ?? none;
  if ((reached & (1 << stage.mapped)) !== 0) {
    columns.mapNs[row] = folded.mapNs[at] ?? 0;
    columns.address[row] = folded.address[at] ?? 0;
  }
  if ((reached & (1 << stage.moved)) !== 0) {
    columns.codecNs[row] = folded.codecNs[at] ?? 0;
    columns.diskNs[row] = folded.diskNs[at] ?? 0;
  }
}

const beginBits = (1 << stage.issued) | (1 << stage.received);
const leaseBits = (1 << stage.leased) | (1 << stage.mapped);
const moveBits = leaseBits | (1 << stage.moved);

/** A full handle, or before one is known the buffer's index, which is what the server knows. */
function noteHandle(ring: DeviceRing, row: number, handle: number): void {
  if (handle === 0 || (handle <= indexMask && ring.columns.handle[row] !== 0)) return;
  ring.columns.handle[row] = handle;
  ring.noteBuffer(row, handle & indexMask);
}

/** What an event says of its command besides the time. */
function describe(ring: DeviceRing, row: number, words: Uint32Array, at: number): void {
  const { columns } = ring;
  const word = (offset: number): number => words[at + offset] ?? 0;
  const head = word(wordOf.kind);
  const code = word(wordOf.code);
  switch (head & 0xff) {
    case eventKind.issued:
    case eventKind.received:
      columns.commandCode[row] = code;
      columns.size[row] = word(wordOf.size);
      columns.position[row] = readSignedDouble(words, at + wordOf.position);
      break;
    case eventKind.leased:
      columns.secondary[row] = code;
      break;
    case eventKind.mapped:
      columns.secondary[row] = (head >>> 16) - actorSecondaryFirst;
      columns.mapNs[row] = code;
      columns.address[row] = readDouble(words, at + wordOf.address);
      break;
    case eventKind.moved:
      columns.codecNs[row] = word(wordOf.codecNs);
      columns.diskNs[row] = word(wordOf.diskNs);
      break;
    case eventKind.completed:
      columns.completion[row] = code;
      break;
    default:
  }
  if ((head & 0xff) !== eventKind.acknowledged) noteHandle(ring, row, word(wordOf.handle));
}
