import fs from "node:fs";
import path from "node:path";
import { expect, test } from "./lib/app.ts";
import { doneHeading, expectHeading } from "./lib/pages.ts";

test("the demo backup, one click away, is confirmed and stays in the journal", async ({
  launch,
  folder,
}) => {
  const first = await launch();
  await expectHeading(first.page, "New job");
  await first.page.getByRole("button", { name: "Run the demo" }).click();
  await expect(first.page.getByRole("grid").first()).toBeVisible();
  await expectHeading(first.page, doneHeading);
  expect(first.complaints).toEqual([]);

  const media = fs.readdirSync(path.join(folder, "state/app/demo")).sort();
  expect(media).toEqual(
    [1, 2].flatMap((n) => [`handoff-demo-${n}of2.bak`, `handoff-demo-${n}of2.bak.handoff.json`]),
  );

  await first.app.close();
  const second = await launch();
  await second.page.getByRole("link", { name: /^Runs/ }).click();
  await expectHeading(second.page, "Runs");
  await expect(second.page.getByText("handoff-demo").first()).toBeVisible();
  expect(second.complaints).toEqual([]);
});

test("--demo starts it without a click and --exit ends the app with its result", async ({
  launch,
  folder,
}) => {
  const { app } = await launch({ flags: ["--demo", "--exit"] });
  const child = app.process();
  const code =
    child.exitCode ?? (await new Promise<number | null>((resolve) => child.once("exit", resolve)));
  expect(code).toBe(0);
  expect(
    fs.existsSync(path.join(folder, "state/app/demo")),
    "a self test leaves nothing behind",
  ).toBe(false);
});
