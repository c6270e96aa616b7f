/**
 * Two traces side by side, and command by command. Pure.
 */
import { eventKind } from "../../contract/trace-event.ts";
import type { CommandDifference, TraceComparison } from "../../contract/trace-figures.ts";
import { kindsOfCommand, type CommandTimes } from "../../contract/command-times.ts";
import { Largest } from "./largest.ts";
import { commandOf, figuresOf, longestOf, slowestShown, timeIn, turn } from "./trace-figures.ts";

/** A command took longer or shorter when it did by more than this share of its time in A. */
const noticeable = 0.1;
const commandsPerTurn = 65_536;
/** Points of a curve: as many as a wide screen can show. */
const points = 600;

interface Pair {
  readonly a: number;
  readonly b: number;
}

/** In steps, so that a window or a run beside it does not wait. */
export async function compareTraces(a: CommandTimes, b: CommandTimes): Promise<TraceComparison> {
  const { pairs, both, changed } = await pairsOf(a, b);
  const regressions = new Largest<Pair>(slowestShown);
  const improvements = new Largest<Pair>(slowestShown);
  const differences = new Float64Array(pairs.length);
  let slower = 0;
  let faster = 0;
  for (const [index, pair] of pairs.entries()) {
    const aNs = clientNs(a, pair.a) ?? 0;
    const difference = (clientNs(b, pair.b) ?? 0) - aNs;
    differences[index] = difference;
    slower += difference > noticeable * aNs ? 1 : 0;
    faster += -difference > noticeable * aNs ? 1 : 0;
    if (difference > 0) regressions.add(difference, pair);
    if (difference < 0) improvements.add(-difference, pair);
  }
  const list = (largest: Largest<Pair>, sign: 1 | -1): CommandDifference[] =>
    largest.list().map(({ value }) => describe(a, b, { ...value, sign }));
  return {
    a: await figuresOf(a),
    b: await figuresOf(b),
    matched: pairs.length,
    onlyA: a.index.count - both,
    onlyB: b.index.count - both,
    changed,
    slower,
    faster,
    differenceNs: quantilesOf(differences),
    throughput: throughputOf(a, b),
    byCommand: byCommandOf(a, b, pairs),
    regressions: list(regressions, 1),
    improvements: list(improvements, -1),
  };
}

/** Commands of both that can be compared, in the order of A. */
async function pairsOf(
  a: CommandTimes,
  b: CommandTimes,
): Promise<{ pairs: Pair[]; both: number; changed: number }> {
  const pairs: Pair[] = [];
  let both = 0;
  let changed = 0;
  for (let slot = 0; slot < a.index.count; slot += 1) {
    if (slot % commandsPerTurn === 0) await turn();
    const pair = { a: slot, b: b.index.find(a.index.deviceOf(slot), a.index.sequenceOf(slot)) };
    if (pair.b < 0) continue;
    both += 1;
    if (!isSameCommand(a, b, pair)) changed += 1;
    else if (clientNs(a, pair.a) !== null && clientNs(b, pair.b) !== null) pairs.push(pair);
  }
  return { pairs: pairs.sort((x, y) => a.startOf(x.a) - a.startOf(y.a)), both, changed };
}

/** One axis for both: as long as the longer one. */
function throughputOf(a: CommandTimes, b: CommandTimes): TraceComparison["throughput"] {
  const lengthNs = Math.max(lengthOf(a), lengthOf(b));
  const stepNs = Math.max(1, Math.ceil(lengthNs / points));
  const ratesOf = (times: CommandTimes): number[] => {
    const bytes = new Array<number>(Math.ceil((lengthOf(times) + 1) / stepNs)).fill(0);
    for (let slot = 0; slot < times.index.count; slot += 1) {
      const atNs = times.times[slot * kindsOfCommand + eventKind.completed - 1] ?? 0;
      const step = Math.floor((atNs - times.firstNs) / stepNs);
      if (atNs > 0) bytes[step] = (bytes[step] ?? 0) + (times.sizes[slot] ?? 0);
    }
    return bytes.map((sum) => (sum * 1e9) / stepNs);
  };
  return { stepNs, a: ratesOf(a), b: ratesOf(b) };
}

function lengthOf(times: CommandTimes): number {
  return times.events === 0 ? 0 : times.lastNs - times.firstNs;
}

function byCommandOf(
  a: CommandTimes,
  b: CommandTimes,
  pairs: readonly Pair[],
): TraceComparison["byCommand"] {
  const step = Math.max(1, Math.ceil(pairs.length / points));
  const longest = (nsOf: (pair: Pair) => number | null): number[] => {
    const steps = new Array<number>(Math.ceil(pairs.length / step)).fill(0);
    for (const [index, pair] of pairs.entries()) {
      const at = Math.floor(index / step);
      steps[at] = Math.max(steps[at] ?? 0, nsOf(pair) ?? 0);
    }
    return steps;
  };
  return {
    step,
    a: longest((pair) => clientNs(a, pair.a)),
    b: longest((pair) => clientNs(b, pair.b)),
  };
}

function isSameCommand(a: CommandTimes, b: CommandTimes, pair: Pair): boolean {
  return a.codes[pair.a] === b.codes[pair.b] && a.sizes[pair.a] === b.sizes[pair.b];
}

function clientNs(times: CommandTimes, slot: number): number | null {
  return times.span(slot, eventKind.received, eventKind.completed);
}

function describe(
  a: CommandTimes,
  b: CommandTimes,
  pair: Pair & { readonly sign: 1 | -1 },
): CommandDifference {
  const { stage, ns } = longestOf((part) => {
    const before = timeIn(a, pair.a, part) ?? 0;
    const after = timeIn(b, pair.b, part) ?? 0;
    return pair.sign * (after - before);
  });
  return {
    ...commandOf(a, pair.a),
    aNs: clientNs(a, pair.a) ?? 0,
    bNs: clientNs(b, pair.b) ?? 0,
    aAtNs: a.startOf(pair.a),
    bAtNs: b.startOf(pair.b),
    mostly: stage,
    mostlyNs: pair.sign * ns,
  };
}

function quantilesOf(differences: Float64Array): TraceComparison["differenceNs"] {
  const sorted = differences.sort();
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p1: at(0.01), p50: at(0.5), p99: at(0.99) };
}
