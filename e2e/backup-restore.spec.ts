import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { expect, test } from "./lib/app.ts";
import { generatedBackup, mebibyte } from "./lib/jobs.ts";
import { answerFileDialogs, doneHeading, expectHeading, goTo, startJob } from "./lib/pages.ts";

const hashOf = (file: string): string =>
  createHash("sha256").update(fs.readFileSync(file)).digest("hex");

// Four runs in one window: what the second one replays is what the first one wrote, and the restores see both.
test("a striped stream goes out through zstd and comes back the same", async ({
  launch,
  folder,
}) => {
  const spec = generatedBackup(folder, { bytes: 48 * mebibyte, devices: 2 });
  const { app, page, complaints } = await launch({ remembered: { lastSpec: spec } });
  await startJob(page);
  await expectHeading(page, doneHeading);

  await goTo(page, "New job");
  await page.getByRole("button", { name: "Start empty" }).click();
  await page.getByRole("radio", { name: "Replay recorded streams" }).click();
  await answerFileDialogs(app, spec.targets);
  await page.getByRole("button", { name: "Choose files…" }).click();
  const copies = path.join(folder, "copies");
  fs.mkdirSync(copies);
  await answerFileDialogs(app, [copies]);
  await page.getByRole("button", { name: "Change folder…" }).click();
  await page.getByRole("radio", { name: "zstd" }).click();
  await startJob(page);
  await expectHeading(page, doneHeading);
  const media = fs
    .readdirSync(copies)
    .filter((name) => !name.endsWith(".json"))
    .sort();
  expect(media).toHaveLength(2);

  await goTo(page, "New job");
  await page.getByRole("radio", { name: "Restore" }).click();
  await answerFileDialogs(
    app,
    media.map((name) => path.join(copies, name)),
  );
  await page.getByRole("button", { name: "Choose media…" }).click();
  await answerFileDialogs(app, spec.targets);
  await page.getByRole("button", { name: "Choose files to compare…" }).click();
  await startJob(page);
  await expectHeading(page, "Restore done: every byte is equal");

  await goTo(page, "New job");
  await page.getByRole("radio", { name: "Store in files" }).click();
  const restored = path.join(folder, "restored");
  fs.mkdirSync(restored);
  await answerFileDialogs(app, [restored]);
  await page.getByRole("button", { name: "Change folder…" }).click();
  await startJob(page);
  await expectHeading(page, "Restore done, and the server confirmed it");
  const files = fs.readdirSync(restored).sort();
  expect(files.map((name) => hashOf(path.join(restored, name)))).toEqual(spec.targets.map(hashOf));
  expect(complaints).toEqual([]);
});
