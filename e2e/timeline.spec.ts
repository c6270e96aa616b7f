/**
 * The timeline in the real app: of a run that this window watches, of a trace file, and of two on one axis. What is drawn
 * is compared with what the run counted.
 */
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";
import { z } from "zod";
import { traceFiguresSchema, type TraceFigures } from "../electron/contract/trace-figures.ts";
import { expect, repository, test } from "./lib/app.ts";
import { violationsOf } from "./lib/axe.ts";
import { generatedBackup, mebibyte, slowBackup } from "./lib/jobs.ts";
import { doneHeading, expectHeading, expectRunning, startJob } from "./lib/pages.ts";
import { setSize, shoot } from "./lib/screens.ts";

const bytes = 48 * mebibyte;
const transferSize = 65_536;

async function numberOf(page: Page, attribute: string): Promise<number> {
  return Number(await page.locator(`[${attribute}]`).first().getAttribute(attribute));
}

/** From and to, ms. */
async function shown(page: Page): Promise<[number, number]> {
  const fields = page.locator(".timeline-head .timeline-moment input");
  const value = async (at: number): Promise<number> => Number(await fields.nth(at).inputValue());
  return [await value(0), await value(1)];
}

for (const [theme, language] of [
  ["light", "en"],
  ["dark", "pt-BR"],
] as const) {
  test(`a recorded trace is drawn as the run counted it, and moved through by keys (${theme}, ${language})`, async ({
    launch,
    folder,
  }) => {
    const spec = { ...generatedBackup(folder, { bytes, devices: 2 }), transferSize, force: true };
    const first = await launch({ remembered: { lastSpec: spec } });
    await startJob(first.page);
    await expectHeading(first.page, doneHeading);
    await first.app.close();
    const file = traceIn(folder);
    const { app, page, complaints } = await launch({
      flags: [`--open=${file}`],
      remembered: { settings: { theme, language } },
    });
    const view = page.locator(".trace-bar [role=radio]");
    await view.nth(1).click();
    await page.locator("[data-whole=true] .timeline-canvas canvas").waitFor();
    const figures = figuresOf(file);
    expect(figures.bytes).toBeGreaterThanOrEqual(bytes);
    expect(await numberOf(page, "data-commands")).toBe(figures.commands);
    expect(await numberOf(page, "data-drawn-bytes")).toBe(figures.bytes);
    expect(await violationsOf(page)).toEqual([]);
    await shoot(page, `timeline-${theme}-whole`);

    const [, wholeMs] = await shown(page);
    for (let presses = 0; presses < 5; presses++) await page.keyboard.press("w");
    const [fromMs, toMs] = await shown(page);
    expect(toMs - fromMs).toBeCloseTo(wholeMs * 0.6 ** 5, 1);
    await page.keyboard.press("d");
    expect((await shown(page))[0]).toBeGreaterThan(fromMs);
    await page.locator(".timeline-grip").first().press("ArrowLeft");
    const [wider] = await shown(page);
    expect(wider).toBeLessThan((await shown(page))[1] - (toMs - fromMs));
    await page.keyboard.press("r");
    await page.keyboard.press("m");
    await shoot(page, `timeline-${theme}-area`);

    await page.keyboard.press("f");
    await page.keyboard.press("t");
    await page.locator(".commands-table .listed-command:not(.head)").first().click();
    await page.keyboard.press("t");
    await page.keyboard.press("f");
    await expect(page.locator(".timeline-drawer")).toContainText("MapBufferHandle");
    await shoot(page, `timeline-${theme}-command`);
    const sequence = (): Promise<string> => page.locator(".timeline-drawer dd").first().innerText();
    const before = await sequence();
    await page.keyboard.press("]");
    expect(await sequence()).not.toBe(before);
    await page.keyboard.press("[");
    expect(await sequence()).toBe(before);
    await page.keyboard.press("q");
    await expect(page.locator(".timeline-drawer")).toHaveCount(0);
    await expect(page.locator(".timeline-panels.closed")).toBeVisible();
    await setSize(app, page, "small");
    await page.keyboard.press("q");
    await shoot(page, `timeline-${theme}-small`);
    expect(await violationsOf(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });
}

function traceIn(folder: string): string {
  const traces = path.join(folder, "state", "traces");
  return path.join(traces, fs.readdirSync(traces)[0] ?? "");
}

/** What the command line says of a file: another program than the window, and from its events. */
function figuresOf(file: string): TraceFigures {
  const program = path.join(repository, "dist/cli.cjs");
  const said = execFileSync(process.execPath, [program, "trace", file, "--json"], {
    maxBuffer: 64 * mebibyte,
  });
  return z.object({ figures: traceFiguresSchema }).parse(JSON.parse(said.toString())).figures;
}

test("a run is followed live, stands still under the pointer and by Space, and loses nothing", async ({
  launch,
  folder,
}) => {
  const { app, page, complaints } = await launch({ remembered: { lastSpec: slowBackup(folder) } });
  await setSize(app, page, "large");
  await startJob(page);
  await expectRunning(page);
  await page.keyboard.press("2");
  await expectHeading(page, "Timeline");
  const behind = page.locator(".timeline-behind");
  await expect(page.locator(".timeline-canvas canvas")).toBeVisible();
  await expect(behind).toHaveText("");
  await page.keyboard.press(" ");
  await expect(behind).toContainText("behind +");
  const commands = (): Promise<number> => numberOf(page, "data-commands");
  const still = await shown(page);
  const then = await commands();
  await expect.poll(commands).toBeGreaterThan(then);
  expect(await shown(page)).toEqual(still);
  await page.keyboard.press(" ");
  await expect(behind).toHaveText("");
  await page.locator(".timeline-canvas").hover();
  await expect(behind).toContainText("behind +");
  await shoot(page, "timeline-live");
  await page.mouse.move(100, 600);
  await expect(behind).toHaveText("");
  expect(await violationsOf(page)).toEqual([]);
  await expectHeading(page, "Timeline");
  expect(complaints).toEqual([]);
});

test("two traces are shown on one axis, and choose the same command", async ({
  launch,
  folder,
}) => {
  const spec = { ...generatedBackup(folder, { bytes, devices: 2 }), transferSize, force: true };
  const { page, complaints } = await launch({ remembered: { lastSpec: spec } });
  await startJob(page);
  await expectHeading(page, doneHeading);
  await page.getByRole("link", { name: /^New job/ }).click();
  await startJob(page);
  await expectHeading(page, doneHeading);
  await page.getByRole("link", { name: /^Traces/ }).click();
  await page.getByRole("checkbox").first().check();
  await page.getByRole("checkbox").last().check();
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  await page.getByRole("radio", { name: "Timelines" }).click();
  const parts = page.locator(".compare-timelines .pane");
  await expect(parts.locator("[data-whole=true] .timeline-canvas canvas")).toHaveCount(2);
  await page.keyboard.press("w");
  const lengths = await parts.evaluateAll((list) =>
    list.map((part) => {
      const [from, to] = [...part.querySelectorAll<HTMLInputElement>(".timeline-head input")];
      return Number(to?.value) - Number(from?.value);
    }),
  );
  expect(lengths[0]).toBeCloseTo(lengths[1] ?? 0, 2);
  expect(await violationsOf(page)).toEqual([]);
  await page.screenshot({ path: path.join(repository, "test-results/screens/timeline-two.png") });
  expect(complaints).toEqual([]);
});
