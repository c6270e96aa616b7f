import { describe, expect, it } from "vitest";
import type { Chain, HistoryRow } from "../../electron/contract/server-views.ts";
import { createFormat } from "../format.ts";
import { wordsOf } from "../words/words.ts";
import { chainStripOf, chainWords, stripStart, timeText } from "./chain-model.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** A Wednesday, ten in the morning, local. */
const nowMs = new Date(2026, 10, 25, 10).getTime();
const start = stripStart(nowMs);
const format = createFormat("en");

const whole: Chain = { state: "whole", reason: null, atMs: null, restorableToMs: nowMs - hourMs };

function backup(change: Partial<HistoryRow>): HistoryRow {
  return {
    backupSetId: 1,
    database: "Sales",
    type: "database",
    startedAtMs: start,
    finishedAtMs: start,
    bytes: 1,
    compressedBytes: null,
    isCopyOnly: false,
    hasChecksums: false,
    isDamaged: false,
    name: "",
    user: "sa",
    server: "SQL01",
    origin: "handoff",
    deviceType: 7,
    devices: [],
    runId: null,
    firstLsn: null,
    lastLsn: null,
    ...change,
  };
}

describe("the strip of seven days", () => {
  it("begins at a midnight, six days before today", () => {
    expect(new Date(start).getHours()).toBe(0);
    expect(format.daysAgo(start, nowMs)).toBe(6);
  });

  it("places backups by their end and leaves out what is older or of another kind", () => {
    const rows = [
      backup({ finishedAtMs: start - 1 }),
      backup({ finishedAtMs: start }),
      backup({ type: "differential", finishedAtMs: start + 3.5 * dayMs }),
      backup({ type: "log", finishedAtMs: start + 7 * dayMs - 1, origin: "foreignVdi" }),
      backup({ type: "file", finishedAtMs: start + dayMs }),
    ];
    const { marks, gap } = chainStripOf({ chain: whole }, rows, nowMs);
    expect(marks.map(({ kind, isForeign }) => [kind, isForeign])).toEqual([
      ["full", false],
      ["differential", false],
      ["log", true],
    ]);
    expect(marks[0]?.at).toBe(0);
    expect(marks[1]?.at).toBeCloseTo(0.5, 1);
    expect(gap).toBeNull();
  });

  it("draws a gap from the last good backup to the next, or to the end", () => {
    const chain: Chain = { ...whole, state: "broken", reason: "logGap", atMs: start + dayMs };
    const later = backup({ type: "log", finishedAtMs: start + 2 * dayMs });
    const between = chainStripOf({ chain }, [later], nowMs).gap;
    expect(between?.from).toBeCloseTo(1 / 7, 2);
    expect(between?.to).toBeCloseTo(2 / 7, 2);
    expect(chainStripOf({ chain }, [], nowMs).gap?.to).toBe(1);
    const noFull: Chain = { ...chain, reason: "noFull" };
    expect(chainStripOf({ chain: noFull }, [later], nowMs).gap).toBeNull();
  });
});

describe("the chain in words", () => {
  it("has a sentence for every state and a next step for every reason, in both languages", () => {
    for (const language of ["en", "pt-BR"] as const) {
      const words = wordsOf(language);
      const say = (chain: Chain): ReturnType<typeof chainWords> =>
        chainWords({ chain }, words, format, nowMs);
      expect(say(whole)).toMatchObject({ tone: "ok", next: "" });
      expect(say({ ...whole, state: "unneeded" }).tone).toBe("ok");
      expect(say({ ...whole, state: "unknown" }).tone).toBe("quiet");
      for (const reason of Object.keys(words.databases.chainNext) as NonNullable<
        Chain["reason"]
      >[]) {
        const said = say({ ...whole, state: "broken", reason, atMs: start });
        expect(["warn", "err"]).toContain(said.tone);
        expect(said.next).not.toBe("");
        expect(said.text).not.toMatch(/undefined|null|NaN/);
      }
    }
  });

  it("says times short: the clock today, the weekday lately, else the date", () => {
    expect(timeText(nowMs - hourMs, nowMs, format)).toBe("09:00");
    expect(timeText(nowMs - dayMs, nowMs, format)).toBe("Tue 10:00");
    expect(timeText(nowMs - 20 * dayMs, nowMs, format)).toBe("Nov 5, 10:00");
  });
});
