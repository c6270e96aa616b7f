/** The ready scripts of the protocol lab, over real processes: every step answers as it says. */
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import ts from "typescript";
import { afterAll, afterEach, expect, test } from "vitest";
import { labScripts } from "../../electron/contract/lab/scripts.ts";
import { stepsOf } from "../../electron/contract/lab/transcript.ts";
import { NodeHost } from "../../electron/host/node-host.ts";
import { exportCpp } from "../../electron/jobs/lab/export-cpp.ts";
import { exportTs } from "../../electron/jobs/lab/export-ts.ts";
import { LabScriptRun } from "../../electron/jobs/lab/lab-script.ts";
import { LabSession } from "../../electron/jobs/lab/lab-session.ts";

const session = new LabSession(new NodeHost(), {
  onView: () => undefined,
  onEntry: () => undefined,
});

afterEach(() => session.end());

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "handoff-lab-"));
afterAll(() => fs.rmSync(folder, { recursive: true }));
/** What was exported as TypeScript, compiled together at the end. */
const typed: string[] = [];

/** @returns what g++ says about it against the published declarations */
function compile(source: string): string {
  const file = path.join(folder, "lab.cpp");
  fs.writeFileSync(file, source);
  const headers = path.join(import.meta.dirname, "lib/published");
  const flags = ["-std=c++17", "-fsyntax-only", "-Wall", "-Wextra", "-Wno-non-virtual-dtor", "-I"];
  return spawnSync("g++", [...flags, headers, file], { encoding: "utf8" }).stderr;
}

test.each(labScripts.map((script) => [script.id, script] as const))(
  "%s runs as it says, and its recording too",
  async (_id, { steps }) => {
    await session.open();
    const run = new LabScriptRun(session, steps);
    await run.run();
    const differences = session.entries.flatMap((entry) =>
      entry.difference === null ? [] : [{ step: entry.step, ...entry.difference }],
    );
    expect(differences).toEqual([]);
    expect(run.progress()).toMatchObject({ done: steps.length, differences: [] });
    expect(session.entries.every((entry) => entry.endedMs !== null)).toBe(true);

    expect(compile(exportCpp(session.entries))).toBe("");
    typed.push(exportTs(session.entries));

    const recorded = stepsOf(session.entries, session.setName);
    expect(JSON.stringify(recorded)).not.toContain(session.setName);
    await session.end();
    await session.open();
    const replay = new LabScriptRun(session, recorded);
    await replay.run();
    expect(session.entries.filter((entry) => entry.difference !== null)).toEqual([]);
    expect(replay.progress().done).toBe(steps.length);
  },
);

test("the exported TypeScript compiles against electron/vdi", { timeout: 120_000 }, () => {
  const root = path.resolve(import.meta.dirname, "../..");
  const files = typed.map((source, index) => {
    const file = path.join(folder, `lab${index}.ts`);
    fs.writeFileSync(file, source.replaceAll('"./electron/', `"${root}/electron/`));
    return file;
  });
  expect(files).toHaveLength(labScripts.length);
  const program = ts.createProgram(files, {
    strict: true,
    noEmit: true,
    noUnusedLocals: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    typeRoots: [path.join(root, "node_modules/@types")],
    types: ["node"],
  });
  const problems = ts.getPreEmitDiagnostics(program).map(({ messageText, file, start }) => {
    const at = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start ?? 0).line + 1;
    return `${file?.fileName ?? ""}:${at} ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
  });
  expect(problems).toEqual([]);
});
