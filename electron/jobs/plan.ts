/**
 * The plan of a run: everything that follows from the specification and the files before a process starts. Pure.
 */
import type { Codec, JobSpec } from "../contract/job.ts";
import { eventBytes } from "../contract/trace-event.ts";
import { vdFeature, vdLimit, type VdConfig } from "../contract/vdi.ts";
import type { NativeMedium } from "../vdi/addon.ts";
import { segmentBytes } from "../vdi/segment-bytes.ts";

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
/** Workers of a secondary for one device: kWorkersMax of native/broker/control.h. */
const workersOfDeviceMax = 61;
/** Of the trace's lanes together: fits beside the buffers into the 64 MiB that a container's /dev/shm usually has. */
export const traceBytesMax = 40 * 1024 * 1024;
/** The fault "client-timeout" needs a timeout to run into. */
const faultTimeoutMs = 500;

/** How many buffers a set of this many devices gets. */
function bufferCountOf(spec: JobSpec, deviceCount: number): number {
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
    assignment: assignmentOf(deviceCount, secondaryCount),
    codecThreads: codecThreadsOf(machine.coreCount, secondaryCount),
    serverTimeoutMs:
      spec.serverTimeout === 0 && hasTimeoutFault ? faultTimeoutMs : spec.serverTimeout,
    segmentName: `handoff-${short}-broker`,
    traceName: `handoff-${short}-trace`,
    ...traceSizeOf(spec, deviceCount, machine.coreCount),
  };
}

function assignmentOf(deviceCount: number, secondaryCount: number): number[] {
  return Array.from({ length: deviceCount }, (_, i) => i % secondaryCount);
}

/** Threads of one secondary that compress and read ahead, for all its devices. */
function codecThreadsOf(coreCount: number, secondaryCount: number): number {
  return Math.max(1, Math.ceil(coreCount / secondaryCount));
}

/** Threads of all secondaries that may move bytes, as native/broker/secondary.cc shares them out. */
function workerCountOf(deviceCount: number, secondaryCount: number, coreCount: number): number {
  const codecThreads = codecThreadsOf(coreCount, secondaryCount);
  return Array.from({ length: secondaryCount }, (_, secondary) => {
    const devices = Math.ceil((deviceCount - secondary) / secondaryCount);
    const each = Math.floor(codecThreads / devices);
    return devices * Math.min(Math.max(1, each), workersOfDeviceMax);
  }).reduce((sum, workers) => sum + workers, 0);
}

/**
 * Lanes: each device has a thread in the server and one in the primary, and every worker has one; the broker and port
 * mode have one each, two are spare. Those of the dead are taken over by who replaces them. All share `traceBytesMax`:
 * who has more lanes has fewer events in each.
 */
function traceSizeOf(
  spec: JobSpec,
  deviceCount: number,
  coreCount: number,
): { traceLanes: number; traceEventsPerLane: number } {
  const secondaryCount = secondaryCountOf(spec, deviceCount, coreCount);
  const workers = workerCountOf(deviceCount, secondaryCount, coreCount);
  const traceLanes = 2 * deviceCount + workers + 4;
  const laneBytes = traceBytesMax / traceLanes - segmentBytes.traceLane;
  return { traceLanes, traceEventsPerLane: 2 ** Math.floor(Math.log2(laneBytes / eventBytes)) };
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

/** Bytes of shared memory that a run takes: buffers with prefix and alignment, the set's table, broker and trace. */
export function sharedBytes(spec: JobSpec, deviceCount: number, coreCount: number): number {
  const step = Math.max(spec.alignment, 4_096);
  const round = (bytes: number): number => Math.ceil(bytes / step) * step;
  const buffer = round(spec.prefixZone) + round(spec.transferSize);
  const { traceLanes, traceEventsPerLane } = traceSizeOf(spec, deviceCount, coreCount);
  return (
    bufferCountOf(spec, deviceCount) * buffer +
    segmentBytes.set +
    segmentBytes.broker +
    deviceCount * segmentBytes.brokerDevice +
    traceLanes * (segmentBytes.traceLane + traceEventsPerLane * eventBytes)
  );
}
