/** Step, slow motion, breakpoints and faults in the real app; what is shown is compared with what the native side counted. */
import path from "node:path";
import type { Page } from "@playwright/test";
import type { Run } from "../electron/contract/run.ts";
import { holdStages } from "../electron/contract/step.ts";
import { expect, repository, test } from "./lib/app.ts";
import { violationsOf } from "./lib/axe.ts";
import { generatedBackup, mebibyte } from "./lib/jobs.ts";
import { doneHeading, expectHeading, startJob } from "./lib/pages.ts";
import { eventsOf, expectHeld, stageNames } from "./lib/stepping.ts";
import { WindowCalls } from "./lib/window-calls.ts";

type RunResult = NonNullable<Run["result"]>;

const small = (folder: string, trace: string | null = null) => ({
  ...generatedBackup(folder, { bytes: 8 * mebibyte }),
  trace,
});

/** The job of the form starts with its first command held. */
async function startHeld(page: Page): Promise<void> {
  await page.getByRole("switch", { name: "Start paused" }).click();
  await startJob(page);
  await expectHeld(page, "received");
}

test("a run that starts paused goes through the stages of its first command with F10", async ({
  launch,
  folder,
}) => {
  const trace = path.join(folder, "run.handoff-trace");
  const { page, complaints } = await launch({ remembered: { lastSpec: small(folder, trace) } });
  await startHeld(page);
  for (const stage of holdStages.slice(1)) {
    await page.keyboard.press("F10");
    await expectHeld(page, stage);
    const name = new RegExp(`Held at: ${stageNames[stage]}: Write 1, device 1`);
    await expect(page.getByRole("img", { name })).toBeVisible();
  }
  await page.keyboard.press("F5");
  await expectHeading(page, doneHeading);
  const own = eventsOf(trace).filter(({ device, sequence }) => device === 1 && sequence === 1);
  const heldAt = own.filter(({ event }) => event === "held").map(({ code }) => code);
  expect(heldAt.toSorted((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7]);
  const stages = own.map(({ event }) => event).filter((event) => event !== "held");
  expect(stages.toSorted()).toEqual(
    [
      "issued",
      "received",
      "handleTaken",
      "leased",
      "mapped",
      "moved",
      "completed",
      "acknowledged",
    ].toSorted(),
  );
  expect(complaints).toEqual([]);
});

test("slow motion by keyboard, then a breakpoint on Flush stops the run and says which", async ({
  launch,
  folder,
}) => {
  const { page, complaints } = await launch({ remembered: { lastSpec: small(folder) } });
  await startHeld(page);
  await page.getByRole("button", { name: /^Breakpoints/ }).click();
  await page.getByRole("button", { name: "Add breakpoint" }).click();
  await page.getByRole("combobox", { name: "Command", exact: true }).selectOption("VDC_Flush");
  // The server varies on purpose how often it flushes.
  await page.getByRole("switch", { name: "Once" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  const slider = page.getByRole("slider", { name: "Slow motion" });
  await slider.focus();
  for (let i = 0; i < 6; i += 1) await slider.press("ArrowRight");
  await expect(page.getByText("Slow motion, 12 commands per second")).toBeVisible();
  await expectHeld(page, "received");
  await expect(page.getByRole("combobox", { name: /next step moves/ })).toContainText(
    "stopped by breakpoint 1",
  );
  await page.getByRole("button", { name: "Breakpoints (1)…" }).click();
  await expect(page.getByRole("row", { name: /Flush, at received/ })).toContainText("1");
  await page.keyboard.press("Escape");
  await page.keyboard.press("F5");
  await expectHeading(page, doneHeading);
  expect(complaints).toEqual([]);
});

test("ring and message port: the same job twice, figures side by side as the runs counted them", async ({
  launch,
}) => {
  const launched = await launch();
  const { page, complaints } = launched;
  const calls = await WindowCalls.of(launched);
  await page.getByRole("link", { name: /^Compare modes/ }).click();
  await expectHeading(page, "Ring and message port");
  await page.getByRole("textbox", { name: "Size" }).fill("16 MiB");
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  await expect(page.getByRole("columnheader", { name: "Message port: Done" })).toBeVisible({
    timeout: 120_000,
  });
  const comparison = await calls.call("comparison", {});
  const runs = await calls.call("openRuns", {});
  const ofMode = (mode: "ring" | "port"): RunResult => {
    const run = runs.find(({ runId }) => runId === comparison?.[mode]);
    expect(run?.spec.handoff).toBe(mode);
    if (run?.result === null || run === undefined) throw new Error(`${mode} has no result.`);
    return run.result;
  };
  const [ring, port] = [ofMode("ring"), ofMode("port")];
  // The database, and what belongs to a backup besides.
  for (const result of [ring, port]) {
    expect(result).toMatchObject({ ok: true, bytes: ring.bytes });
    expect(result.bytes).toBeGreaterThanOrEqual(16 * mebibyte);
  }
  const number = new Intl.NumberFormat("en", {
    maximumFractionDigits: 2,
    minimumFractionDigits: 2,
  });
  const cellsOf = (row: RegExp): Promise<string[]> =>
    page.getByRole("row", { name: row }).getByRole("cell").allInnerTexts();
  expect(await cellsOf(/^Commands/)).toEqual([
    ring.commands.toLocaleString("en"),
    port.commands.toLocaleString("en"),
    "",
  ]);
  expect(await cellsOf(/^Throughput, mean/)).toContain(
    `${number.format(ring.meanRate / port.meanRate)} ×`,
  );
  expect(await cellsOf(/99\.9% within/)).toContain(
    `${number.format(port.latencyNs.p999 / ring.latencyNs.p999)} ×`,
  );
  await page.getByRole("link", { name: /^Runs/ }).click();
  await expect(page.getByRole("row", { name: /generated/ })).toHaveCount(2);
  expect(complaints).toEqual([]);
});

const folderOfScreens = path.join(repository, "test-results/screens");
const sizes = { large: [1440, 900], small: [1024, 700] } as const;

for (const [theme, size, language] of [
  ["light", "large", "en"],
  ["dark", "small", "pt-BR"],
] as const) {
  test(`axe-core finds nothing in bar, dialogs and strikes (${theme}, ${size}, ${language})`, async ({
    launch,
    folder,
  }) => {
    const { app, page, complaints } = await launch({
      remembered: {
        lastSpec: {
          ...generatedBackup(folder, { bytes: 8 * mebibyte, devices: 3 }),
          startHeld: true,
        },
        settings: { theme, language },
      },
    });
    const [width, height] = sizes[size];
    await app.evaluate(
      ({ BrowserWindow }, [w, h]) => BrowserWindow.getAllWindows()[0]?.setSize(w, h),
      [width, height] as const,
    );
    const shoot = async (name: string): Promise<void> => {
      expect(await violationsOf(page), name).toEqual([]);
      const file = `step-${theme}-${size}-${name}.png`;
      await page.screenshot({ path: path.join(folderOfScreens, file), animations: "disabled" });
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - window.innerWidth,
      );
      expect(overflow, `${name} is wider than the window`).toBeLessThanOrEqual(0);
    };
    await page.getByRole("switch", { name: /^(Start paused|Iniciar pausado)$/ }).click();
    await page.getByRole("button", { name: /^(Start backup|Iniciar backup)/ }).click();
    await expect(page.getByText(/^(Held at|Parado em): /).first()).toBeVisible({ timeout: 60_000 });
    for (let i = 0; i < 2; i += 1) await page.keyboard.press("F10");
    await expect(page.getByText(/^(Held at: leased|Parado em: cedido)$/)).toBeVisible();
    await shoot("held");
    await page.getByRole("button", { name: /^(Breakpoints|Pontos)/ }).click();
    await page.getByRole("button", { name: /^(Add breakpoint|Adicionar)/ }).click();
    await page
      .getByRole("combobox", { name: /^(Command|Comando)$/ })
      .selectOption("VDC_GetPosition");
    await shoot("breakpoint-form");
    await page.getByRole("button", { name: /^(Save|Salvar)$/ }).click();
    await expect(page.getByRole("row")).not.toHaveCount(0);
    await shoot("breakpoints");
    await page
      .getByRole("dialog")
      .getByRole("button", { name: /^(Close|Fechar)$/ })
      .click();
    await page.getByRole("button", { name: /^(Inject a fault|Injetar)/ }).click();
    await shoot("inject");
    await page.getByRole("button", { name: /^(Inject|Injetar)$/ }).click();
    await page.keyboard.press("F5");
    await expect(
      page.getByRole("heading", { level: 1, name: /^(Backup failed|O backup falhou|.*falhou)/ }),
    ).toBeVisible();
    await shoot("strike");
    expect(complaints).toEqual([]);
  });
}
