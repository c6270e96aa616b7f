import type { Page } from "@playwright/test";
import { expect, test } from "./lib/app.ts";
import { violationsOf } from "./lib/axe.ts";
import { generatedBackup, mebibyte, slowBackup } from "./lib/jobs.ts";
import {
  doneHeading,
  expectHeading,
  expectRunning,
  goTo,
  startJob,
  startJobWithFault,
} from "./lib/pages.ts";

async function filterToNothing(page: Page): Promise<void> {
  const list = page.getByRole("region", { name: "Commands" });
  await list.getByRole("button", { name: "Filter" }).click();
  await list.getByRole("combobox").fill("cmd == rewind");
  await expect(list.locator(".command-scroll")).toHaveCount(0);
}

for (const theme of ["light", "dark"] as const) {
  test(`axe-core finds nothing on any page (${theme})`, async ({ launch, folder }) => {
    const { page } = await launch({
      remembered: { lastSpec: slowBackup(folder), settings: { theme } },
    });
    await expectHeading(page, "New job");
    expect(await violationsOf(page), "New job").toEqual([]);
    await startJob(page);
    await expectRunning(page);
    expect(await violationsOf(page), "Monitor").toEqual([]);
    await filterToNothing(page);
    expect(await violationsOf(page), "Monitor with an empty list").toEqual([]);
    await expectHeading(page, doneHeading);
    expect(await violationsOf(page), "Done").toEqual([]);
    await goTo(page, "Runs");
    expect(await violationsOf(page), "Runs").toEqual([]);
    await goTo(page, "Settings");
    expect(await violationsOf(page), "Settings").toEqual([]);
  });

  test(`axe-core finds nothing on a failed run (${theme})`, async ({ launch, folder }) => {
    const { page } = await launch({
      remembered: { lastSpec: generatedBackup(folder), settings: { theme } },
    });
    await startJobWithFault(page, { kind: "media-full", at: 20 * mebibyte });
    await expectHeading(page, /^Backup failed/);
    expect(await violationsOf(page)).toEqual([]);
  });
}
