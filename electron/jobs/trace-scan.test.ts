import { describe, expect, it } from "vitest";
import { vdCommand } from "../contract/vdi.ts";
import type { NativeSlowCommand } from "../vdi/native-trace.ts";
import { TraceScan } from "./trace-scan.ts";

const write: NativeSlowCommand = {
  device: 0,
  sequence: 7,
  command: vdCommand.VDC_Write,
  receivedNs: 1_000_000,
  leasedNs: 1_000_010,
  mappedNs: 1_000_030,
  movedNs: 10_000_030,
  completedNs: 10_000_060,
  mapNs: 10,
};

function scanOf(
  slowest: readonly NativeSlowCommand[],
  gaps: readonly { lostNs: number; replacedNs: number }[] = [],
): TraceScan {
  const source = {
    slowest: () => [...slowest],
    gaps: () => [...gaps],
    newestCommands: () => [vdCommand.VDC_Flush],
  };
  return new TraceScan(source, 500_000);
}

describe("TraceScan", () => {
  it("says which stage took longest, in microseconds since the run began", () => {
    const scan = scanOf([write]);
    expect(scan.slowest()).toEqual([
      {
        device: 0,
        sequence: 7,
        commandCode: vdCommand.VDC_Write,
        atMs: 0.5,
        totalUs: 9_000.06,
        mostly: "move",
        mostlyUs: 9_000,
      },
    ]);
    expect(scan.newestCommand).toEqual([vdCommand.VDC_Flush]);
  });

  it("blames a restart that happened meanwhile, and fsync for a flush", () => {
    const flush = { ...write, command: vdCommand.VDC_Flush, leasedNs: 0, mappedNs: 0, movedNs: 0 };
    const gap = { lostNs: 2_000_000, replacedNs: 6_000_000 };
    expect(scanOf([flush]).slowest()[0]).toMatchObject({ mostly: "sync", mostlyUs: 9_000.06 });
    expect(scanOf([write], [gap]).slowest()[0]).toMatchObject({
      mostly: "restart",
      mostlyUs: 4_000,
    });
    const nobodyCame = { ...gap, replacedNs: 0 };
    expect(scanOf([write], [nobodyCame]).slowest()[0]?.mostly).toBe("move");
  });

  it("takes stages that were not seen for no time", () => {
    const late = { ...write, mappedNs: 0, mapNs: 0, movedNs: 10_000_000 };
    expect(scanOf([late]).slowest()[0]).toMatchObject({ mostly: "done", mostlyUs: 0.06 });
  });
});
