/**
 * Everything that can be refused before a restore starts a process, and the facts that its plan needs.
 */
import { availableParallelism } from "node:os";
import { FaultError } from "../contract/fault.ts";
import type { RestoreSpec } from "../contract/job.ts";
import { vdLimit } from "../contract/vdi.ts";
import { checkMemory, checkSpace, checkTarget, refuseOverlap, refuseTwice } from "./check-files.ts";
import { checkSet, describeMedia, type DescribedMedium } from "./check-media.ts";
import { sharedBytes, type StreamFacts } from "./plan.ts";
import { namesOf } from "../media/manifest.ts";
import { readSource } from "../media/read-source.ts";

export interface RestoreFacts {
  readonly facts: StreamFacts;
  /** Not yet proved byte by byte: that takes time and is shown. */
  readonly media: readonly DescribedMedium[];
}

/** @throws FaultError MEDIA_*, INTO_EXISTS, TARGET_*, SOURCE_*, VDI_* */
export async function checkRestore(spec: RestoreSpec): Promise<RestoreFacts> {
  const deviceCount = spec.media.length;
  if (deviceCount < 1 || deviceCount > vdLimit.deviceCountMax) {
    throw new FaultError("VDI_DEVICES", {
      devices: deviceCount,
      devicesMax: vdLimit.deviceCountMax,
    });
  }
  const media = await describeMedia(spec.media);
  checkSet(media);
  const facts = factsOf(spec, media);
  await checkSink(spec, facts.expectedBytes);
  await checkMemory(sharedBytes(spec, deviceCount, availableParallelism()));
  return { facts, media };
}

function factsOf(spec: RestoreSpec, media: readonly DescribedMedium[]): StreamFacts {
  const blockSize = media[0]?.manifest.options.blockSize ?? vdLimit.blockSizeMin;
  if (spec.blockSize !== null && spec.blockSize !== blockSize) {
    const file = media[0]?.file ?? "";
    throw new FaultError("SOURCE_BLOCK_SIZE", { file, actual: blockSize, wanted: spec.blockSize });
  }
  return {
    blockSize,
    expectedBytes: media.map(({ manifest }) => manifest.plain.bytes),
    codec: media[0]?.manifest.codec ?? { kind: "none" },
    files: media.map(({ file }) => file),
  };
}

async function checkSink(spec: RestoreSpec, expectedBytes: readonly number[]): Promise<void> {
  const { sink, media } = spec;
  const written = [
    ...(sink.kind === "into" ? sink.files : []),
    ...(spec.trace === null ? [] : [spec.trace]),
  ];
  if ("files" in sink && sink.files.length !== media.length) {
    throw new FaultError("SOURCE_COUNT", { sources: media.length, targets: sink.files.length });
  }
  await refuseTwice(written, "TARGET_TWICE");
  const read = sink.kind === "compare" ? [...media, ...sink.files] : media;
  await refuseOverlap(written, [...read, ...media.map((file) => namesOf(file).manifest)]);
  for (const file of written) {
    await checkTarget(file, spec.force ? null : "INTO_EXISTS");
  }
  if (sink.kind === "into") {
    await checkSpace(
      sink.files.map((file, device) => ({ file, bytes: expectedBytes[device] ?? 0 })),
    );
  }
  if (sink.kind === "compare") {
    await checkCompared(sink.files, expectedBytes);
  }
}

async function checkCompared(
  files: readonly string[],
  expectedBytes: readonly number[],
): Promise<void> {
  for (const [device, file] of files.entries()) {
    const { bytes } = await readSource(file, {
      missing: "SOURCE_MISSING",
      unreadable: "SOURCE_UNREADABLE",
    });
    const expected = expectedBytes[device] ?? 0;
    if (bytes !== expected) {
      const reason = `it has ${bytes} bytes, the backup ${expected}`;
      throw new FaultError("RESTORE_DIFFERS", { file, device: device + 1, reason });
    }
  }
}
