/** Pictures of the window in its two sizes, into test-results/screens. */
import path from "node:path";
import { expect, type ElectronApplication, type Page } from "@playwright/test";
import { repository } from "./app.ts";

const folderOfScreens = path.join(repository, "test-results/screens");
const sizes = { large: [1440, 900], small: [1024, 700] } as const;

export async function setSize(
  app: ElectronApplication,
  page: Page,
  size: keyof typeof sizes,
): Promise<void> {
  const [width, height] = sizes[size];
  await app.evaluate(
    ({ BrowserWindow }, [w, h]) => BrowserWindow.getAllWindows()[0]?.setSize(w, h),
    [width, height] as const,
  );
  await page.waitForFunction((w) => window.innerWidth === w, width);
}

export async function shoot(page: Page, name: string): Promise<void> {
  await page.screenshot({
    path: path.join(folderOfScreens, `${name}.png`),
    animations: "disabled",
  });
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - window.innerWidth,
  );
  expect(overflow, `${name} is wider than the window`).toBeLessThanOrEqual(0);
}
