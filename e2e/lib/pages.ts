/** What tests do on the app's pages, in a user's words. */
import { expect, type ElectronApplication, type Page } from "@playwright/test";

export const doneHeading = "Backup done, and the server confirmed it";

/** Long enough for a run on a busy machine. */
export const runMsMax = 240_000;

/** Starts the job that the form holds. */
export async function startJob(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Start (backup|restore)/ }).click();
}

/** Starts the job with a fault, chosen in the form. */
export async function startJobWithFault(
  page: Page,
  fault: { kind: string; at: number },
): Promise<void> {
  await page.getByRole("button", { name: /^More:/ }).click();
  await page.getByRole("button", { name: "Add a fault" }).click();
  await page.getByRole("combobox", { name: "Faults" }).selectOption(fault.kind);
  const field = page.getByRole("spinbutton", { name: /^(after bytes|at command)$/ });
  await field.fill(String(fault.at));
  await field.press("Tab");
  await startJob(page);
}

export async function expectHeading(page: Page, name: string | RegExp): Promise<void> {
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible({ timeout: runMsMax });
}

/** G, then the letter of a page: two keys within a moment, for which a busy machine may need another try. */
export async function goByKeys(page: Page, letter: string, heading: string): Promise<void> {
  await expect(async () => {
    await page.keyboard.press("g");
    await page.keyboard.press(letter);
    await expect(page.locator("main h1")).toHaveText(heading, { timeout: 2_000 });
  }).toPass({ timeout: runMsMax });
}

/** Waits until the run that is shown moves bytes. */
export async function expectRunning(page: Page): Promise<void> {
  await expectHeading(page, /^(Writing|Reading) data/);
}

export async function goTo(page: Page, name: "New job" | "Runs" | "Settings"): Promise<void> {
  await page.getByRole("link", { name: new RegExp(`^${name}`) }).click();
  await expectHeading(page, name);
}

/** Answers the next file dialogs without showing them. */
export async function answerFileDialogs(
  app: ElectronApplication,
  files: readonly string[],
): Promise<void> {
  await app.evaluate(({ dialog }, filePaths) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [...filePaths] });
  }, files);
}

export async function answerSaveDialog(app: ElectronApplication, filePath: string): Promise<void> {
  await app.evaluate(({ dialog }, file) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: file });
  }, filePath);
}
