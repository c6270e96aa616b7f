/**
 * A device's commands at every level of detail: blocks of 16 commands, blocks of 8 of those, and so on. Each knows of
 * each stay when the first began and the last ended, and their sum. A picture goes down only where a block is wider than
 * a pixel, so that it costs by pixels and not by commands.
 *
 * Kept while a run goes on: only blocks of commands that changed are summed anew, when a picture is drawn. A block that
 * the ring has begun to overwrite is looked at command by command.
 */
import { none } from "../trace/command-columns.ts";
import type { DeviceRing } from "./device-ring.ts";
import type { Span } from "./time-range.ts";
import { allStays, type Stay, stayCount, stayFrom, stayTo, totalNs } from "./spans.ts";

const leafBits = 4;
const levelBits = 3;
const children = 1 << levelBits;
/** Blocks of the highest level, at most. */
const rootsMax = 8;
/** `secondary` of a block whose commands went to several. */
const mixed = 0xfffe;

class Level {
  /** Commands of a block, as a power of two. */
  readonly bits: number;
  readonly mask: number;
  /** At [block * stayCount + stay]. Begin Infinity: nobody stayed there. */
  readonly from: Float64Array;
  readonly to: Float64Array;
  /** ns stayed, or of a moment bytes; samples count N times. */
  readonly sum: Float64Array;
  /** Longest total, ns; Infinity where a command failed. */
  readonly worst: Float64Array;
  readonly secondary: Uint16Array;

  constructor(bits: number, blocks: number) {
    this.bits = bits;
    this.mask = blocks - 1;
    this.from = new Float64Array(blocks * stayCount).fill(Infinity);
    this.to = new Float64Array(blocks * stayCount);
    this.sum = new Float64Array(blocks * stayCount);
    this.worst = new Float64Array(blocks);
    this.secondary = new Uint16Array(blocks);
  }

  clear(block: number): void {
    const at = block * stayCount;
    this.from.fill(Infinity, at, at + stayCount);
    this.to.fill(0, at, at + stayCount);
    this.sum.fill(0, at, at + stayCount);
    this.worst[block] = 0;
    this.secondary[block] = none;
  }

  addSecondary(block: number, secondary: number): void {
    const before = this.secondary[block] ?? none;
    if (secondary === none || before === secondary) return;
    this.secondary[block] = before === none ? secondary : mixed;
  }
}

/** What a walk wants. */
export interface Question {
  readonly where: Stay;
  readonly view: Span;
  /** Equal parts of the view. */
  readonly buckets: number;
  /** Only commands of this secondary; -1: all. */
  readonly secondary: number;
  /** End of what goes on. */
  readonly nowNs: number;
  /** Totals from here on are slow. */
  readonly slowNs: number;
}

export interface Answer {
  /** Sum in each bucket: ns stayed (more than its length where stays overlap), or bytes. */
  readonly sums: Float64Array;
  /** 1 where a slow command was, 2 where one failed. */
  readonly marks: Uint8Array;
}

export class LaneIndex {
  private readonly ring: DeviceRing;
  private levels: Level[] = [];
  private capacity = 0;
  /** Of the command that is being summed, for each stay. */
  private readonly begins = new Float64Array(stayCount);
  private readonly ends = new Float64Array(stayCount);
  private question: Question | null = null;
  private answer: Answer = { sums: new Float64Array(), marks: new Uint8Array() };
  private bucketNs = 1;

  constructor(ring: DeviceRing) {
    this.ring = ring;
  }

  /** Sums of a stay over the view, for each bucket. */
  ask(question: Question): Answer {
    this.refresh();
    const { view, buckets } = question;
    this.question = question;
    this.answer = { sums: new Float64Array(buckets), marks: new Uint8Array(buckets) };
    this.bucketNs = (view.toNs - view.fromNs) / buckets;
    const top = this.levels.at(-1);
    if (top !== undefined && this.bucketNs > 0 && this.ring.end > this.ring.oldest) {
      const last = (this.ring.end - 1) >>> top.bits;
      for (let block = this.ring.oldest >>> top.bits; block <= last; block++)
        this.walk(this.levels.length - 1, block);
    }
    return this.answer;
  }

  private refresh(): void {
    const { ring } = this;
    const { capacity } = ring.columns;
    if (capacity !== this.capacity) {
      this.capacity = capacity;
      this.levels = [];
      for (let bits = leafBits; ; bits += levelBits) {
        const blocks = Math.max(1, capacity >>> bits);
        this.levels.push(new Level(bits, blocks));
        if (blocks <= rootsMax) break;
      }
    }
    const from = Math.max(ring.oldest, ring.changedFrom);
    const to = Math.min(ring.end, ring.changedTo);
    ring.settle();
    if (from >= to) return;
    this.levels.forEach((level, at) => {
      const last = (to - 1) >>> level.bits;
      for (let block = from >>> level.bits; block <= last; block++)
        if (at === 0) this.sumCommands(level, block);
        else this.sumBlocks(level, this.levels[at - 1] ?? level, block);
    });
  }

  private sumCommands(level: Level, block: number): void {
    const { ring } = this;
    const { columns } = ring;
    const node = block & level.mask;
    level.clear(node);
    const from = Math.max(ring.oldest, block << leafBits);
    const to = Math.min(ring.end, (block + 1) << leafBits);
    for (let ordinal = from; ordinal < to; ordinal++) {
      const row = ring.rowOf(ordinal);
      if (columns.sequence[row] === 0) continue;
      const every = ring.everyAt(ordinal);
      allStays(columns, row, this.begins, this.ends);
      for (let where = 0; where < stayCount; where++)
        if (this.begins[where] !== 0) this.addStay(level, node * stayCount + where, ordinal, every);
      level.addSecondary(node, columns.secondary[row] ?? none);
      const worst = columns.completion[row] === 0 ? totalNs(columns, row) : Infinity;
      if (worst > (level.worst[node] ?? 0)) level.worst[node] = worst;
    }
  }

  private addStay(level: Level, at: number, ordinal: number, every: number): void {
    const where = (at % stayCount) as Stay;
    const fromNs = this.begins[where] ?? 0;
    const endNs = this.ends[where] ?? 0;
    const toNs = Math.max(
      fromNs,
      endNs === Infinity ? this.ring.openUntil(ordinal, Infinity) : endNs,
    );
    if (fromNs < (level.from[at] ?? Infinity)) level.from[at] = fromNs;
    if (toNs > (level.to[at] ?? 0)) level.to[at] = toNs;
    const { columns } = this.ring;
    const size = isMoment(where) ? (columns.size[this.ring.rowOf(ordinal)] ?? 0) : 0;
    const weight = isMoment(where) ? size : toNs - fromNs;
    level.sum[at] = (level.sum[at] ?? 0) + weight * every;
  }

  private sumBlocks(level: Level, below: Level, block: number): void {
    const node = block & level.mask;
    level.clear(node);
    const from = Math.max(this.ring.oldest >>> below.bits, block << levelBits);
    const to = Math.min((this.ring.end - 1) >>> below.bits, block * children + children - 1);
    for (let child = from; child <= to; child++) {
      const of = child & below.mask;
      for (let where = 0; where < stayCount; where++) {
        const at = node * stayCount + where;
        const under = of * stayCount + where;
        level.from[at] = Math.min(level.from[at] ?? Infinity, below.from[under] ?? Infinity);
        level.to[at] = Math.max(level.to[at] ?? 0, below.to[under] ?? 0);
        level.sum[at] = (level.sum[at] ?? 0) + (below.sum[under] ?? 0);
      }
      level.addSecondary(node, below.secondary[of] ?? none);
      level.worst[node] = Math.max(level.worst[node] ?? 0, below.worst[of] ?? 0);
    }
  }

  /** Adds a block, whole where it lies within a bucket's width. */
  private walk(at: number, block: number): void {
    const level = this.levels[at];
    const { question, ring } = this;
    if (level === undefined || question === null) return;
    const first = block << level.bits;
    // What the ring has overwritten in part answers for the newer commands only.
    const isWhole = first >= ring.end - this.capacity && first >= ring.oldest;
    if (isWhole && this.addBlock(level, block & level.mask, question)) return;
    if (at === 0) this.walkCommands(block, question);
    else {
      const below = this.levels[at - 1] ?? level;
      const from = Math.max(ring.oldest >>> below.bits, block << levelBits);
      const to = Math.min((ring.end - 1) >>> below.bits, block * children + children - 1);
      for (let child = from; child <= to; child++) this.walk(at - 1, child);
    }
  }

  /** @returns whether nothing of the block is left to be looked at */
  private addBlock(level: Level, node: number, { where, view, secondary }: Question): boolean {
    const of = node * stayCount + where;
    const fromNs = level.from[of] ?? Infinity;
    const toNs = level.to[of] ?? 0;
    if (fromNs >= view.toNs || toNs < view.fromNs) return true;
    const owner = level.secondary[node] ?? none;
    if (secondary >= 0 && owner !== secondary) return owner !== mixed;
    if (toNs - fromNs > this.bucketNs) return false;
    this.add(fromNs, toNs, level.sum[of] ?? 0);
    this.mark(fromNs, level.worst[node] ?? 0);
    return true;
  }

  private walkCommands(block: number, question: Question): void {
    const { ring } = this;
    const { columns } = ring;
    const { secondary } = question;
    const from = Math.max(ring.oldest, block << leafBits);
    const to = Math.min(ring.end, (block + 1) << leafBits);
    for (let ordinal = from; ordinal < to; ordinal++) {
      const row = ring.rowOf(ordinal);
      const isOther = secondary >= 0 && columns.secondary[row] !== secondary;
      if (columns.sequence[row] !== 0 && !isOther) this.addCommand(ordinal, row, question);
    }
  }

  private addCommand(ordinal: number, row: number, { where, view, nowNs }: Question): void {
    const { ring } = this;
    const { columns } = ring;
    const fromNs = stayFrom(columns, row, where);
    if (fromNs === 0 || fromNs >= view.toNs) return;
    const endNs = stayTo(columns, row, where);
    const toNs = Math.max(fromNs, endNs === Infinity ? ring.openUntil(ordinal, nowNs) : endNs);
    if (toNs < view.fromNs) return;
    const weight = isMoment(where) ? (columns.size[row] ?? 0) : toNs - fromNs;
    this.add(fromNs, toNs, weight * ring.everyAt(ordinal));
    this.mark(fromNs, columns.completion[row] === 0 ? totalNs(columns, row) : Infinity);
  }

  /** Spreads a sum evenly over the buckets of its time. */
  private add(fromNs: number, toNs: number, sum: number): void {
    const { sums } = this.answer;
    const viewFrom = this.question?.view.fromNs ?? 0;
    const begin = (fromNs - viewFrom) / this.bucketNs;
    const end = (toNs - viewFrom) / this.bucketNs;
    const first = Math.floor(begin);
    const last = Math.floor(end);
    if (first === last || end - begin < 1e-9) {
      if (first >= 0 && first < sums.length) sums[first] = (sums[first] ?? 0) + sum;
      return;
    }
    const perBucket = sum / (end - begin);
    for (let at = Math.max(0, first); at <= Math.min(last, sums.length - 1); at++) {
      const part = Math.min(end, at + 1) - Math.max(begin, at);
      sums[at] = (sums[at] ?? 0) + perBucket * part;
    }
  }

  private mark(fromNs: number, worst: number): void {
    const { question, answer } = this;
    if (question === null || worst < question.slowNs) return;
    const at = Math.floor((fromNs - question.view.fromNs) / this.bucketNs);
    const kind = worst === Infinity ? 2 : 1;
    if (at >= 0 && at < answer.marks.length && kind > (answer.marks[at] ?? 0))
      answer.marks[at] = kind;
  }
}

function isMoment(where: Stay): boolean {
  return where >= 5;
}
