/**
 * What a job will cost: memory, space on each folder and time, with the basis of every estimate. Pure.
 */
import type { RunSummary } from "../../electron/contract/run.ts";
import type { FileInfo } from "../../electron/contract/window.ts";
import { folderOf } from "../shell/run-figures.ts";
import { buffersOf, deviceCountOf, type JobForm, parseSize } from "./job-form-model.ts";

/** What is known of files and folders; a missing entry is not known yet. */
export interface JobFacts {
  readonly files: ReadonlyMap<string, FileInfo>;
  /** Free bytes; null when the folder does not exist. */
  readonly free: ReadonlyMap<string, number | null>;
  readonly freeMemory: number;
}

export interface FolderCost {
  readonly folder: string;
  readonly needed: number;
  readonly plain: number;
  /** undefined: not known yet; null: no such folder. */
  readonly free: number | null | undefined;
  /** It fits only when it compresses at least this well; null when it fits anyway. */
  readonly ratioMin: number | null;
}

export interface JobCost {
  readonly memoryBytes: number;
  /** Plain bytes of all devices; null when one is not known. */
  readonly plainBytes: number | null;
  readonly commands: number | null;
  /** Bytes that are kept; null when not known. */
  readonly spaceBytes: number | null;
  /** Plain to stored, by an earlier run; null when there is none to go by. */
  readonly ratio: number | null;
  readonly folders: readonly FolderCost[];
  readonly time: {
    readonly seconds: number;
    readonly plusMinus: number;
    readonly rate: number;
  } | null;
  /** Bytes of the trace; null when not known. */
  readonly traceBytes: number | null;
}

/** Events of one command in a trace, and bytes of an event. */
const eventsPerCommand = 8;
const eventBytes = 48;
/** Runs looked back on. */
const basisRunsMax = 5;
/** Smaller runs are mostly starting and ending: they say nothing about the rate of larger ones. */
const basisBytesMin = 64 * 1_048_576;
/** One earlier run says little about the spread. */
const marginMin = 0.08;
const pageBytes = 4_096;

export function costOf(form: JobForm, facts: JobFacts, journal: readonly RunSummary[]): JobCost {
  const sizes = plainSizes(form, facts);
  const plainBytes =
    sizes.some((size) => size === null) || sizes.length === 0
      ? null
      : sumOf(sizes.map((size) => size ?? 0));
  const basis = basisOf(form, journal, plainBytes);
  const ratio = ratioOf(form, basis);
  const commands = plainBytes === null ? null : Math.ceil(plainBytes / form.transferSize);
  return {
    memoryBytes: memoryOf(form),
    plainBytes,
    commands,
    ratio,
    spaceBytes: keepsNothing(form) ? 0 : plainBytes === null ? null : plainBytes / (ratio ?? 1),
    folders: foldersOf(form, facts, sizes, ratio),
    time: plainBytes === null ? null : timeOf(plainBytes, basis),
    traceBytes: commands === null ? null : commands * eventsPerCommand * eventBytes,
  };
}

/** Plain bytes of each device, null where not known. */
export function plainSizes(form: JobForm, facts: JobFacts): (number | null)[] {
  if (form.kind === "backup" && form.source === "generate") {
    const bytes = parseSize(form.generateSize);
    return Array.from({ length: form.generateDevices }, () =>
      bytes === null ? null : bytes / form.generateDevices,
    );
  }
  const paths = form.kind === "restore" ? form.media : form.files;
  return paths.map((path) => {
    const info = facts.files.get(path);
    if (info?.problem !== null) return null;
    return form.kind === "restore" ? (info.plainBytes ?? info.bytes) : info.bytes;
  });
}

/** Shared memory of the buffers, prefix zone and alignment included. */
export function memoryOf(form: JobForm): number {
  const step = Math.max(form.alignment, pageBytes);
  const rounded = (bytes: number): number => Math.ceil(bytes / step) * step;
  return buffersOf(form) * (rounded(form.prefixZone) + rounded(form.transferSize));
}

function keepsNothing(form: JobForm): boolean {
  return form.kind === "restore" ? form.sink !== "into" : form.codec === "null";
}

/** Earlier runs that say something about this one: of the same source, else of the same kind and codec. */
function basisOf(
  form: JobForm,
  journal: readonly RunSummary[],
  plainBytes: number | null,
): RunSummary[] {
  const bytesMin = Math.min(basisBytesMin, (plainBytes ?? basisBytesMin) / 2);
  const alike = journal.filter(
    (run) =>
      run.outcome === "done" && run.bytes >= bytesMin && run.seconds > 0 && isAlike(form, run),
  );
  const same = alike.filter((run) => hasSameSource(form, run));
  return (same.length > 0 ? same : alike).slice(0, basisRunsMax);
}

function isAlike(form: JobForm, run: RunSummary): boolean {
  const { spec } = run;
  if (spec.kind !== form.kind || spec.handoff !== form.handoff) return false;
  if (spec.kind === "restore") return true;
  return (
    spec.codec.kind === form.codec &&
    (spec.codec.kind !== "zstd" || spec.codec.level === form.level)
  );
}

function hasSameSource(form: JobForm, { spec }: RunSummary): boolean {
  if (spec.kind === "restore") return spec.media[0] === form.media[0];
  if (spec.source.kind !== form.source) return false;
  return spec.source.kind !== "replay" || spec.source.files[0] === form.files[0];
}

/** Only a run of the same source tells how well it compresses. */
function ratioOf(form: JobForm, basis: readonly RunSummary[]): number | null {
  if (form.kind === "restore" || form.codec === "none") return 1;
  const last = basis.find((run) => hasSameSource(form, run) && run.storedBytes > 0);
  return last === undefined ? null : last.bytes / last.storedBytes;
}

function timeOf(plainBytes: number, basis: readonly RunSummary[]): JobCost["time"] {
  const rates = basis.map((run) => run.bytes / run.seconds);
  if (rates.length === 0) return null;
  const rate = sumOf(rates) / rates.length;
  const spread = Math.max(marginMin, (Math.max(...rates) - Math.min(...rates)) / 2 / rate);
  const seconds = plainBytes / rate;
  return { seconds, plusMinus: Math.max(1, seconds * spread), rate };
}

function foldersOf(
  form: JobForm,
  facts: JobFacts,
  sizes: readonly (number | null)[],
  ratio: number | null,
): FolderCost[] {
  if (keepsNothing(form)) return [];
  const written = form.kind === "restore" ? form.sinkFiles : form.targets;
  const plain = new Map<string, number>();
  for (let index = 0; index < deviceCountOf(form); index += 1) {
    const folder = folderOf(written[index] ?? "");
    if (folder !== "") plain.set(folder, (plain.get(folder) ?? 0) + (sizes[index] ?? 0));
  }
  return [...plain].map(([folder, bytes]) => {
    const free = facts.free.get(folder);
    const needed = bytes / (ratio ?? 1);
    const isTight =
      typeof free === "number" && bytes > free && form.kind === "backup" && form.codec === "zstd";
    return {
      folder,
      needed,
      plain: bytes,
      free,
      ratioMin: isTight && free > 0 ? bytes / free : null,
    };
  });
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
