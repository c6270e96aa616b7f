/** The Buffers view of the largest set there may be: 4,096 buffers, legible while a real backup uses them. */
import type { Page } from "@playwright/test";
import type { BackupSpec } from "../electron/contract/job.ts";
import { expect, test } from "./lib/app.ts";
import { violationsOf } from "./lib/axe.ts";
import { generatedBackup, mebibyte } from "./lib/jobs.ts";
import { expectRunning, startJob } from "./lib/pages.ts";
import { setSize, shoot } from "./lib/screens.ts";

const many = 4_096;

/** Slow enough that most of what the server has issued waits for a secondary. */
function manyBuffers(folder: string): BackupSpec {
  const spec = generatedBackup(folder, { bytes: 8_192 * mebibyte, devices: 16, level: 9 });
  return { ...spec, buffers: many, transferSize: 65_536, secondaries: 4 };
}

/** What the legend counts, the total left out. */
async function counted(page: Page): Promise<number> {
  const counts = await page
    .locator(".map-legend [data-count]")
    .evaluateAll((all) => all.map((one) => Number((one as HTMLElement).dataset["count"])));
  return counts.reduce((sum, count) => sum + count, 0);
}

for (const [theme, language] of [
  ["light", "en"],
  ["dark", "pt-BR"],
] as const) {
  test(`4,096 buffers by owner, device and age of the lease (${theme})`, async ({
    launch,
    folder,
  }) => {
    const { page, app, complaints } = await launch({
      remembered: { lastSpec: manyBuffers(folder), settings: { theme } },
    });
    await setSize(app, page, "large");
    await startJob(page);
    await expectRunning(page);
    await page.keyboard.press("3");
    await expect(page.getByRole("heading", { name: /^Buffer [0-9A-F]{3}$/ })).toBeVisible();
    await expect(page.locator(".map-legend")).toContainText("Secondary 4");
    await page.keyboard.press(" ");
    if (language !== "en") await switchTo(page, language);
    for (const size of ["large", "small"] as const) {
      await setSize(app, page, size);
      for (const colouring of ["owner", "device", "age"]) {
        await expect(page.getByRole("radio", { checked: true })).toHaveCount(1);
        expect(await counted(page), colouring).toBe(many);
        expect(await violationsOf(page), colouring).toEqual([]);
        await shoot(page, `buffers-many-${theme}-${size}-${colouring}`);
        await page.keyboard.press("c");
      }
      await page.keyboard.press("t");
      await expect(page.getByRole("grid").first()).toHaveAttribute(
        "aria-rowcount",
        String(many + 1),
      );
      await shoot(page, `buffers-many-${theme}-${size}-table`);
      await page.keyboard.press("t");
    }
    // The lens follows the keyboard, and says what the small cells cannot.
    const map = page.getByRole("slider");
    await map.focus();
    await page.keyboard.press("Home");
    await expect(page.locator(".map-lens [aria-pressed=true]")).toHaveAttribute("data-buffer", "0");
    await page.keyboard.press("ArrowRight");
    await expect(page.locator(".map-lens [aria-pressed=true]")).toHaveAttribute("data-buffer", "1");
    await expect(map).toHaveAttribute("aria-valuetext", /Buffer 001, .+/);
    expect(complaints).toEqual([]);
  });
}

/** By the palette, while the view stays. */
async function switchTo(page: Page, language: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.keyboard.type("Portugu");
  await page.keyboard.press("Enter");
  await expect(page.locator("html")).toHaveAttribute("lang", language);
}
