import { describe, expect, it } from "vitest";
import { doneRun, failedRun, restoredRun } from "../dev/samples.ts";
import { openRunsOf, reduceRuns, runningOf, withPastRun } from "./runs-store.ts";

const start = { openIds: [restoredRun.runId], byId: { [restoredRun.runId]: restoredRun } };

describe("the runs of a frame", () => {
  it("take the newest state of each, and keep the order of opening", () => {
    const running = { ...doneRun, result: null };
    const next = reduceRuns(start, { runs: new Map([[running.runId, running]]), closed: [] });
    expect(openRunsOf(next).map((run) => run.runId)).toEqual(["restored", "done"]);
    expect(runningOf(next)).toEqual([running]);
    const ended = reduceRuns(next, { runs: new Map([[doneRun.runId, doneRun]]), closed: [] });
    expect(ended.openIds).toEqual(next.openIds);
    expect(runningOf(ended)).toEqual([]);
  });

  it("leave the state alone when nothing came", () => {
    expect(reduceRuns(start, { runs: new Map(), closed: [] })).toBe(start);
  });

  it("close a run but still know it, so that its page stays", () => {
    const next = reduceRuns(start, { runs: new Map(), closed: ["restored"] });
    expect(next.openIds).toEqual([]);
    expect(next.byId["restored"]).toBe(restoredRun);
  });

  it("know past runs without opening them", () => {
    expect(openRunsOf(withPastRun(start, failedRun))).toEqual([restoredRun]);
  });
});
