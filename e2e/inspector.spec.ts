/**
 * The Inspector in the real Electron over backups that the real command line made: what the page shows is what
 * the command line says of the same files.
 */
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";
import type { BackupReport } from "../electron/contract/inspection.ts";
import { expect, repository, test } from "./lib/app.ts";
import { violationsOf } from "./lib/axe.ts";
import { expectHeading, goByKeys } from "./lib/pages.ts";
import { setSize, shoot } from "./lib/screens.ts";

const program = path.join(repository, "dist/cli.cjs");

/** Two stripes of a generated backup. */
function makeStripes(folder: string): string[] {
  const files = [1, 2].map((k) => path.join(folder, `stripe-${k}of2.bak`));
  execFileSync(
    process.execPath,
    [program, "backup", "--generate", "4MiB:7", "--to", ...files, "--force"],
    {
      cwd: folder,
      stdio: "ignore",
      env: { ...process.env, HANDOFF_STATE_DIR: path.join(folder, "cli") },
    },
  );
  return files;
}

/** What the command line says of the same files. */
function inspected(files: readonly string[], folder: string): BackupReport[] {
  try {
    return JSON.parse(
      execFileSync(process.execPath, [program, "inspect", ...files, "--verify", "--json"], {
        cwd: folder,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      }),
    ) as BackupReport[];
  } catch (error) {
    return JSON.parse((error as { stdout: string }).stdout) as BackupReport[];
  }
}

/** Changes one byte in the middle of a page of the first data stream. @returns its offset */
function breakPage(file: string): number {
  const bytes = fs.readFileSync(file);
  const data = bytes.indexOf("MQDA") + 22 + 2;
  const at = data + 3 * 8192 + 4000;
  bytes[at] = (bytes[at] ?? 0) ^ 0x10;
  fs.writeFileSync(file, bytes);
  return data + 3 * 8192;
}

async function drop(page: Page, files: readonly string[]): Promise<void> {
  const box = await page.getByRole("main").boundingBox();
  const at = { x: (box?.x ?? 0) + 200, y: (box?.y ?? 0) + 300 };
  const debug = await page.context().newCDPSession(page);
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    const data = { items: [], files: [...files], dragOperationsMask: 1 };
    await debug.send("Input.dispatchDragEvent", { type, ...at, data });
  }
}

/** What the panes say of the first set is what the command line says. */
async function expectFacts(page: Page, said: readonly BackupReport[]): Promise<void> {
  const set = said[0]?.sets[0];
  const sets = page.getByRole("listbox", { name: "Sets" });
  await expect(sets.getByRole("option")).toHaveCount(1);
  await expect(sets).toContainText("2 stripes");
  for (const value of [set?.firstLsn, set?.lastLsn, set?.collation, set?.backupSetId]) {
    await expect(page.locator(".set-facts")).toContainText(value ?? "?");
  }
  for (const file of set?.files ?? []) {
    await expect(page.getByRole("cell", { name: file.physicalName })).toBeVisible();
  }
  await expect(page.locator(".structure-row")).toHaveCount(2);
  for (const [index, report] of said.entries()) {
    const blocks = page.locator(".structure-row").nth(index).locator(".structure-block");
    await expect(blocks).toHaveCount(report.structure.length);
  }
}

test("stripes dropped together are one whole set, by keyboard and in both pictures", async ({
  launch,
  folder,
}) => {
  const files = makeStripes(folder);
  const said = inspected(files, folder);
  const { page, complaints } = await launch({});
  await expectHeading(page, "New job");
  await goByKeys(page, "i", "Inspector");
  await expect(page.getByText("Drop backups here")).toBeVisible();
  await drop(page, files);
  await expectFacts(page, said);
  await page.keyboard.press("t");
  const rows = said.reduce((sum, { structure }) => sum + structure.length, 0);
  await expect(page.locator(".structure-rows tbody tr")).toHaveCount(rows);
  await page.keyboard.press("t");
  await page.getByRole("button", { name: "Verify" }).click();
  await expect(page.getByRole("button", { name: "Verify again" })).toBeVisible();
  const right = new Intl.NumberFormat("en-US").format(said[0]?.checks?.pagesRight ?? -1);
  await expect(page.locator(".checks")).toContainText(`${right} right`);
  await expect(page.getByText("Nothing is damaged")).toBeVisible();
  expect(complaints).toEqual([]);
});

test("a wrong page is named with its place, and a missing stripe is called incomplete", async ({
  launch,
  folder,
}) => {
  const files = makeStripes(folder);
  const offset = breakPage(files[0] ?? "");
  const damage = inspected(files, folder)[0]?.damage ?? [];
  expect(damage.map((one) => [one.code, one.offset])).toContainEqual(["pageChecksum", offset]);
  const { page, complaints } = await launch({});
  await expectHeading(page, "New job");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("inspector");
  await page.keyboard.press("Enter");
  await expectHeading(page, "Inspector");
  await drop(page, files);
  await page.getByRole("button", { name: "Verify" }).click();
  const pane = page.getByRole("region", { name: "Damage" });
  await expect(pane.getByRole("heading", { level: 3 })).toHaveCount(damage.length);
  for (const one of damage) await expect(pane).toContainText(one.what);
  await expect(page.locator(".structure-block > i")).toHaveCount(damage.length);
  await page.getByRole("button", { name: "Clear" }).click();
  await drop(page, files.slice(1));
  await expect(pane).toContainText("Stripe 1/2 is missing.");
  await expect(page.getByText("Nothing here can be restored by itself.")).toBeVisible();
  expect(complaints).toEqual([]);
});

for (const theme of ["light", "dark"] as const) {
  for (const language of ["en", "pt-BR"] as const) {
    test(`axe-core finds nothing, and screens (${theme}, ${language})`, async ({
      launch,
      folder,
    }) => {
      const files = makeStripes(folder);
      const { app, page } = await launch({ remembered: { settings: { theme, language } } });
      await expectHeading(page, language === "en" ? "New job" : "Nova tarefa");
      await goByKeys(page, "i", language === "en" ? "Inspector" : "Inspetor");
      expect(await violationsOf(page)).toEqual([]);
      await shoot(page, `${theme}-${language}-inspector-empty`);
      breakPage(files[1] ?? "");
      await drop(page, files);
      await page.getByRole("button", { name: /^(Verify|Verificar)$/ }).click();
      await expect(page.locator(".hex-wrong")).toHaveCount(4);
      expect(await violationsOf(page)).toEqual([]);
      for (const size of ["large", "small"] as const) {
        await setSize(app, page, size);
        await shoot(page, `${theme}-${language}-${size}-inspector`);
        await page.keyboard.press("t");
        await shoot(page, `${theme}-${language}-${size}-inspector-table`);
        await page.keyboard.press("t");
      }
      await page.keyboard.press("t");
      expect(await violationsOf(page)).toEqual([]);
    });
  }
}
