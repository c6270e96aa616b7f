import { expect, test } from "./lib/app.ts";
import { generatedBackup } from "./lib/jobs.ts";
import { doneHeading, expectHeading, goByKeys } from "./lib/pages.ts";

test("a backup, its page, the runs and the palette with the keyboard alone", async ({
  launch,
  folder,
}) => {
  const { page, complaints } = await launch({ remembered: { lastSpec: generatedBackup(folder) } });
  await expectHeading(page, "New job");
  await page.keyboard.press("Control+Enter");
  await expectHeading(page, doneHeading);

  await page
    .locator("main")
    .focus()
    .catch(() => undefined);
  await goByKeys(page, "r", "Runs");

  await page.keyboard.press("Control+,");
  await expectHeading(page, "Settings");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.type("new job");
  await page.keyboard.press("Enter");
  await expectHeading(page, "New job");
  await page.keyboard.press("F6");
  const focused = await page.evaluate(() => document.activeElement !== document.body);
  expect(focused, "F6 goes to a region").toBe(true);
  expect(complaints).toEqual([]);
});
