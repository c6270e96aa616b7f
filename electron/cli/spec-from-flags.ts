/**
 * From the flags of `handoff backup` and `handoff restore` to the specification of a job.
 *
 * Pure; every refusal is a FaultError USAGE that says which flag, why and what to write instead.
 */
import {
  faultKinds,
  jobDefaults,
  type BackupSpec,
  type Codec,
  type Fault,
  type RestoreSpec,
  type Sink,
  type Source,
} from "../contract/job.ts";
import {
  databaseSinkFrom,
  databaseSourceFrom,
  refuseUnused,
  vdiServerFrom,
  type DatabaseSinkFlags,
  type DatabaseSourceFlags,
  type ServerFlags,
} from "./server-flags.ts";
import { vdLimit } from "../contract/vdi.ts";
import { parseCount, parseSize, usage } from "./size.ts";

/** Flags that both directions take, as written. */
export interface CommonFlags extends ServerFlags {
  readonly transferSize?: string;
  readonly buffers?: string;
  readonly secondaries?: string;
  readonly blockSize?: string;
  readonly alignment?: string;
  readonly prefixZone?: string;
  readonly serverTimeout?: string;
  readonly handoff?: string;
  readonly trace?: string;
  readonly force?: boolean;
  readonly json?: boolean;
  readonly fault?: readonly string[];
}

export interface BackupFlags extends CommonFlags, DatabaseSourceFlags {
  readonly replay?: readonly string[];
  readonly generate?: string;
  readonly to?: readonly string[];
  readonly compress?: string;
}

export interface RestoreFlags extends CommonFlags, DatabaseSinkFlags {
  readonly from?: readonly string[];
  readonly into?: readonly string[];
  readonly compare?: readonly string[];
  readonly discard?: boolean;
}

/** Share of each generated page that does not compress, when the user does not say. */
const entropyDefault = 0.35;

/** @throws FaultError USAGE */
export function backupSpecFromFlags(flags: BackupFlags): BackupSpec {
  refuseUnused(flags);
  const source = sourceFrom(flags);
  const codec = codecFrom(flags.compress ?? "none");
  const targets = flags.to ?? [];
  if (targets.length === 0) {
    throw usage("--to is missing.", "Name one file for each virtual device: --to FILE...");
  }
  checkFiles(targets, "--to");
  if (source.kind === "replay" && source.files.length !== targets.length) {
    throw usage(
      `--replay names ${source.files.length} file(s) and --to ${targets.length}.`,
      "Name as many target files as streams: one of each for each virtual device, in order.",
    );
  }
  return {
    kind: "backup",
    source,
    targets: [...targets],
    codec,
    ...commonFrom(flags, targets.length),
  };
}

/** @throws FaultError USAGE */
export function restoreSpecFromFlags(flags: RestoreFlags): RestoreSpec {
  refuseUnused(flags);
  const media = flags.from ?? [];
  if (media.length === 0) {
    throw usage("--from is missing.", "Name the media, one for each stripe: --from FILE...");
  }
  checkFiles(media, "--from");
  const sink = sinkFrom(flags);
  if ("files" in sink && sink.files.length !== media.length) {
    throw usage(
      `--from names ${media.length} file(s) and --${sink.kind} ${sink.files.length}.`,
      `Name as many files after --${sink.kind} as media: one for each virtual device, in order.`,
    );
  }
  return { kind: "restore", media: [...media], sink, ...commonFrom(flags, media.length) };
}

function checkFiles(files: readonly string[], flag: string): void {
  if (files.length > vdLimit.deviceCountMax) {
    throw usage(
      `${flag} names ${files.length} files.`,
      `A virtual device set has at most ${vdLimit.deviceCountMax} devices: name fewer files.`,
    );
  }
  const twice = files.find((file, index) => files.indexOf(file) !== index);
  if (twice !== undefined) {
    throw usage(`${flag} names ${twice} twice.`, "Each virtual device needs a file of its own.");
  }
}

function sourceFrom(flags: BackupFlags): BackupSpec["source"] {
  const database = databaseSourceFrom(flags);
  if (database !== null) {
    if (flags.replay !== undefined || flags.generate !== undefined) {
      throw usage(
        "--database and --replay or --generate exclude each other.",
        "A server backs its own database up: leave the stream out.",
      );
    }
    return database;
  }
  return streamFrom(flags);
}

function streamFrom(flags: BackupFlags): Source {
  if ((flags.replay === undefined) === (flags.generate === undefined)) {
    throw usage(
      flags.replay === undefined
        ? "A source is missing."
        : "--replay and --generate exclude each other.",
      "Give either --replay FILE... or --generate SIZE[:SEED].",
    );
  }
  if (flags.replay !== undefined) {
    checkFiles(flags.replay, "--replay");
    return { kind: "replay", files: [...flags.replay] };
  }
  const [size = "", seed, ...rest] = (flags.generate ?? "").split(":");
  if (rest.length > 0) {
    throw usage(
      `--generate ${flags.generate ?? ""} is not SIZE[:SEED].`,
      "Write for example --generate 2G:7.",
    );
  }
  const bytes = parseSize(size, "--generate");
  if (bytes < 65_536) {
    throw usage(`--generate ${size} is too small.`, "A generated stream has at least 64K.");
  }
  return {
    kind: "generate",
    bytes,
    seed:
      seed === undefined ? 1 : parseCount(seed, "--generate SIZE:", { min: 0, max: 0xffff_ffff }),
    entropy: entropyDefault,
  };
}

function codecFrom(text: string): Codec {
  const [kind, level, ...rest] = text.split(":");
  if (rest.length === 0 && level === undefined && (kind === "none" || kind === "null")) {
    return { kind };
  }
  if (rest.length === 0 && kind === "zstd") {
    return {
      kind,
      level: level === undefined ? 3 : parseCount(level, "--compress zstd:", { min: 1, max: 19 }),
    };
  }
  throw usage(
    `--compress ${text} is unknown.`,
    "Write none, zstd or zstd:LEVEL with a level from 1 to 19.",
  );
}

function sinkFrom(flags: RestoreFlags): RestoreSpec["sink"] {
  const given = [flags.into, flags.compare, flags.discard === true ? [] : undefined].filter(
    (files) => files !== undefined,
  );
  const database = databaseSinkFrom(flags);
  if (database !== null) {
    if (given.length > 0) {
      throw usage(
        "--database and --into, --compare or --discard exclude each other.",
        "A server restores into its own database: leave the files out.",
      );
    }
    return database;
  }
  return streamSinkFrom(flags, given.length);
}

function streamSinkFrom(flags: RestoreFlags, givenCount: number): Sink {
  if (givenCount !== 1) {
    throw usage(
      givenCount === 0
        ? "A destination is missing."
        : "--into, --compare and --discard exclude each other.",
      "Give one of --into FILE..., --compare FILE... or --discard.",
    );
  }
  if (flags.into !== undefined) {
    checkFiles(flags.into, "--into");
    return { kind: "into", files: [...flags.into] };
  }
  return flags.compare === undefined
    ? { kind: "discard" }
    : { kind: "compare", files: [...flags.compare] };
}

function commonFrom(
  flags: CommonFlags,
  deviceCount: number,
): Omit<BackupSpec, "kind" | "source" | "targets" | "codec"> {
  const server = vdiServerFrom(flags);
  const count = (text: string | undefined, flag: string, max: number): number | null =>
    text === undefined ? null : parseCount(text, flag, { min: 1, max });
  return {
    transferSize: transferSizeFrom(flags.transferSize),
    buffers:
      flags.buffers === undefined
        ? null
        : parseCount(flags.buffers, "--buffers", { min: deviceCount, max: vdLimit.bufferCountMax }),
    secondaries: count(flags.secondaries, "--secondaries", vdLimit.deviceCountMax),
    blockSize:
      flags.blockSize === undefined ? null : blockSizeFrom(flags.blockSize, "--block-size"),
    alignment: flags.alignment === undefined ? 0 : blockSizeFrom(flags.alignment, "--alignment"),
    prefixZone: flags.prefixZone === undefined ? 0 : prefixZoneFrom(flags.prefixZone),
    serverTimeout:
      flags.serverTimeout === undefined
        ? 0
        : parseCount(flags.serverTimeout, "--server-timeout", { min: 0, max: 0xffff_ffff }),
    handoff: handoffFrom(flags.handoff ?? "ring"),
    trace: flags.trace ?? null,
    force: flags.force ?? false,
    faults: (flags.fault ?? []).map(faultFrom),
    ...(server === undefined ? {} : { server }),
  };
}

function transferSizeFrom(text: string | undefined): number {
  if (text === undefined) {
    return jobDefaults.transferSize;
  }
  const bytes = parseSize(text, "--transfer-size");
  if (
    bytes < vdLimit.transferSizeStep ||
    bytes > vdLimit.transferSizeMax ||
    bytes % vdLimit.transferSizeStep !== 0
  ) {
    throw usage(
      `--transfer-size ${text} is not allowed.`,
      "Give a multiple of 64K from 64K to 4M.",
    );
  }
  return bytes;
}

function blockSizeFrom(text: string, flag: string): number {
  const bytes = parseSize(text, flag);
  if (bytes < vdLimit.blockSizeMin || bytes > vdLimit.blockSizeMax || (bytes & (bytes - 1)) !== 0) {
    throw usage(`${flag} ${text} is not allowed.`, "Give a power of two from 512 to 65536.");
  }
  return bytes;
}

function prefixZoneFrom(text: string): number {
  const bytes = parseSize(text, "--prefix-zone");
  if (bytes > 65_536) {
    throw usage(`--prefix-zone ${text} is too large.`, "Give at most 64K.");
  }
  return bytes;
}

function handoffFrom(text: string): "ring" | "port" {
  if (text === "ring" || text === "port") {
    return text;
  }
  throw usage(`--handoff ${text} is unknown.`, "Write ring or port.");
}

function faultFrom(text: string): Fault {
  const [kind = "", at = "", ...rest] = text.split("@");
  const known = faultKinds.find((name) => name === kind);
  if (known === undefined || rest.length > 0) {
    throw usage(
      `--fault ${text} is unknown.`,
      `Write KIND@N with KIND one of ${faultKinds.join(", ")}.`,
    );
  }
  const count =
    known === "media-full"
      ? parseSize(at, `--fault ${kind}@`)
      : parseCount(at, `--fault ${kind}@`, { min: 1, max: 0xffff_ffff });
  if (count < 1) {
    throw usage(`--fault ${text} never happens.`, "N counts from 1.");
  }
  return { kind: known, at: count };
}
