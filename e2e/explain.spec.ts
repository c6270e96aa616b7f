import type { Page } from "@playwright/test";
import { expect, test } from "./lib/app.ts";
import { violationsOf } from "./lib/axe.ts";
import { generatedBackup, mebibyte } from "./lib/jobs.ts";
import { expectHeading, goByKeys, startJobWithFault } from "./lib/pages.ts";
import { setSize, shoot } from "./lib/screens.ts";

const full = { kind: "media-full", at: 20 * mebibyte };

async function openCodes(page: Page, heading: string): Promise<void> {
  await goByKeys(page, "c", heading);
}

/** Card and page of the codes, as they look now, and what axe says of them. */
async function lookAt(page: Page, prefix: string, heading: string): Promise<void> {
  await shoot(page, `${prefix}-failed`);
  await page
    .getByRole("button", { name: /ERROR_DISK_FULL/ })
    .first()
    .click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await shoot(page, `${prefix}-card`);
  expect(await violationsOf(page), `${prefix}-card`).toEqual([]);
  await page.keyboard.press("Escape");
  await openCodes(page, heading);
  await shoot(page, `${prefix}-codes`);
  expect(await violationsOf(page), `${prefix}-codes`).toEqual([]);
  const search = page.getByRole("textbox");
  await search.fill("0x80770004");
  await shoot(page, `${prefix}-codes-found`);
  await search.fill("no such code");
  await shoot(page, `${prefix}-codes-none`);
  await page.goBack();
}

for (const theme of ["light", "dark"] as const) {
  test(`the explanations in both languages and sizes, ${theme}`, async ({ launch, folder }) => {
    test.setTimeout(300_000);
    const lastSpec = generatedBackup(folder, { devices: 2 });
    const { app, page, complaints } = await launch({
      remembered: { lastSpec, settings: { theme } },
    });
    await setSize(app, page, "large");
    await startJobWithFault(page, full);
    await expectHeading(page, /^Backup failed/);
    await lookAt(page, `explain-en-${theme}-large`, "Codes");
    await setSize(app, page, "small");
    await lookAt(page, `explain-en-${theme}-small`, "Codes");
    await page.keyboard.press("Control+k");
    await page.keyboard.type("Portugu");
    await page.keyboard.press("Enter");
    await expectHeading(page, /^O backup falhou/);
    await lookAt(page, `explain-pt-${theme}-small`, "Códigos");
    await setSize(app, page, "large");
    await lookAt(page, `explain-pt-${theme}-large`, "Códigos");
    expect(complaints).toEqual([]);
  });
}

test("a chip opens its explanation, by keyboard, and gives the focus back", async ({
  launch,
  folder,
}) => {
  const { app, page, complaints } = await launch({
    remembered: { lastSpec: generatedBackup(folder) },
  });
  await startJobWithFault(page, full);
  await expectHeading(page, /^Backup failed: the volume of device 1 is full/);
  const chip = page.getByRole("button", { name: /ERROR_DISK_FULL/ }).first();
  await chip.focus();
  await page.keyboard.press("Enter");
  const card = page.getByRole("dialog", { name: "Explain ERROR_DISK_FULL 112" });
  await expect(card).toContainText("No space is left on the volume");
  await expect(card).toContainText("Likely causes");
  await expect(card).toContainText("df -h FOLDER");

  await card.getByRole("button", { name: "Copy explanation" }).click();
  const copied = await app.evaluate(({ clipboard }) => clipboard.readText());
  expect(copied).toContain("ERROR_DISK_FULL 112");
  expect(copied).toContain("Next steps:");

  await card.getByRole("button", { name: "Msg 3202" }).click();
  await expect(page.getByRole("dialog", { name: "Explain Msg 3202" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByText("Messages of the server have the time")).toBeVisible();
  expect(complaints).toEqual([]);
});

test("codes are found by number, name and words, from the menu, the palette and by keys", async ({
  handoff: { page, complaints },
}) => {
  await expectHeading(page, "New job");
  await page.getByRole("menuitem", { name: "Help" }).click();
  await page.getByRole("menuitem", { name: /^Codes/ }).click();
  await expectHeading(page, "Codes");
  const search = page.getByRole("textbox", { name: "Number, name or words" });
  const first = page.getByRole("option").first();
  const texts: [string, string][] = [
    ["-2139684861", "VD_E_TIMEOUT"],
    ["80770004", "VD_E_ABORT"],
    ["3013", "Msg 3013"],
    ["995", "ERROR_OPERATION_ABORTED"],
    ["eof", "ERROR_HANDLE_EOF"],
    ["virus scanner filter", "ERROR_SHARING_VIOLATION"],
  ];
  for (const [text, name] of texts) {
    await page.keyboard.press("/");
    await search.fill(text);
    await expect(first).toContainText(name);
    await expect(page.getByRole("heading", { level: 2 })).toContainText(name);
    await page.keyboard.press("Tab");
  }
  await page.getByRole("option").nth(1).click();
  await page.keyboard.press("Home");
  await expect(first).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("End");
  await expect(page.getByRole("option").last()).toHaveAttribute("aria-selected", "true");

  await page.keyboard.press("Control+k");
  await page.keyboard.type("VD_E_PROTOCOL");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: /VD_E_PROTOCOL/ })).toBeVisible();
  await page.getByRole("button", { name: "All codes" }).click();
  await expect(page.getByRole("heading", { level: 2 })).toContainText("VD_E_PROTOCOL");
  expect(complaints).toEqual([]);
});
