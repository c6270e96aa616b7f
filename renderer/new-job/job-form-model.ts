/**
 * The New job form as data: from a specification to what the fields show, and back. Pure.
 *
 * `null` in buffers, secondaries and block size means "what the program thinks right": the form shows the
 * value, and the specification carries it.
 */
import {
  type BackupSpec,
  type Fault,
  jobDefaults,
  type JobSpec,
  type RestoreSpec,
} from "../../electron/contract/job.ts";
import { vdLimit } from "../../electron/contract/vdi.ts";
import { baseName, folderOf } from "../shell/run-figures.ts";

export interface JobForm {
  readonly kind: "backup" | "restore";
  readonly source: "replay" | "generate";
  /** Streams to replay. */
  readonly files: readonly string[];
  /** As typed. */
  readonly generateSize: string;
  readonly generateSeed: string;
  readonly generateDevices: number;
  readonly entropy: number;
  /** One medium per device. */
  readonly targets: readonly string[];
  /** Media to restore. */
  readonly media: readonly string[];
  readonly sink: "compare" | "into" | "discard";
  readonly sinkFiles: readonly string[];
  readonly codec: "none" | "zstd" | "null";
  readonly level: number;
  readonly transferSize: number;
  readonly buffers: number | null;
  readonly secondaries: number | null;
  readonly blockSize: number | null;
  readonly handoff: "ring" | "port";
  readonly isStartedHeld: boolean;
  readonly isTraced: boolean;
  readonly traceFile: string;
  readonly isForced: boolean;
  readonly alignment: number;
  readonly prefixZone: number;
  readonly serverTimeout: number;
  readonly faults: readonly Fault[];
  /** Where files go whose folder nobody chose. */
  readonly folder: string;
  /** The run that it was filled in from, or null. */
  readonly filledFrom: { readonly kind: "backup" | "restore"; readonly database: string } | null;
}

export const transferSizes = [
  65_536, 131_072, 262_144, 524_288, 1_048_576, 2_097_152, 4_194_304,
] as const;
export const blockSizes = [512, 1_024, 2_048, 4_096, 8_192, 16_384, 32_768, 65_536] as const;
const buffersPerDevice = 8;
const secondariesMax = 4;

export function emptyForm(folder: string): JobForm {
  return {
    kind: "backup",
    source: "replay",
    files: [],
    generateSize: "2 GiB",
    generateSeed: "1",
    generateDevices: 2,
    entropy: 0.35,
    targets: [],
    media: [],
    sink: "compare",
    sinkFiles: [],
    codec: "zstd",
    level: 3,
    transferSize: jobDefaults.transferSize,
    buffers: null,
    secondaries: null,
    blockSize: null,
    handoff: "ring",
    isStartedHeld: false,
    isTraced: false,
    traceFile: "",
    isForced: false,
    alignment: 0,
    prefixZone: 0,
    serverTimeout: 0,
    faults: [],
    folder,
    filledFrom: null,
  };
}

/** Fills the form from a specification; what it does not speak of stays as in `base`. */
export function formFromSpec(spec: JobSpec, base: JobForm): JobForm {
  const devices = spec.kind === "backup" ? spec.targets.length : spec.media.length;
  const common = {
    transferSize: spec.transferSize,
    buffers: spec.buffers === devices * buffersPerDevice ? null : spec.buffers,
    secondaries: spec.secondaries === Math.min(devices, secondariesMax) ? null : spec.secondaries,
    blockSize: spec.blockSize,
    handoff: spec.handoff,
    isStartedHeld: false,
    isTraced: spec.trace !== null,
    traceFile: spec.trace ?? "",
    isForced: spec.force,
    alignment: spec.alignment,
    prefixZone: spec.prefixZone,
    serverTimeout: spec.serverTimeout,
    faults: [],
    filledFrom: { kind: spec.kind, database: databaseOf(spec) },
  };
  return spec.kind === "backup"
    ? { ...base, ...common, ...backupPart(spec, base) }
    : { ...base, ...common, ...restorePart(spec) };
}

function backupPart(spec: BackupSpec, base: JobForm): Partial<JobForm> {
  const first = spec.targets[0] ?? "";
  // A job on a server has its own page; this form keeps what both have.
  if (spec.source.kind === "database") return { kind: "backup" };
  return {
    kind: "backup",
    source: spec.source.kind,
    targets: spec.targets,
    codec: spec.codec.kind,
    level: spec.codec.kind === "zstd" ? spec.codec.level : base.level,
    folder: folderOf(first) === "" ? base.folder : folderOf(first),
    ...(spec.source.kind === "replay"
      ? { files: spec.source.files }
      : {
          generateSize: sizeText(spec.source.bytes),
          generateSeed: String(spec.source.seed),
          generateDevices: spec.targets.length,
          entropy: spec.source.entropy,
        }),
  };
}

function restorePart(spec: RestoreSpec): Partial<JobForm> {
  if (spec.sink.kind === "database") return { kind: "restore", media: spec.media };
  return {
    kind: "restore",
    media: spec.media,
    sink: spec.sink.kind,
    sinkFiles: spec.sink.kind === "discard" ? [] : spec.sink.files,
  };
}

/** How many devices the set will have. */
export function deviceCountOf(form: JobForm): number {
  if (form.kind === "restore") return form.media.length;
  return form.source === "replay" ? form.files.length : form.generateDevices;
}

export function buffersOf(form: JobForm): number {
  return (
    form.buffers ??
    Math.min(vdLimit.bufferCountMax, Math.max(1, deviceCountOf(form)) * buffersPerDevice)
  );
}

/** As chosen, but never more than there are devices. */
export function secondariesOf(form: JobForm): number {
  const devices = Math.max(1, deviceCountOf(form));
  return Math.min(devices, form.secondaries ?? secondariesMax);
}

/** What the database is called: base name of the first file, without its endings. */
export function databaseOf(spec: JobSpec): string {
  const first =
    spec.kind === "restore"
      ? spec.media[0]
      : spec.source.kind === "replay"
        ? spec.source.files[0]
        : spec.targets[0];
  return stemOf(first ?? "");
}

/** "/data/salesdw_1.bak.zst" -> "salesdw": name without endings and without the number of its stripe. */
export function stemOf(path: string): string {
  const name = baseName(path).replace(/\.(partial|zst|bak|trn|dif)/gi, "");
  return name.replace(/[-_.]?\d+of\d+$/i, "").replace(/[-_.]\d{1,2}$/, "");
}

/** Names of media for `count` devices in one folder. */
export function targetNames(
  stem: string,
  count: number,
  form: Pick<JobForm, "folder" | "codec">,
): string[] {
  const ending = form.codec === "zstd" ? ".bak.zst" : ".bak";
  return Array.from({ length: count }, (_, index) =>
    joinPath(form.folder, `${stem}${count === 1 ? "" : `_${index + 1}of${count}`}${ending}`),
  );
}

/** Sets the streams to replay; media are named after them unless their number stays. */
export function withFiles(form: JobForm, files: readonly string[]): JobForm {
  const isRenamed = files.length !== form.targets.length || files[0] !== form.files[0];
  const targets = isRenamed
    ? targetNames(stemOf(files[0] ?? "backup"), files.length, form)
    : form.targets;
  return { ...form, files, targets, isForced: false, filledFrom: null };
}

export function withMedia(form: JobForm, media: readonly string[]): JobForm {
  const sinkFiles = media.map((path, index) =>
    form.sink === "into"
      ? joinPath(form.folder, baseName(path).replace(/\.zst$/, ""))
      : (form.sinkFiles[index] ?? ""),
  );
  return {
    ...form,
    media,
    sinkFiles: form.sink === "discard" ? [] : sinkFiles,
    isForced: false,
    filledFrom: null,
  };
}

export function withSink(form: JobForm, sink: JobForm["sink"]): JobForm {
  return withMedia({ ...form, sink, sinkFiles: [] }, form.media);
}

export function withGenerated(
  form: JobForm,
  part: Partial<Pick<JobForm, "generateDevices" | "generateSize" | "generateSeed">>,
): JobForm {
  const next = { ...form, ...part };
  if (next.targets.length === next.generateDevices) return next;
  return {
    ...next,
    targets: targetNames(stemOf(form.targets[0] ?? "generated.bak"), next.generateDevices, form),
  };
}

export function withSource(form: JobForm, source: JobForm["source"]): JobForm {
  const next = { ...form, source };
  const count = deviceCountOf(next);
  const stem = source === "replay" ? stemOf(form.files[0] ?? "backup") : "generated";
  return { ...next, targets: targetNames(stem, count, next), isForced: false, filledFrom: null };
}

/** Changes the codec; names that end as the old codec's do follow it. */
export function withCodec(form: JobForm, codec: JobForm["codec"]): JobForm {
  const targets = form.targets.map((target) => {
    if (codec === "zstd") return /\.bak$/i.test(target) ? `${target}.zst` : target;
    return target.replace(/\.zst$/i, "");
  });
  return { ...form, codec, targets };
}

/** Puts all files that the job writes into one folder. */
export function withFolder(form: JobForm, folder: string): JobForm {
  const move = (path: string): string => joinPath(folder, baseName(path));
  return {
    ...form,
    folder,
    targets: form.targets.map(move),
    sinkFiles: form.sink === "into" ? form.sinkFiles.map(move) : form.sinkFiles,
  };
}

/** The list with one entry replaced. */
export function replaced(list: readonly string[], index: number, text: string): string[] {
  return Array.from({ length: Math.max(list.length, index + 1) }, (_, at) =>
    at === index ? text : (list[at] ?? ""),
  );
}

/** Takes a device out. */
export function withoutDevice(form: JobForm, index: number): JobForm {
  const rest = (list: readonly string[]): string[] => list.filter((_, at) => at !== index);
  if (form.kind === "restore")
    return { ...form, media: rest(form.media), sinkFiles: rest(form.sinkFiles) };
  return { ...form, files: rest(form.files), targets: rest(form.targets) };
}

/** What is started. Ask problemsOf first: a form with problems gives a specification that is refused. */
export function specOf(form: JobForm): JobSpec {
  const common = {
    transferSize: form.transferSize,
    buffers: buffersOf(form),
    secondaries: secondariesOf(form),
    blockSize: form.blockSize,
    alignment: form.alignment,
    prefixZone: form.prefixZone,
    serverTimeout: form.serverTimeout,
    handoff: form.handoff,
    trace: form.isTraced ? form.traceFile : null,
    force: form.isForced,
    faults: [...form.faults],
    ...(form.isStartedHeld ? { startHeld: true } : {}),
  };
  if (form.kind === "restore") {
    const sink =
      form.sink === "discard"
        ? { kind: form.sink }
        : { kind: form.sink, files: [...form.sinkFiles] };
    return { kind: "restore", media: [...form.media], sink, ...common };
  }
  const source: BackupSpec["source"] =
    form.source === "replay"
      ? { kind: "replay", files: [...form.files] }
      : {
          kind: "generate",
          bytes: parseSize(form.generateSize) ?? 0,
          seed: Number(form.generateSeed),
          entropy: form.entropy,
        };
  return {
    kind: "backup",
    source,
    codec: form.codec === "zstd" ? { kind: "zstd", level: form.level } : { kind: form.codec },
    targets: form.codec === "null" ? form.targets.map(() => "") : [...form.targets],
    ...common,
  };
}

const sizePattern = /^\s*(\d+(?:[.,]\d+)?)\s*([kmgt])?(?:i?b)?\s*$/i;
const factors: Readonly<Record<string, number>> = {
  "": 1,
  k: 1024,
  m: 1024 ** 2,
  g: 1024 ** 3,
  t: 1024 ** 4,
};

/** Bytes of "2 GiB", "512M" or "1,5 GB"; null for anything else. Units are binary. */
export function parseSize(text: string): number | null {
  const match = sizePattern.exec(text);
  if (match === null) return null;
  const bytes =
    Number((match[1] ?? "").replace(",", ".")) * (factors[(match[2] ?? "").toLowerCase()] ?? 1);
  return Number.isFinite(bytes) ? Math.round(bytes) : null;
}

/** A size as short as it can be without losing a byte: "2 GiB", "1.5 GiB", "100000". */
export function sizeText(bytes: number): string {
  for (const [unit, factor] of [
    ["TiB", factors["t"]],
    ["GiB", factors["g"]],
    ["MiB", factors["m"]],
    ["KiB", factors["k"]],
  ] as const) {
    const value = bytes / (factor ?? 1);
    if (value >= 1 && Number.isInteger(value * 4)) return `${value} ${unit}`;
  }
  return String(bytes);
}

export function joinPath(folder: string, name: string): string {
  if (folder === "") return name;
  const separator = folder.includes("\\") && !folder.includes("/") ? "\\" : "/";
  return folder.endsWith(separator) ? `${folder}${name}` : `${folder}${separator}${name}`;
}

/**
 * The paths in the order of their stripes, when all are stripes of one set and none is missing; else as they are.
 */
export function inStripeOrder(
  paths: readonly string[],
  stripeOf: (
    path: string,
  ) => { readonly index: number; readonly count: number; readonly setId: string } | null,
): readonly string[] {
  const stripes = paths.map(stripeOf);
  const [first] = stripes;
  const isWhole =
    first?.count === paths.length &&
    stripes.every((stripe) => stripe?.setId === first.setId) &&
    new Set(stripes.map((stripe) => stripe?.index)).size === paths.length;
  if (!isWhole) return paths;
  return paths.toSorted((a, b) => (stripeOf(a)?.index ?? 0) - (stripeOf(b)?.index ?? 0));
}
