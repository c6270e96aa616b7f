import fs from "node:fs";
import path from "node:path";
import { expect, test } from "./lib/app.ts";
import { generatedBackup, mebibyte } from "./lib/jobs.ts";
import { doneHeading, expectHeading, goTo, startJob } from "./lib/pages.ts";

// Paths of dropped files come from the preload; the page itself cannot know them.
test("recorded streams dropped on the form become devices in their order", async ({
  launch,
  folder,
}) => {
  const spec = generatedBackup(folder, { bytes: 8 * mebibyte, devices: 2 });
  const { app, page, complaints } = await launch({ remembered: { lastSpec: spec } });
  await startJob(page);
  await expectHeading(page, doneHeading);
  await goTo(page, "New job");
  await page.getByRole("button", { name: "Start empty" }).click();

  const box = await page.getByText("Drop files here").boundingBox();
  const at = { x: (box?.x ?? 0) + 5, y: (box?.y ?? 0) + 5 };
  const debug = await app.context().newCDPSession(page);
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    const data = { items: [], files: spec.targets, dragOperationsMask: 1 };
    await debug.send("Input.dispatchDragEvent", { type, ...at, data });
  }
  for (const target of spec.targets) {
    expect(fs.existsSync(target)).toBe(true);
    await expect(page.getByText(path.basename(target)).first()).toBeVisible();
  }
  await expect(page.getByRole("button", { name: /^Start backup/ })).toBeEnabled();
  expect(complaints).toEqual([]);
});
