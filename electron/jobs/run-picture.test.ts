import { describe, expect, it } from "vitest";
import { jobDefaults, type BackupSpec } from "../contract/job.ts";
import { vdCommand } from "../contract/vdi.ts";
import type { BrokerStats } from "../vdi/addon.ts";
import { planRun } from "./plan.ts";
import { phaseOfMoving } from "./run-picture.ts";
import { newRun } from "./run-state.ts";

const spec: BackupSpec = {
  ...jobDefaults,
  kind: "backup",
  codec: { kind: "none" },
  targets: ["a", "b"],
  source: { kind: "generate", bytes: 2000, seed: 1, entropy: 0.3 },
};

const part = { state: "moving", isClosed: false, isCompletePending: false, summary: null } as const;

function phaseAt(bytes: readonly number[], expectedBytes: readonly number[]): string {
  const facts = { blockSize: 512, expectedBytes, codec: spec.codec, files: spec.targets };
  const machine = { coreCount: 2, id: "3f2504e0-4f89-41d3-9a0c-0305e82c3301" };
  const device = {
    storedBytes: 0,
    commands: 3,
    flushes: 0,
    leasesOut: 0,
    idleMs: 0,
    closed: false,
  };
  const stats: BrokerStats = {
    devices: bytes.map((each) => ({ ...device, bytes: each })),
    secondaries: [],
    stageNs: { server: 0, handoff: 0, codec: 0, disk: 0 },
    latencyNs: { p50: 0, p99: 0, p999: 0, max: 0 },
  };
  return phaseOfMoving({
    state: { ...newRun("backup"), devices: bytes.map(() => part) },
    plan: planRun(spec, facts, machine),
    stats,
    rateOf: () => 0,
    newestCommands: bytes.map(() => vdCommand.VDC_Flush),
  });
}

describe("the phase while every device flushes", () => {
  it("is still that of data where a Flush follows the headers", () => {
    expect(phaseAt([64, 64], [1000, 1000])).toBe("data");
    expect(phaseAt([1000, 64], [1000, 1000])).toBe("data");
  });

  it("is flush once the bytes are there, or where nobody knows how many there will be", () => {
    expect(phaseAt([1000, 1000], [1000, 1000])).toBe("flush");
    expect(phaseAt([64, 64], [])).toBe("flush");
  });
});
