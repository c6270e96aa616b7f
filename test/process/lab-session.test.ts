/** The lab by hand, over real processes: deaths, references, differences, files. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { vdError } from "../../electron/contract/vdi.ts";
import { activeSet, activeSteps } from "../../electron/contract/lab/script-steps.ts";
import { labScripts } from "../../electron/contract/lab/scripts.ts";
import { stepsOf, type LabCallEntry } from "../../electron/contract/lab/transcript.ts";
import { NodeHost } from "../../electron/host/node-host.ts";
import { LabScriptRun } from "../../electron/jobs/lab/lab-script.ts";
import { Lab, readLabFile } from "../../electron/jobs/lab/lab.ts";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "handoff-lab-"));
const lab = new Lab(new NodeHost(), { onView: () => undefined, onEntry: () => undefined });
const { session } = lab;

beforeEach(async () => {
  await lab.open();
});
afterEach(() => lab.end());
afterAll(() => fs.rmSync(folder, { recursive: true }));

const infinite = 0xffff_ffff;

/** The steps that make every ready script's set Active. */
async function makeActive(): Promise<void> {
  const steps = labScripts[0]?.steps.slice(0, activeSteps) ?? [];
  expect(steps).toHaveLength(activeSet(0, 0).length);
  const run = new LabScriptRun(session, steps);
  await run.run();
  expect(run.progress().differences).toEqual([]);
}

function callEntry(number: number): LabCallEntry {
  const entry = session.entry(number);
  if (entry?.kind !== "call") throw new Error(`Entry ${number} is no call.`);
  return entry;
}

test("a server that is killed aborts what waits; a secondary that is killed is noticed by nobody", async () => {
  await makeActive();
  await session.addSecondary();
  await session.begin("secondary1", "client.OpenInSecondaryEx", { name: "$set" }).ended;
  const waiting = session.begin("primary", "client.GetCommand", { device: 0, timeout: infinite });
  await session.kill("secondary1");
  await session.look();
  const seen = (id: string): string | undefined =>
    session.view().processes.find((one) => one.id === id)?.insight?.state;
  expect(seen("primary")).toBe("Active");
  expect(seen("server")).toBe("Active");
  expect(callEntry(waiting.number).endedMs).toBeNull();
  expect(session.view().processes.find(({ id }) => id === "secondary1")?.ended).toContain(
    "SIGKILL",
  );

  const dead = session.begin("secondary1", "client.SignalAbort", {});
  await dead.ended;
  expect(callEntry(dead.number).problem?.kind).toBe("gone");

  await session.kill("server");
  await waiting.ended;
  expect(callEntry(waiting.number).hr).toBe(vdError.VD_E_ABORT);
  await expect.poll(() => session.look().then(() => seen("primary"))).toBe("AbnormallyTerminated");
});

test("values typed by hand are kept as what they were answered as, made-up ones too", async () => {
  await makeActive();
  const address = callEntry(9).results["address"] ?? "";
  await session.begin("server", "server.SendCommand", { device: 0, buffer: address }).ended;
  const got = session.begin("primary", "client.GetCommand", { device: 0, timeout: 1_000 });
  await got.ended;
  const seen = callEntry(got.number).results["address"] ?? "";
  const taken = session.begin("primary", "client.GetBufferHandle", { buffer: seen });
  await taken.ended;
  expect(callEntry(taken.number).values["buffer"]).toEqual({ from: got.number, field: "address" });
  const inside = `0x${(BigInt(seen) + 512n).toString(16)}`;
  const interior = session.begin("primary", "client.GetBufferHandle", { buffer: inside });
  await interior.ended;
  expect(callEntry(interior.number)).toMatchObject({
    hr: vdError.VD_E_INVALID,
    values: { buffer: { from: got.number, field: "address", plus: 512 } },
  });
  const handle = Number(callEntry(taken.number).results["handle"]);
  const foreign = session.begin("primary", "client.MapBufferHandle", {
    handle: (handle ^ 0x100_0000) >>> 0,
  });
  await foreign.ended;
  expect(callEntry(foreign.number)).toMatchObject({
    hr: vdError.VD_E_INVALID,
    values: { handle: { from: taken.number, field: "handle" } },
  });
  expect(JSON.stringify(stepsOf(session.entries, session.setName))).not.toMatch(/0x7f/);
});

test("a value that is none of its kind never reaches the interface", async () => {
  const wrong = session.begin("primary", "client.GetCommand", { device: 7, timeout: 0 });
  await wrong.ended;
  expect(callEntry(wrong.number).problem).toMatchObject({ kind: "argument" });
  const text = session.begin("primary", "client.GetBufferHandle", { buffer: "not an address" });
  await text.ended;
  expect(callEntry(text.number).problem).toEqual({ kind: "argument", what: "buffer" });
  const nothing = session.begin("primary", "client.MapBufferHandle", {
    handle: { from: 1, field: "handle" },
  });
  await nothing.ended;
  expect(callEntry(nothing.number).problem).toEqual({ kind: "missing", what: "handle" });
});

test("a replay marks what went otherwise", async () => {
  await makeActive();
  const steps = stepsOf(session.entries, session.setName).map((step, index) =>
    step.kind === "call" && index === 3
      ? { ...step, hr: vdError.VD_E_MEMORY }
      : step.kind === "call" && index === 1
        ? { ...step, results: { ...step.results, blockSize: 4_096 } }
        : step,
  );
  await session.end();
  await session.open();
  const run = new LabScriptRun(session, steps);
  await run.run();
  expect(run.progress().differences.toSorted()).toEqual([2, 4]);
  expect(session.entry(2)?.difference).toEqual({
    field: "blockSize",
    expected: "4096",
    got: "512",
  });
  expect(session.entry(4)?.difference?.expected).toBe("VD_E_MEMORY");
});

test("a transcript is saved, opened and run again", async () => {
  await makeActive();
  const file = path.join(folder, "active.handofflab");
  await lab.save(file);
  const { view } = await lab.loadFile(file);
  expect(view.script).toMatchObject({ id: "recording", done: 0, count: activeSteps });
  await lab.runAll();
  expect(session.view().script).toMatchObject({ done: activeSteps, differences: [] });
});

const call = { kind: "call", process: "primary", method: "client.Close", values: {}, hr: 0 };
test.each([
  ["not JSON", "{", "it is not JSON"],
  ["another format", JSON.stringify({ format: "zip" }), "format"],
  ["an unknown method", whole({ ...call, method: "client.__proto__" }), "steps[0].method"],
  ["an unknown process", whole({ ...call, process: "constructor" }), "steps[0].process"],
  ["an unknown argument", whole({ ...call, values: { x: 1 } }), "has no x"],
  [
    "a reference to what comes later",
    whole({
      ...call,
      method: "client.MapBufferHandle",
      values: { handle: { from: 1, field: "handle" } },
    }),
    "which is not before it",
  ],
])("a file with %s is refused in one line and changes nothing", async (_what, text, reason) => {
  const file = path.join(folder, "bad.handofflab");
  fs.writeFileSync(file, text);
  const before = session.setName;
  await expect(lab.loadFile(file)).rejects.toThrow(reason);
  expect(session.setName).toBe(before);
  await expect(readLabFile(file)).rejects.toMatchObject({ code: "LAB_FILE" });
});

function whole(step: unknown): string {
  return JSON.stringify({ format: "handoff-lab", version: 1, steps: [step] });
}
