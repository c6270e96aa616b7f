import { spawnSync } from "node:child_process";
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { jobDefaults, type BackupSpec } from "../contract/job.ts";
import type { Run } from "../contract/run.ts";
import { Journal, birthOf, stateFolder } from "./journal.ts";
import { newRun } from "./run-state.ts";
import { RunView } from "./run-view.ts";
import { summaryOf, withBoundedHistory } from "./run-summary.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "handoff-journal-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const spec: BackupSpec = {
  ...jobDefaults,
  faults: [],
  kind: "backup",
  codec: { kind: "none" },
  targets: ["/x/a.bak"],
  source: { kind: "generate", bytes: 65_536, seed: 1, entropy: 0.5 },
};

function run(runId: string, startedAtMs: number, isOver: boolean): Run {
  const view = new RunView(runId, spec, () => ({
    state: newRun("backup"),
    plan: null,
    scan: null,
    droppedEvents: 0,
    strikes: [],
  }));
  if (isOver) {
    view.end();
    view.setResult({ ...view.figures(), ok: true, outcome: "done", failure: null });
  }
  return { ...view.run(), startedAtMs };
}

describe("journal", () => {
  it("lists runs newest first and gives a past run back whole", async () => {
    const journal = Journal.open(folder);
    journal.started(run("one", 1, false));
    journal.ended(run("one", 1, true));
    journal.started(run("two", 2, false));
    expect((await journal.list(10)).map(({ runId, outcome }) => [runId, outcome])).toEqual([
      ["two", "running"],
      ["one", "done"],
    ]);
    expect((await journal.list(1)).length).toBe(1);
    expect((await journal.pastRun("one"))?.result?.ok).toBe(true);
    expect(await journal.pastRun("two")).toBeNull();
  });

  it("calls a run without an end interrupted once its process is gone, also when the pid was used again", async () => {
    const journal = Journal.open(folder);
    const dead = spawnSync("true").pid;
    for (const [runId, pid, bornAt] of [
      ["dead", dead, "5"],
      ["reused", process.pid, "1"],
    ] as const) {
      const record = { event: "start", pid, bornAt, summary: summaryOf(run(runId, 1, false)) };
      appendFileSync(journal.file, `\n${JSON.stringify(record)}\n`);
    }
    expect((await journal.list(10)).map(({ outcome }) => outcome)).toEqual([
      "interrupted",
      "interrupted",
    ]);
    expect(birthOf(process.pid)).not.toBeNull();
  });

  it("ignores a torn line, and the line after it stands", async () => {
    const journal = Journal.open(folder);
    journal.ended(run("one", 1, true));
    appendFileSync(journal.file, '\n{"event":"end","summary":{"runId":"torn"');
    journal.ended(run("two", 2, true));
    expect((await journal.list(10)).map(({ runId }) => runId)).toEqual(["two", "one"]);
  });

  it("takes lines of several writers at once without mixing them", async () => {
    const journals = Array.from({ length: 4 }, () => Journal.open(folder));
    for (let i = 0; i < 50; i += 1) {
      journals[i % 4]?.ended(run(`run-${i}`, i, true));
    }
    expect((await Journal.open(folder).list(100)).length).toBe(50);
    expect(
      readFileSync(journals[0]!.file, "utf8")
        .split("\n")
        .filter((line) => line !== "").length,
    ).toBe(100);
  });

  it("says where it cannot write", () => {
    expect(() => Journal.open("/dev/null/nowhere")).toThrow(/JOURNAL|journal/);
    expect(stateFolder({ HANDOFF_STATE_DIR: "/a" })).toBe("/a");
    expect(stateFolder({ XDG_STATE_HOME: "/b" })).toBe("/b/handoff");
  });

  it("keeps the history small", () => {
    const long = {
      ...run("one", 1, true),
      history: {
        stepMs: 250,
        perDevice: Array.from({ length: 64 }, () => Array.from({ length: 1_199 }, () => 1)),
      },
    };
    const kept = withBoundedHistory(long).history;
    expect(kept.perDevice.flat().length).toBeLessThanOrEqual(4_800);
    expect(kept.perDevice[0]?.every((value) => value === 1)).toBe(true);
    expect(kept.stepMs * (kept.perDevice[0]?.length ?? 0)).toBeGreaterThanOrEqual(250 * 1_199);
  });
});
