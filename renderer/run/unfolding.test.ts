import { describe, expect, it } from "vitest";
import { failedRun } from "../dev/samples.ts";
import { createFormat } from "../format.ts";
import { wordsOf } from "../words/words.ts";
import { verificationOf } from "./done-run.tsx";
import { salesSpec } from "../dev/samples.ts";
import { ticketText } from "./ticket.ts";
import { letterOf, spread, unfoldingOf } from "./unfolding.ts";

const { failure } = failedRun.result;
if (failure === null) throw new Error("The sample has no failure");

describe("how it unfolded", () => {
  it("letters the cause A and what followed by time", () => {
    const { moments } = unfoldingOf(failedRun, failure);
    expect(moments.map((moment) => moment.letter).join("")).toBe("ABCDEFGH");
    expect(moments[0]?.afterMs).toBe(0);
    expect(letterOf(26)).toBe("AA");
  });

  it("stops the failing device at the cause and the others at the abort", () => {
    const { lanes } = unfoldingOf(failedRun, failure);
    expect(lanes.map((lane) => [lane.isCause, Math.round(lane.movedUntilMs * 10) / 10])).toEqual([
      [false, 11.3],
      [true, 0],
      [false, 11.2],
    ]);
    expect(lanes[1]?.refusedFromMs).toBeCloseTo(0.2);
  });

  it("draws at most six devices, the failing one among them", () => {
    const devices = Array.from({ length: 64 }, (_, index) => ({ ...failedRun.devices[0], index }));
    const late = { ...failure, cause: { ...failure.cause, device: 63 } };
    const { lanes, hiddenDevices } = unfoldingOf(
      { devices: devices as typeof failedRun.devices },
      late,
    );
    expect(lanes.map((lane) => lane.device)).toEqual([58, 59, 60, 61, 62, 63]);
    expect(hiddenDevices).toBe(58);
  });

  it("never lays one letter on another", () => {
    expect(spread([0, 1, 50, 60], 20)).toEqual([0, 20, 50, 70]);
  });
});

describe("a ticket", () => {
  it("holds cause, command, consequences, files and the command line", () => {
    const text = ticketText(failedRun, failure, wordsOf("en"), createFormat("en", "UTC"));
    for (const part of [
      "TARGET_FULL",
      "ERROR_DISK_FULL 112",
      "5A·B5C·011",
      "3013",
      "SalesDW_2of3.bak.zst.partial",
      "handoff backup --replay",
    ]) {
      expect(text).toContain(part);
    }
  });
});

describe("verifying a backup", () => {
  it("compares with the streams that were replayed, and is none for the null medium", () => {
    const spec = verificationOf(salesSpec);
    expect(spec?.kind === "restore" && spec.sink).toEqual({
      kind: "compare",
      files: salesSpec.source.kind === "replay" ? salesSpec.source.files : [],
    });
    expect(verificationOf({ ...salesSpec, codec: { kind: "null" } })).toBeNull();
  });
});
