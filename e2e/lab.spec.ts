import fs from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";
import { expect, repository, test } from "./lib/app.ts";
import { violationsOf } from "./lib/axe.ts";
import { answerFileDialogs, answerSaveDialog, expectHeading, goByKeys } from "./lib/pages.ts";
import { setSize, shoot } from "./lib/screens.ts";

const stepMsMax = 30_000;

async function openLab(page: Page): Promise<void> {
  await expectHeading(page, "New job");
  await goByKeys(page, "l", "Protocol lab");
  await expect(page.getByRole("region", { name: "Primary" })).toBeVisible({ timeout: stepMsMax });
}

async function chooseScript(page: Page, name: string): Promise<void> {
  await page.getByRole("combobox", { name: "Script" }).selectOption({ label: name });
  await expect(page.getByText(/^step 0 of/)).toBeVisible({ timeout: stepMsMax });
}

test("a script by keyboard, a process killed, the transcript exported, saved and replayed", async ({
  launch,
  folder,
}) => {
  const { app, page, complaints } = await launch();
  await openLab(page);
  await chooseScript(page, "Two processes and one buffer");
  await page.keyboard.press("F10");
  await expect(page.getByText(/^step 1 of 25/)).toBeVisible({ timeout: stepMsMax });
  await expect(page.getByRole("form", { name: "GetConfiguration" })).toBeVisible();
  for (let step = 2; step <= 18; step++) {
    await page.keyboard.press("F10");
    await expect(page.getByText(new RegExp(`^step ${step} of 25`))).toBeVisible({
      timeout: stepMsMax,
    });
  }
  const transcript = page.getByRole("region", { name: "Transcript" }).last();
  await expect(transcript.getByText("Bytes stay, handles travel.").first()).toBeVisible();
  await expect(page.getByText(/^Buffer 000: belongs to Primary/).first()).toBeVisible();
  await page.keyboard.press("F5");
  await expect(page.getByText(/every step as expected/)).toBeVisible({ timeout: stepMsMax });

  const file = path.join(folder, "lab.cpp");
  await answerSaveDialog(app, file);
  await page.getByRole("button", { name: "Export code" }).click();
  await expect(page.getByText("static void Primary(IClientVirtualDeviceSet2* set)")).toBeVisible();
  await page.getByRole("button", { name: "Save as a file" }).click();
  await expect.poll(() => fs.existsSync(file)).toBe(true);
  expect(fs.readFileSync(file, "utf8")).toContain("set->MapBufferHandle(handle16, &address17);");
  await page.keyboard.press("Escape");

  const saved = path.join(folder, "two.handofflab");
  await answerSaveDialog(app, saved);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect.poll(() => fs.existsSync(saved)).toBe(true);
  await answerFileDialogs(app, [saved]);
  await page.getByRole("button", { name: "Open a transcript" }).click();
  await expect(page.getByText("step 0 of 25")).toBeVisible({ timeout: stepMsMax });
  await page.keyboard.press("F5");
  await expect(page.getByText(/every step as expected/)).toBeVisible({ timeout: stepMsMax });

  await page.getByRole("button", { name: "Kill Secondary 1 (SIGKILL)" }).click();
  await expect(page.getByText("VDI does not notice that a secondary died")).toBeVisible();
  expect(complaints).toEqual([]);
});

test("calls by hand: an illegal one answers its code, a wait is ended by an abort", async ({
  launch,
}) => {
  const { page } = await launch();
  await openLab(page);
  const primary = page.getByRole("region", { name: "Primary" });
  await primary.getByRole("button", { name: /^OpenDevice/ }).click();
  await expect(primary.getByText(/In this state it answers VD_E_PROTOCOL/)).toBeVisible();
  await primary.getByRole("button", { name: "Call" }).click();
  const transcript = page.getByRole("region", { name: "Transcript" }).last();
  await expect(transcript.getByText("VD_E_PROTOCOL")).toBeVisible();

  await primary.getByRole("button", { name: /^CreateEx/ }).click();
  await primary.getByRole("button", { name: "Call" }).click();
  await expect(primary.getByText("Configurable").first()).toBeVisible();
  await primary.getByRole("button", { name: /^GetConfiguration/ }).click();
  await primary.getByRole("textbox", { name: "timeout" }).fill("INFINITE");
  await page.keyboard.press("Enter");
  await expect(primary.getByText("1 waits")).toBeVisible();
  await primary.getByRole("button", { name: /^SignalAbort/ }).click();
  await primary.getByRole("button", { name: "Call" }).click();
  await expect(transcript.getByText("VD_E_ABORT")).toBeVisible();
});

test("the device that is shown goes to IO-ERROR and back as the calls make it", async ({
  launch,
}) => {
  const { page, complaints } = await launch();
  await openLab(page);
  await chooseScript(page, "IO-ERROR and recovery");
  const device = page.getByRole("combobox", { name: "Device that is shown and called" });
  await expect(device).toContainText("Device 0: not open");
  const machine = page.getByRole("img", { name: "State machine of device 0; now IO-ERROR" });
  for (let step = 1; !(await machine.isVisible()); step++) {
    await page.keyboard.press("F10");
    await expect(page.getByText(new RegExp(`^step ${step} of`))).toBeVisible({
      timeout: stepMsMax,
    });
    await page.waitForTimeout(300); // the processes are looked at a moment after each call
  }
  await expect(device).toContainText("Device 0: IO-ERROR");
  await page.keyboard.press("F5");
  await expect(page.getByText(/every step as expected/)).toBeVisible({ timeout: stepMsMax });
  await expect(machine).toBeHidden();
  expect(await violationsOf(page)).toEqual([]);
  expect(complaints).toEqual([]);
});

for (const theme of ["light", "dark"] as const) {
  test(`the lab in pictures, ${theme}; axe-core finds nothing`, async ({ launch }) => {
    const { app, page } = await launch({ remembered: { settings: { theme } } });
    await openLab(page);
    await chooseScript(page, "Two processes and one buffer");
    for (let step = 1; step <= 17; step++) {
      await page.keyboard.press("F10");
      await expect(page.getByText(new RegExp(`^step ${step} of 25`))).toBeVisible({
        timeout: stepMsMax,
      });
    }
    for (const size of ["large", "small"] as const) {
      await setSize(app, page, size);
      await shoot(page, `${theme}-${size}-lab`);
    }
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "Export code" }).click();
    await shoot(page, `${theme}-small-lab-export`);
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.evaluate(() => undefined);
    await page.getByRole("button", { name: "Kill Server (SIGKILL)" }).click();
    await expect(page.getByText(/VDI notices that a server died/)).toBeVisible();
    await setSize(app, page, "large");
    await shoot(page, `${theme}-large-lab-killed`);
  });
}

test("the lab in Portuguese", async ({ launch }) => {
  const { app, page } = await launch({ remembered: { settings: { language: "pt-BR" } } });
  await expectHeading(page, "Nova tarefa");
  await goByKeys(page, "l", "Laboratório de protocolo");
  await page.getByRole("combobox", { name: "Roteiro" }).selectOption("wrongHandle");
  await expect(page.getByText(/^passo 0 de/)).toBeVisible({ timeout: stepMsMax });
  await page.keyboard.press("F5");
  await expect(page.getByText(/todo passo como previsto/)).toBeVisible({ timeout: stepMsMax });
  for (const size of ["large", "small"] as const) {
    await setSize(app, page, size);
    await shoot(page, `pt-${size}-lab`);
  }
  expect(fs.existsSync(path.join(repository, "test-results/screens/pt-small-lab.png"))).toBe(true);
});
