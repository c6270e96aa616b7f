/**
 * Trace files in the real app: recorded by themselves, opened from the state folder, by drop, by a second start and from
 * the command line, compared, saved while the run goes on, exported.
 */
import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { traceInfoSchema, type TraceInfo } from "../electron/contract/trace-file.ts";
import { traceFiguresSchema, type TraceFigures } from "../electron/contract/trace-figures.ts";
import type { Page } from "@playwright/test";
import { expect, repository, test } from "./lib/app.ts";
import { violationsOf } from "./lib/axe.ts";
import { generatedBackup, mebibyte, slowBackup } from "./lib/jobs.ts";
import {
  answerFileDialogs,
  answerSaveDialog,
  doneHeading,
  expectHeading,
  expectRunning,
  startJob,
} from "./lib/pages.ts";

const screens = path.join(repository, "test-results/screens");

async function shoot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: path.join(screens, `traces-${name}.png`), animations: "disabled" });
}

function recordedIn(folder: string): string[] {
  const traces = path.join(folder, "state", "traces");
  return fs.readdirSync(traces).map((name) => path.join(traces, name));
}

/** What the command line says of a file: another program than the window. */
function countsOf(file: string): TraceInfo & { figures: TraceFigures } {
  const program = path.join(repository, "dist/cli.cjs");
  const said = execFileSync(process.execPath, [program, "trace", file, "--json"], {
    maxBuffer: 64 * mebibyte,
  });
  const schema = traceInfoSchema.extend({ figures: traceFiguresSchema });
  return schema.parse(JSON.parse(said.toString()));
}

async function expectTrace(page: Page, commands: number): Promise<void> {
  await expect(page.getByRole("region", { name: "Where the time went" })).toBeVisible({
    timeout: 60_000,
  });
  const figure = page.locator(".trace-figures dd").first();
  await expect(figure).toContainText(new Intl.NumberFormat("en-US").format(commands));
}

async function view(page: Page, name: string): Promise<void> {
  await page.getByRole("radio", { name }).click();
}

for (const theme of ["light", "dark"] as const) {
  test(`a finished run opens from its recorded trace, and two are compared (${theme})`, async ({
    launch,
    folder,
  }) => {
    const first = generatedBackup(folder, { bytes: 48 * mebibyte, devices: 2 });
    const { app, page, complaints } = await launch({
      remembered: {
        lastSpec: { ...first, transferSize: 65_536, force: true },
        settings: { theme },
      },
    });
    await startJob(page);
    await expectHeading(page, doneHeading);
    const [file = ""] = recordedIn(folder);
    const counts = countsOf(file);
    await page.getByRole("button", { name: "Open its trace" }).click();
    await expectTrace(page, counts.figures.commands);
    await expect(
      page.getByText(`${new Intl.NumberFormat("en-US").format(counts.events)} events`),
    ).toBeVisible();
    expect(await violationsOf(page), "Overview").toEqual([]);
    await shoot(page, `overview-${theme}`);
    for (const name of ["Commands", "Configuration", "Processes", "Messages"]) {
      await view(page, name);
      expect(await violationsOf(page), name).toEqual([]);
      await shoot(page, `${name.toLowerCase()}-${theme}`);
    }
    await expect(page.getByText("3014")).toBeVisible();
    await view(page, "Processes");
    await expect(page.getByRole("row", { name: /Secondary 1/ })).toBeVisible();

    await page.getByRole("link", { name: /^New job/ }).click();
    await startJob(page);
    await expectHeading(page, doneHeading);
    await page.getByRole("link", { name: /^Traces/ }).click();
    await expect(page.getByRole("checkbox")).toHaveCount(2);
    await page.getByRole("checkbox").first().check();
    await page.getByRole("checkbox").last().check();
    expect(await violationsOf(page), "Traces").toEqual([]);
    await shoot(page, `list-${theme}`);
    await page.getByRole("button", { name: "Compare", exact: true }).click();
    await expect(page.getByRole("region", { name: "Took longer in B" })).toBeVisible();
    expect(await violationsOf(page), "Compare").toEqual([]);
    await shoot(page, `compare-${theme}`);
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setSize(1024, 700));
    await page.waitForFunction(() => window.innerWidth === 1024);
    await shoot(page, `compare-small-${theme}`);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - window.innerWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
    expect(complaints).toEqual([]);
  });
}

test("a trace is saved while its run goes on, exported, dropped, and opened by a second start", async ({
  launch,
  folder,
}) => {
  const { app, page, complaints } = await launch({ remembered: { lastSpec: slowBackup(folder) } });
  await startJob(page);
  await expectRunning(page);
  const saved = path.join(folder, "while-running.vditrace");
  await answerSaveDialog(app, saved);
  await chooseFromFileMenu(page, "Save trace as…");
  await expect(page.getByText(`Saved: ${saved}`)).toBeVisible();
  expect(countsOf(saved)).toMatchObject({ damage: null, end: null });
  await expectHeading(page, doneHeading);

  const exported = path.join(folder, "run.json");
  await answerSaveDialog(app, exported);
  await page.getByRole("button", { name: "Export", exact: true }).click();
  await page.getByRole("menuitem", { name: "Perfetto JSON" }).click();
  await expect(page.getByText(`Saved: ${exported}`)).toBeVisible();
  const document = JSON.parse(fs.readFileSync(exported, "utf8")) as {
    traceEvents: { ph: string }[];
  };
  const flows = document.traceEvents.filter(({ ph }) => ph === "f").length;
  expect(flows).toBeGreaterThan(300);

  await drop(page, [saved]);
  await expect(page.getByRole("heading", { level: 1, name: "while-running" })).toBeVisible();
  await expect(page.getByText(/does not say how the run ended/)).toBeVisible();

  const whole = path.join(folder, "copy of it.vditrace");
  fs.copyFileSync(recordedIn(folder)[0] ?? "", whole);
  await startAgain(folder, whole);
  await expect(page.getByRole("heading", { level: 1, name: "copy of it" })).toBeVisible();
  await expectTrace(page, countsOf(whole).figures.commands);

  const torn = path.join(folder, "torn.vditrace");
  fs.writeFileSync(torn, fs.readFileSync(whole).subarray(0, -40));
  await answerFileDialogs(app, [torn]);
  await page.keyboard.press("Control+o");
  await expect(page.getByText(/ends in the middle of a block/)).toBeVisible();
  await shoot(page, "torn");

  fs.writeFileSync(torn, "no trace at all");
  await page.keyboard.press("Control+o");
  await expect(page.getByText(/is no trace of Handoff/)).toBeVisible();

  await drop(page, [saved, whole]);
  await expect(page.getByRole("region", { name: "Took longer in B" })).toBeVisible();
  expect(complaints).toEqual([]);
});

test("the app starts with a trace that the command line named", async ({ launch, folder }) => {
  const first = await launch({ remembered: { lastSpec: generatedBackup(folder) } });
  await startJob(first.page);
  await expectHeading(first.page, doneHeading);
  await first.app.close();
  const [file = ""] = recordedIn(folder);
  const { page } = await launch({
    flags: [file],
    remembered: { settings: { language: "pt-BR" } },
  });
  await expect(page.getByRole("region", { name: "Onde o tempo foi gasto" })).toBeVisible();
  await shoot(page, "overview-pt");
  await page.getByRole("link", { name: /^Traces/ }).click();
  await shoot(page, "list-pt");
});

test("nothing is recorded when the user switched that off", async ({ launch, folder }) => {
  const { page } = await launch({
    remembered: { lastSpec: generatedBackup(folder), settings: { recordRuns: false } },
  });
  await startJob(page);
  await expectHeading(page, doneHeading);
  expect(fs.existsSync(path.join(folder, "state", "traces"))).toBe(false);
  await page.getByRole("button", { name: "Open its trace" }).click();
  await expect(page.getByText(/There is no trace of this run/)).toBeVisible();
});

async function chooseFromFileMenu(page: Page, name: string): Promise<void> {
  await page.getByRole("menuitem", { name: "File" }).click();
  await page.getByRole("menuitem", { name }).click();
}

async function drop(page: Page, files: readonly string[]): Promise<void> {
  const debug = await page.context().newCDPSession(page);
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    const data = { items: [], files: [...files], dragOperationsMask: 1 };
    await debug.send("Input.dispatchDragEvent", { type, x: 600, y: 400, data });
  }
}

/** A second start of the program with a file: it hands the file over and ends. */
async function startAgain(folder: string, file: string): Promise<void> {
  const isRoot = process.getuid?.() === 0;
  const program = process.env["HANDOFF_E2E_ELECTRON"] ?? "electron";
  const args = [...(isRoot ? ["--no-sandbox"] : []), "--log-level=3", repository, file];
  const child = spawn(program, args, {
    cwd: folder,
    env: { ...process.env, HANDOFF_STATE_DIR: path.join(folder, "state") },
    stdio: "ignore",
  });
  const code = await new Promise((resolve) => child.once("exit", resolve));
  expect(code).toBe(0);
}
