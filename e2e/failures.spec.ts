import fs from "node:fs";
import path from "node:path";
import { expect, test } from "./lib/app.ts";
import { generatedBackup, mebibyte, slowBackup } from "./lib/jobs.ts";
import {
  answerSaveDialog,
  doneHeading,
  expectHeading,
  expectRunning,
  goTo,
  runMsMax,
  startJob,
  startJobWithFault,
} from "./lib/pages.ts";

test("a full volume: first cause and remedy on top, nothing bears a finished name, the report says it", async ({
  launch,
  folder,
}) => {
  const { app, page, complaints } = await launch({
    remembered: { lastSpec: generatedBackup(folder) },
  });
  await startJobWithFault(page, { kind: "media-full", at: 20 * mebibyte });
  await expectHeading(page, /^Backup failed: the volume of device 1 is full/);
  await expect(page.getByText("First cause")).toBeVisible();
  await expect(page.getByText("What to do")).toBeVisible();
  expect(fs.readdirSync(path.join(folder, "media"))).toEqual([]);

  const report = path.join(folder, "report.md");
  await answerSaveDialog(app, report);
  await page.keyboard.press("Control+e");
  await expect
    .poll(() => fs.existsSync(report) && fs.readFileSync(report, "utf8"))
    .toContain("First cause");
  expect(fs.readFileSync(report, "utf8")).toContain("Trace around the first cause");

  await goTo(page, "Runs");
  await expect(page.getByText("base-1").first()).toBeVisible();
  expect(complaints).toEqual([]);
});

test("abort asks once, ends the run as stopped and leaves nothing", async ({ launch, folder }) => {
  const { page, complaints } = await launch({ remembered: { lastSpec: slowBackup(folder) } });
  await startJob(page);
  await expectRunning(page);
  await page.getByRole("button", { name: "Abort" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Abort" }).click();
  await expectHeading(page, /stopped by you/);
  expect(fs.readdirSync(path.join(folder, "media"))).toEqual([]);
  expect(complaints).toEqual([]);
});

test("a secondary killed during the run is replaced, and the backup is confirmed", async ({
  launch,
  folder,
}) => {
  const { app, page, complaints } = await launch({ remembered: { lastSpec: slowBackup(folder) } });
  await startJob(page);
  await expectRunning(page);
  const pid = await app.evaluate(({ app: electron }) => {
    const secondary = electron
      .getAppMetrics()
      .find(({ serviceName, name }) => /secondary/i.test(`${serviceName} ${name}`));
    return secondary?.pid ?? 0;
  });
  expect(pid).toBeGreaterThan(0);
  process.kill(pid, "SIGKILL");
  await expectHeading(page, doneHeading);
  await expect(page.getByText("1secondary")).toBeVisible();
  expect(complaints).toEqual([]);
});

test("a page whose process died comes back and shows the run that went on meanwhile", async ({
  launch,
  folder,
}) => {
  const { app, page } = await launch({ remembered: { lastSpec: slowBackup(folder) } });
  await startJob(page);
  await expectRunning(page);
  await app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
  });
  // The debugger's target died with it: what the new page shows is asked of the main process.
  const heading = (): Promise<string> =>
    app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      const script = `document.querySelector("h1")?.textContent ?? ""`;
      const late = new Promise<string>((resolve) => setTimeout(() => resolve(""), 1_000));
      return Promise.race([late, contents?.executeJavaScript(script) as Promise<string>]);
    });
  await expect.poll(heading, { timeout: runMsMax }).toBe(doneHeading);
});
