import { expect, test } from "./lib/app.ts";
import { violationsOf } from "./lib/axe.ts";
import { expectHeading } from "./lib/pages.ts";
import { setSize, shoot } from "./lib/screens.ts";

const stops = 11;
const runMsMax = 60_000;

test("the tour by keyboard, over a real run, to its end; it is offered once", async ({
  launch,
}) => {
  const first = await launch();
  const { page } = first;
  await expectHeading(page, "New job");
  await expect(page.getByText(/^New here\?/)).toBeVisible();
  await page.getByRole("button", { name: "Tour", exact: true }).click();
  const card = page.getByRole("dialog", { name: "Tour" });
  for (let stop = 1; stop <= stops; stop++) {
    await expect(card.getByText(`${stop} of ${stops}`)).toBeVisible();
    if (stop === 4) await expect(page.locator(".tour-ring")).toBeVisible({ timeout: runMsMax });
    if (stop === 10) await expectHeading(page, "Backup done, and the server confirmed it");
    await page.keyboard.press("ArrowRight");
    if (stop === 2) {
      await page.keyboard.press("ArrowLeft");
      await expect(card.getByText(`2 of ${stops}`)).toBeVisible();
      await page.keyboard.press("ArrowRight");
    }
  }
  await expect(card).toBeHidden();
  await expectHeading(page, "Protocol lab");
  await expect(page.getByText(/^New here\?/)).toBeHidden();
  await first.app.close();

  const second = await launch();
  await expectHeading(second.page, "New job");
  await expect(second.page.getByText(/^New here\?/)).toBeHidden();
});

test("the tour can be left at any time, and its run with it", async ({ launch }) => {
  const { page } = await launch();
  await expectHeading(page, "New job");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("tour");
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowRight");
  await expect(page.locator(".phase-track")).toBeVisible({ timeout: runMsMax });
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog", { name: "Tour" })).toBeHidden();
  await expectHeading(page, "New job");
  await expect(page.getByText("Open runs")).toBeHidden({ timeout: runMsMax });
});

for (const theme of ["light", "dark"] as const) {
  test(`the tour in pictures, ${theme}; axe-core finds nothing`, async ({ launch }) => {
    const language = theme === "dark" ? "pt-BR" : "en";
    const { app, page } = await launch({ remembered: { settings: { theme, language } } });
    await expectHeading(page, /^(New job|Nova tarefa)$/);
    await page.getByRole("button", { name: "Tour", exact: true }).click();
    for (let stop = 1; stop <= stops; stop++) {
      await expect(page.getByText(new RegExp(`^${stop} (of|de) ${stops}$`))).toBeVisible();
      if (stop > 1) await expect(page.locator(".tour-ring")).toBeVisible({ timeout: runMsMax });
      if (stop === 10)
        await expect(page.locator("main h1")).toHaveText(/confirm/, { timeout: runMsMax });
      if (stop % 2 === 0 || theme === "light")
        for (const size of ["large", "small"] as const) {
          await setSize(app, page, size);
          await shoot(page, `${theme}-${size}-tour-${String(stop).padStart(2, "0")}`);
        }
      if (stop % 3 === 0) expect(await violationsOf(page), `stop ${stop}`).toEqual([]);
      await page.keyboard.press("ArrowRight");
    }
  });
}
