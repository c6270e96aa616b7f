import { describe, expect, it } from "vitest";
import { createBridge } from "./bridge.ts";
import { doneRun } from "./dev/samples.ts";
import { ScriptedMain } from "./dev/scripted-main.ts";
import type { Run } from "../electron/contract/run.ts";
import { createEventPump, type FrameFacts } from "./event-pump.ts";

describe("the event pump", () => {
  it("hands everything of a frame on at once: the newest run, and all trace batches in order", async () => {
    const main = new ScriptedMain();
    const bridge = createBridge(main.connect(), () => "");
    let flush = (): void => undefined;
    const pump = createEventPump(bridge, { request: (callback) => (flush = callback) });
    const frames: FrameFacts[] = [];
    pump.onFrame((facts) => frames.push(facts));
    await bridge.ready;
    for (const elapsedMs of [1, 2, 3]) main.report({ ...doneRun, elapsedMs });
    for (const bytes of [48, 96]) main.sendTrace("done", new ArrayBuffer(bytes), 1);
    await bridge.call("openRuns", {});
    flush();
    expect(frames).toHaveLength(1);
    expect(frames[0]?.runs.get("done")?.elapsedMs).toBe(3);
    expect(frames[0]?.trace.map((message) => message.batch.byteLength)).toEqual([48, 96]);
    pump.stop();
  });

  it("says that it is crowded while the trace is a sample, and waits for no frame when a run moves on", async () => {
    const main = new ScriptedMain();
    const bridge = createBridge(main.connect(), () => "");
    let flush = (): void => undefined;
    const asked: boolean[] = [];
    const pump = createEventPump(bridge, {
      request: (callback, isCrowded) => {
        asked.push(isCrowded);
        flush = callback;
      },
    });
    const frames: FrameFacts[] = [];
    pump.onFrame((facts) => frames.push(facts));
    await bridge.ready;
    const runs = async (...change: Partial<Run>[]): Promise<void> => {
      for (const each of change) main.report({ ...doneRun, ...each });
      await bridge.call("openRuns", {});
    };
    main.sendTrace("done", new ArrayBuffer(48), 8);
    await runs({ phase: "data" });
    expect([frames.length, asked]).toEqual([0, [true]]);
    await runs({ phase: "flush" });
    expect(frames.map((facts) => facts.runs.get("done")?.phase)).toEqual(["flush"]);
    flush(); // of the frame that was asked for before: nothing has come since
    expect(frames).toHaveLength(1);
    await runs({ phase: "flush" });
    flush();
    expect(asked).toEqual([true, true]);
    await runs({ phase: "flush" });
    expect(asked).toEqual([true, true, false]);
    pump.stop();
  });
});
