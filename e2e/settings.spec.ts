import fs from "node:fs";
import path from "node:path";
import { expect, test } from "./lib/app.ts";
import { expectHeading, goTo } from "./lib/pages.ts";

test("theme and language change at once and are there at the next start", async ({ launch }) => {
  const first = await launch();
  await goTo(first.page, "Settings");
  await first.page.getByRole("radio", { name: "Dark" }).click();
  await expect(first.page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect
    .poll(() => first.app.evaluate(({ nativeTheme }) => nativeTheme.shouldUseDarkColors))
    .toBe(true);
  await first.page.getByRole("radio", { name: "Português" }).click();
  await expect(first.page.getByRole("link", { name: /^Nova tarefa/ })).toBeVisible();
  await first.app.close();

  const second = await launch();
  await expectHeading(second.page, "Nova tarefa");
  await expect(second.page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(second.page.locator("html")).toHaveAttribute("lang", "pt-BR");
  expect(second.complaints).toEqual([]);
});

test("the theme follows the system while the user chose none", async ({ launch }) => {
  const { app, page } = await launch();
  await expectHeading(page, "New job");
  await app.evaluate(({ nativeTheme }) => {
    nativeTheme.themeSource = "dark";
  });
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await app.evaluate(({ nativeTheme }) => {
    nativeTheme.themeSource = "light";
  });
  await expect(page.locator("html")).toHaveAttribute("data-theme", "light");
});

test("the window remembers its size", async ({ launch, folder }) => {
  const first = await launch();
  await first.app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.setSize(1200, 800);
  });
  await first.page.waitForFunction(() => window.innerWidth === 1200);
  // It is written a moment after the last change.
  const file = path.join(folder, "state/app/settings.json");
  await expect
    .poll(() => fs.existsSync(file) && fs.readFileSync(file, "utf8"))
    .toContain('"width": 1200');
  await first.app.close();
  const second = await launch();
  await second.page.waitForFunction(() => window.innerWidth === 1200);
});
