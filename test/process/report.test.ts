/** The report of a run that really failed, from the journal by the command line; and the explanations there. */
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Run } from "../../electron/contract/run.ts";
import { makeReport } from "../../electron/jobs/report/make-report.ts";
import { backupOf, Workplace } from "./lib/jobs.ts";

/** Seven programs are started one after the other. */
const programsMsMax = 60_000;

const place = new Workplace();
const cli = path.resolve("dist/cli.cjs");
/** Planted: names of a person and a machine, in what the run is about. */
const person = { user: "mariana", home: place.folder, host: "db-server-07" };
let run: Run;

const handoff = (...args: string[]) =>
  spawnSync(process.execPath, [cli, ...args], {
    env: { ...process.env, HANDOFF_STATE_DIR: place.at("state") },
    encoding: "utf8",
  });

beforeAll(async () => {
  const faults = [{ kind: "disk-full" as const, at: 9 }];
  const targets = [place.at("mariana-1.bak"), place.at("password=Pl4nt3d.bak")];
  run = await place.run(backupOf({ targets, bytes: 4_000_000, change: { faults } }));
});
afterAll(() => place.remove());

it("holds what somebody needs who was not there, and nothing that is planted", async () => {
  const text = await makeReport(run, person);
  for (const part of [
    "## First cause",
    "is full; device",
    "- Injected on purpose: disk-full",
    "## ERROR_DISK_FULL 112",
    "## What happened, in order",
    "**first cause** device, device",
    "[T-SQL 16 3013]",
    "BACKUP DATABASE",
    "VIRTUAL_DEVICE",
    "VDF_RequestComplete",
    "| server |",
    "## Trace around the first cause",
    "ERROR_DISK_FULL 112 |",
    "no Windows event log",
    "## Free space at",
    "## What is not in this file",
  ])
    expect(text).toContain(part);
  for (const planted of ["mariana-", "Pl4nt3d", place.folder]) expect(text).not.toContain(planted);
  // Where buffers lay, and what was in them, is nobody's business.
  expect(text).not.toMatch(/"address"|"bytesOf"/);
});

it("has everything once more for machines", async () => {
  const text = await makeReport(run, person);
  const json = /```json\n(.*)\n```\n$/s.exec(text)?.[1] ?? "";
  const parsed = JSON.parse(json) as { format: string; run: Run };
  expect(parsed.format).toBe("handoff-report");
  expect(parsed.run.runId).toBe(run.runId);
  expect(parsed.run.result?.failure?.nearEvents?.length).toBeGreaterThan(20);
});

it(
  "comes by id, by its beginning or as the last one, to stdout or into a file",
  () => {
    const whole = handoff("report", run.runId);
    expect(whole.status).toBe(0);
    expect(whole.stdout).toContain(run.runId);
    expect(handoff("report", run.runId.slice(0, 8)).stdout).toContain(run.runId);
    const file = place.at("report.md");
    expect(handoff("report", "last", "--to", file).status).toBe(0);
    expect(readFileSync(file, "utf8")).toContain("## First cause");
    expect(handoff("report", "last", "--to", file)).toMatchObject({ status: 2 });
    expect(handoff("report", "last", "--to", file, "--force").status).toBe(0);
    expect(handoff("report", "nosuchrun")).toMatchObject({ status: 2, stdout: "" });
  },
  programsMsMax,
);

it("codes are explained as they are written, unknown ones with what is near", () => {
  const explain = (...args: string[]) =>
    execFileSync(process.execPath, [cli, "explain", ...args], { encoding: "utf8" });
  expect(explain("-2139684861", "3013")).toMatch(/^VD_E_TIMEOUT 0x80770003 [\s\S]+^Msg 3013 /m);
  const [first] = JSON.parse(explain("995", "--json")) as { found: { key: string }[] }[];
  expect(first?.found.map(({ key }) => key)).toEqual(["ERROR_OPERATION_ABORTED"]);
  const unknown = handoff("explain", "VD_E_ABORTED", "112");
  expect(unknown.status).toBe(2);
  expect(unknown.stdout).toContain("ERROR_DISK_FULL 112");
  expect(unknown.stderr).toBe(
    "handoff: VD_E_ABORTED is no code that is explained. Near it: VD_E_ABORT.\n",
  );
});
