/** The Buffers view of a run in the real app: what is drawn is what happened, fields and bytes light each other, all by keyboard. */
import fs from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";
import type { BackupSpec } from "../electron/contract/job.ts";
import { violationsOf } from "./lib/axe.ts";
import { expect, test } from "./lib/app.ts";
import { generatedBackup, mebibyte, slowBackup } from "./lib/jobs.ts";
import { doneHeading, expectHeading, expectRunning, startJob } from "./lib/pages.ts";

const screens = path.resolve(import.meta.dirname, "../test-results/screens");

async function openBuffers(page: Page): Promise<void> {
  await expectRunning(page);
  await page.keyboard.press("3");
  await expect(page.getByRole("heading", { level: 1, name: "Buffers" })).toBeVisible();
  await expect(page.getByRole("heading", { name: /^Buffer [0-9A-F]{3}$/ })).toBeVisible();
}

/** Copies the next Write and waits for its bytes. */
async function copyNext(page: Page): Promise<void> {
  await page.keyboard.press("n");
  await expect(page.getByText(/^a copy of [\d,]+ bytes/)).toBeVisible();
}

/** Long enough to be looked at, with a prefix zone to be drawn; it ends with the app. */
function longBackup(folder: string): BackupSpec {
  const spec = generatedBackup(folder, { bytes: 2048 * mebibyte, devices: 2, level: 9 });
  return { ...spec, prefixZone: 4_096, secondaries: 2 };
}

interface Counts {
  readonly legend: number[];
  readonly tiles: number[];
}

/** Owners as the legend counts them and as the map draws them, of one and the same frame. */
function countsOf(page: Page): Promise<Counts> {
  return page.evaluate(() => {
    const classes = ["server", "primary", "sec-1", "sec-2", "completed", "free", "error"];
    const tiles = [...document.querySelectorAll(".tile-map .tile")];
    const drawn = classes.map(
      (name) => tiles.filter((tile) => tile.classList.contains(`own-${name}`)).length,
    );
    const counts = [...document.querySelectorAll<HTMLElement>(".map-legend [data-count]")];
    const legend = counts.map((count) => Number(count.dataset["count"]));
    return { legend, tiles: drawn.filter((_, index) => index !== 3 || legend.length === 7) };
  });
}

test("what is drawn is what is counted, and the last state stays", async ({ launch, folder }) => {
  const { page, complaints } = await launch({ remembered: { lastSpec: slowBackup(folder) } });
  await startJob(page);
  await openBuffers(page);
  await page.keyboard.press(" ");
  const { legend, tiles } = await countsOf(page);
  expect(tiles).toEqual(legend);
  const total = Number(await page.locator(".map-legend .total b").textContent());
  expect(legend.reduce((sum, count) => sum + count, 0)).toBe(total);
  // The same as a table, row for row.
  await page.keyboard.press("t");
  const table = page.getByRole("grid", { name: "Buffers as a table" });
  await expect(table).toHaveAttribute("aria-rowcount", String(total + 1));
  await page.keyboard.press("t");
  await page.keyboard.press(" ");
  // Addresses differ between the processes, the handle is one.
  const rows = page.getByRole("table", { name: "Addresses" }).getByRole("row");
  await expect(rows.nth(1)).toContainText("Server");
  await expect(page.getByText("this is its last state")).toBeVisible({ timeout: 120_000 });
  await expect(page.getByRole("group", { name: "Map of the buffers" })).toBeVisible();
  expect(complaints).toEqual([]);
});

test("field and bytes light each other, by keyboard alone", async ({ launch, folder }) => {
  const { page } = await launch({ remembered: { lastSpec: longBackup(folder) } });
  await startJob(page);
  await openBuffers(page);
  await copyNext(page);
  await page.getByRole("tree", { name: "Decoded fields" }).focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  const chosen = page.locator(".field-row.chosen");
  await expect(chosen).toBeVisible();
  expect(await page.locator(".hex-bytes .lit").count()).toBeGreaterThan(0);
  const hex = page.getByRole("grid", { name: "Bytes in hexadecimal" });
  await hex.focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  await expect(page.locator(".hex-bytes .cursor")).toHaveText(/^[0-9A-F]{2}$/);
  await expect(chosen).toBeVisible();
  // The byte's field is the one that is lit, and it holds the byte.
  await expect(page.locator(".hex-bytes .lit.cursor")).toHaveCount(1);
});

test("copies are recorded only while the switch is on, and shown when the trace is opened", async ({
  launch,
  folder,
}) => {
  const spec = { ...slowBackup(folder), trace: path.join(folder, "looked.vditrace") };
  const { page, complaints } = await launch({ remembered: { lastSpec: spec } });
  await startJob(page);
  await openBuffers(page);
  const record = page.getByRole("switch", { name: "Record copies in the trace" });
  await expect(record).toHaveAttribute("aria-checked", "false");
  await copyNext(page);
  await expect(page.getByText(/ old, not recorded$/)).toBeVisible();
  await record.focus();
  await page.keyboard.press("Space");
  await expect(record).toHaveAttribute("aria-checked", "true");
  await page.getByRole("tree", { name: "Decoded fields" }).focus();
  await page.keyboard.press("n");
  await expect(page.getByText(/ old, recorded in the trace$/)).toBeVisible();
  expect(await violationsOf(page), "while copies are recorded").toEqual([]);
  const first = await page.locator(".hex-row").first().textContent();
  await page.keyboard.press("1");
  await expectHeading(page, doneHeading);
  await page.getByRole("button", { name: "Open its trace" }).click();
  await page.getByRole("radio", { name: "Bytes" }).click();
  await expect(page.getByRole("grid", { name: "Recorded copies" })).toHaveAttribute(
    "aria-rowcount",
    "1",
  );
  await expect(page.locator(".hex-row").first()).toHaveText(first ?? "");
  expect(await violationsOf(page), "recorded bytes").toEqual([]);
  await page.screenshot({ path: path.join(screens, "trace-bytes.png") });
  await page.getByRole("button", { name: "Export" }).click();
  await expect(page.getByRole("menuitem", { name: /^Save with recorded bytes/ })).toBeVisible();
  expect(complaints).toEqual([]);
});

for (const theme of ["light", "dark"] as const) {
  test(`axe-core finds nothing on Buffers, and its screenshots (${theme})`, async ({
    launch,
    folder,
  }) => {
    const { page, app } = await launch({
      remembered: { lastSpec: longBackup(folder), settings: { theme } },
    });
    await startJob(page);
    await openBuffers(page);
    await copyNext(page);
    await page.getByRole("tree", { name: "Decoded fields" }).focus();
    for (let step = 0; step < 5; step++) await page.keyboard.press("ArrowDown");
    expect(await violationsOf(page), "Buffers").toEqual([]);
    fs.mkdirSync(screens, { recursive: true });
    for (const [name, width, height] of [
      ["large", 1440, 900],
      ["small", 1024, 700],
    ] as const) {
      await app.evaluate(
        ({ BrowserWindow }, size) =>
          BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height),
        { width, height },
      );
      await expect.poll(() => page.evaluate(() => window.innerWidth)).toBe(width);
      await page.screenshot({ path: path.join(screens, `buffers-${theme}-${name}.png`) });
    }
    await page.keyboard.press("t");
    expect(await violationsOf(page), "Buffers as a table").toEqual([]);
  });
}
