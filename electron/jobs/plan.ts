/**
 * The plan of a run: everything that follows from the specification and the files before a process starts. Pure.
 */
import type { Codec, JobSpec } from "../contract/job.ts";
import { vdFeature, vdLimit, type VdConfig } from "../contract/vdi.ts";
import type { NativeMedium } from "../vdi/addon.ts";

/** What the checks found out about the streams. */
export interface StreamFacts {
  /** null: the server decides. */
  readonly blockSize: number | null;
  /** Bytes of each device's plain stream; empty where only the server knows. */
  readonly expectedBytes: readonly number[];
  /** Codec of the media; of a restore as their manifests say. */
  readonly codec: Codec;
  /** Media file of each device, "" for the null medium. */
  readonly files: readonly string[];
}

export interface Plan extends StreamFacts {
  readonly kind: JobSpec["kind"];
  readonly runId: string;
  /** Name of the set, in braces like the class ids that SQL Server's samples use; also of the first device. */
  readonly setName: string;
  readonly deviceNames: readonly string[];
  readonly transferSize: number;
  readonly bufferCount: number;
  readonly secondaryCount: number;
  /** Device index -> secondary index. */
  readonly assignment: readonly number[];
  readonly codecThreads: number;
  readonly serverTimeoutMs: number;
  readonly segmentName: string;
  /** null for a run that is not traced. */
  readonly traceName: string | null;
  readonly traceLanes: number;
  readonly traceEventsPerLane: number;
}

/** Buffers of a device where nobody says otherwise: four may be out (the interface's depth), two are being filled. */
const buffersPerDevice = 6;
/** More secondaries than this bring nothing but processes: each has one thread a device anyway. */
const secondariesDefaultMax = 4;
/** The fault "client-timeout" needs a timeout to run into. */
const faultTimeoutMs = 500;

/** How many buffers a set of this many devices gets. */
export function bufferCountOf(spec: JobSpec, deviceCount: number): number {
  return spec.buffers ?? Math.min(vdLimit.bufferCountMax, buffersPerDevice * deviceCount);
}

/**
 * How many secondaries serve `deviceCount` devices. A secondary runs one thread a device, so one process could
 * serve all; several keep a crash from touching every stripe. More than cores only adds switching.
 */
export function secondaryCountOf(spec: JobSpec, deviceCount: number, coreCount: number): number {
  const wanted = spec.secondaries ?? Math.max(1, Math.min(secondariesDefaultMax, coreCount));
  return Math.min(wanted, deviceCount);
}

/** @param id random, 32 hex digits or a UUID; names set, segments and run */
export function planRun(
  spec: JobSpec,
  facts: StreamFacts,
  machine: { coreCount: number; id: string },
): Plan {
  const deviceCount = facts.files.length;
  const secondaryCount = secondaryCountOf(spec, deviceCount, machine.coreCount);
  const setName = `{${machine.id.toUpperCase()}}`;
  const short = machine.id.replaceAll("-", "").slice(0, 16);
  const hasTimeoutFault = spec.faults.some((fault) => fault.kind === "client-timeout");
  return {
    ...facts,
    kind: spec.kind,
    runId: machine.id,
    setName,
    deviceNames: Array.from({ length: deviceCount }, (_, i) =>
      i === 0 ? setName : `${setName}-${i + 1}`,
    ),
    transferSize: spec.transferSize,
    bufferCount: bufferCountOf(spec, deviceCount),
    secondaryCount,
    assignment: Array.from({ length: deviceCount }, (_, i) => i % secondaryCount),
    codecThreads: Math.max(1, Math.ceil(machine.coreCount / secondaryCount)),
    serverTimeoutMs:
      spec.serverTimeout === 0 && hasTimeoutFault ? faultTimeoutMs : spec.serverTimeout,
    segmentName: `handoff-${short}-broker`,
    traceName: `handoff-${short}-trace`,
    ...traceSize(deviceCount, secondaryCount),
  };
}

/**
 * Lanes: for each device one thread in the server, one in the primary and one in its secondary, that one again for
 * five replacements; and a few that belong to no device. Fewer events a lane where many devices share the rate.
 */
function traceSize(
  deviceCount: number,
  secondaryCount: number,
): { traceLanes: number; traceEventsPerLane: number } {
  const traceLanes = 8 * deviceCount + 6 * secondaryCount + 8;
  const traceEventsPerLane = deviceCount <= 2 ? 65_536 : deviceCount <= 8 ? 16_384 : 4_096;
  return { traceLanes, traceEventsPerLane };
}

/** What CreateEx is given. */
export function configOf(plan: Plan, spec: JobSpec): Partial<VdConfig> {
  return {
    deviceCount: plan.deviceNames.length,
    features: vdFeature.VDF_RequestComplete,
    prefixZoneSize: spec.prefixZone,
    alignment: spec.alignment,
    softFileMarkBlockSize: 0,
    EOMWarningSize: 0,
    serverTimeOut: plan.serverTimeoutMs,
  };
}

/** The media of one secondary; a replacement gets the same list. */
export function mediaOf(plan: Plan, secondary: number): NativeMedium[] {
  return plan.files.flatMap((path, device) =>
    plan.assignment[device] !== secondary
      ? []
      : [
          {
            device,
            codec: plan.codec.kind,
            level: plan.codec.kind === "zstd" ? plan.codec.level : 0,
            direction: plan.kind === "backup" ? ("write" as const) : ("read" as const),
            path,
          },
        ],
  );
}

/** Bytes of shared memory that the set's buffers take, prefix and alignment included. */
export function bufferBytes(spec: JobSpec, bufferCount: number): number {
  const step = Math.max(spec.alignment, 4_096);
  const round = (bytes: number): number => Math.ceil(bytes / step) * step;
  return bufferCount * (round(spec.prefixZone) + round(spec.transferSize));
}
