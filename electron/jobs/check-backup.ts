/**
 * Everything that can be refused before a backup starts a process, and the facts that its plan needs.
 */
import { availableParallelism } from "node:os";
import { FaultError } from "../contract/fault.ts";
import type { BackupSpec } from "../contract/job.ts";
import { vdLimit } from "../contract/vdi.ts";
import { namesOf } from "../media/manifest.ts";
import type { StreamHead } from "../media/stream-head.ts";
import { readSource } from "../media/read-source.ts";
import type { Addon } from "../vdi/addon.ts";
import {
  checkMemory,
  checkSpace,
  checkTarget,
  checkTargetMedium,
  refuseOverlap,
  refuseTwice,
} from "./check-files.ts";
import { sharedBytes, type StreamFacts } from "./plan.ts";

/** Block size where neither stream nor user says: what SQL Server uses for files on today's disks. */
const blockSizeDefault = 4_096;

interface Stream {
  readonly file: string;
  readonly bytes: number;
  readonly head: StreamHead;
}

/** @throws FaultError SOURCE_*, TARGET_*, VDI_BUFFERS, VDI_DEVICES */
export async function checkBackup(spec: BackupSpec, addon: Addon): Promise<StreamFacts> {
  const { source, targets } = spec;
  const deviceCount = targets.length;
  if (deviceCount < 1 || deviceCount > vdLimit.deviceCountMax) {
    throw new FaultError("VDI_DEVICES", {
      devices: deviceCount,
      devicesMax: vdLimit.deviceCountMax,
    });
  }
  if (source.kind === "replay" && source.files.length !== deviceCount) {
    throw new FaultError("SOURCE_COUNT", { sources: source.files.length, targets: deviceCount });
  }
  const memory = sharedBytes(spec, deviceCount, availableParallelism());
  if (source.kind === "database") {
    await checkTargets(spec, []);
    await checkMemory(memory);
    // How long each stream gets is known when it has ended; which blocks it has, the server says.
    return { blockSize: spec.blockSize, expectedBytes: [], codec: spec.codec, files: targets };
  }
  const streams = source.kind === "replay" ? await readStreams(source.files) : [];
  const blockSize = chooseBlockSize(streams, spec.blockSize);
  checkStripes(streams);
  await checkTargets(
    spec,
    streams.map((stream) => stream.file),
  );
  const expectedBytes =
    source.kind === "replay"
      ? streams.map((stream) => stream.bytes)
      : addon.streamBytes(source, deviceCount, blockSize);
  await checkMemory(memory);
  if (spec.codec.kind === "none") {
    await checkSpace(targets.map((file, device) => ({ file, bytes: expectedBytes[device] ?? 0 })));
  }
  return { blockSize, expectedBytes, codec: spec.codec, files: targets };
}

async function readStreams(files: readonly string[]): Promise<Stream[]> {
  await refuseTwice(files, "SOURCE_TWICE");
  const codes = { missing: "SOURCE_MISSING", unreadable: "SOURCE_UNREADABLE" } as const;
  return Promise.all(files.map(async (file) => ({ file, ...(await readSource(file, codes)) })));
}

/**
 * The device block size: what the streams were written with, which the server must use again at restore. A stream
 * that does not say (a compressed container) gets the largest usual one that it is a multiple of.
 */
export function chooseBlockSize(streams: readonly Stream[], wanted: number | null): number {
  const told = streams.flatMap(({ head }) => head.blockSize ?? []);
  const blockSize = wanted ?? told[0] ?? guessBlockSize(streams);
  for (const { file, head } of streams) {
    if (head.blockSize !== null && head.blockSize !== blockSize) {
      const actual = head.blockSize;
      throw new FaultError("SOURCE_BLOCK_SIZE", { file, actual, wanted: blockSize });
    }
  }
  const odd = streams.find((stream) => stream.bytes === 0 || stream.bytes % blockSize !== 0);
  if (odd !== undefined) {
    throw new FaultError("SOURCE_ODD_SIZE", { file: odd.file, bytes: odd.bytes, blockSize });
  }
  return blockSize;
}

function guessBlockSize(streams: readonly Stream[]): number {
  const fits = streams.every((stream) => stream.bytes % blockSizeDefault === 0);
  return fits ? blockSizeDefault : vdLimit.blockSizeMin;
}

/** A recorded stripe set is replayed whole or not at all: a part of it could never be restored. */
export function checkStripes(streams: readonly Stream[]): void {
  const stripes = streams.flatMap(({ file, head }) =>
    head.stripe === null ? [] : [{ file, ...head.stripe }],
  );
  const [first] = stripes;
  if (first === undefined || (first.count === 1 && streams.length === 1)) {
    return;
  }
  const foreign = stripes.find((stripe) => stripe.setId !== first.setId);
  if (foreign !== undefined && first.count > 1) {
    throw new FaultError("SOURCE_FOREIGN", { file: foreign.file, other: first.file });
  }
  for (let index = 1; index <= first.count; index += 1) {
    if (first.count > 1 && !stripes.some((stripe) => stripe.index === index)) {
      const { file, count } = first;
      throw new FaultError("SOURCE_INCOMPLETE", {
        file,
        index: first.index,
        count,
        missing: index,
      });
    }
  }
}

async function checkTargets(spec: BackupSpec, sources: readonly string[]): Promise<void> {
  const files = spec.codec.kind === "null" ? [] : spec.targets;
  const nameless = files.findIndex((file) => file === "");
  if (nameless >= 0) {
    throw new FaultError("TARGET_NO_NAME", { device: nameless + 1 });
  }
  const written = spec.trace === null ? files : [...files, spec.trace];
  // A target must not be another one's manifest or partial either.
  const besides = files.flatMap((file) => {
    const { manifest, partial, partialManifest, frames } = namesOf(file);
    return [manifest, partial, partialManifest, frames];
  });
  await refuseTwice([...written, ...besides], "TARGET_TWICE");
  await refuseOverlap(written, sources);
  for (const file of files) {
    await checkTargetMedium(file, spec.force);
  }
  if (spec.trace !== null) {
    await checkTarget(spec.trace, spec.force ? null : "TARGET_EXISTS");
  }
}
