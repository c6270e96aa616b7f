/**
 * Every screen in every state, light and dark, large and small: into test-results/screens, to be looked at. Nothing
 * is compared; what is asserted is that no text is cut off by the window's edge.
 */
import path from "node:path";
import type { Page } from "@playwright/test";
import { expect, test } from "./lib/app.ts";
import { generatedBackup, mebibyte, slowBackup } from "./lib/jobs.ts";
import {
  doneHeading,
  expectHeading,
  expectRunning,
  goTo,
  startJob,
  startJobWithFault,
} from "./lib/pages.ts";
import { setSize, shoot } from "./lib/screens.ts";

/** How many paths of the list of files reach into the figures beside them. */
function pathsBeyondTheirCells(page: Page): Promise<number> {
  return page.locator(".files-scroll .file-cell").evaluateAll(
    (cells) =>
      cells.filter((cell) => {
        const { right } = cell.getBoundingClientRect();
        const parts = [...cell.querySelectorAll("span")];
        return parts.some((part) => part.getBoundingClientRect().right > right);
      }).length,
  );
}

for (const theme of ["light", "dark"] as const) {
  for (const size of ["large", "small"] as const) {
    test(`all screens, ${theme}, ${size}`, async ({ launch, folder }) => {
      test.setTimeout(600_000);
      const empty = await launch({ remembered: { settings: { theme } } });
      await setSize(empty.app, empty.page, size);
      await expectHeading(empty.page, "New job");
      await shoot(empty.page, `${theme}-${size}-start-empty`);
      await goTo(empty.page, "Runs");
      await shoot(empty.page, `${theme}-${size}-runs-empty`);
      await goTo(empty.page, "Settings");
      await shoot(empty.page, `${theme}-${size}-settings`);
      await empty.app.close();

      const { app, page } = await launch({
        remembered: { lastSpec: slowBackup(folder), settings: { theme } },
      });
      await setSize(app, page, size);
      await expectHeading(page, "New job");
      await shoot(page, `${theme}-${size}-start-filled`);
      await startJob(page);
      await expectRunning(page);
      await page.waitForTimeout(1_500);
      await shoot(page, `${theme}-${size}-monitor`);
      await expectHeading(page, doneHeading);
      await shoot(page, `${theme}-${size}-done`);
      expect(await pathsBeyondTheirCells(page)).toBe(0);
      await app.close();

      const failing = await launch({
        remembered: { lastSpec: generatedBackup(path.join(folder, "f")), settings: { theme } },
      });
      await setSize(failing.app, failing.page, size);
      await startJobWithFault(failing.page, { kind: "media-full", at: 20 * mebibyte });
      await expectHeading(failing.page, /^Backup failed/);
      await shoot(failing.page, `${theme}-${size}-failed`);
      await goTo(failing.page, "Runs");
      await shoot(failing.page, `${theme}-${size}-runs`);
      await goTo(failing.page, "New job");
      await failing.page.keyboard.press("Control+k");
      await expect(failing.page.getByRole("dialog")).toBeVisible();
      await shoot(failing.page, `${theme}-${size}-palette`);
    });
  }
}
