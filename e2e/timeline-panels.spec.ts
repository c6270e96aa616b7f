/** The panels of the Timeline, and its filter, over the commands of a real run. */
import type { Page } from "@playwright/test";
import { expect, test } from "./lib/app.ts";
import { violationsOf } from "./lib/axe.ts";
import { generatedBackup, mebibyte } from "./lib/jobs.ts";
import { doneHeading, expectHeading, expectRunning, startJob } from "./lib/pages.ts";
import { setSize, shoot } from "./lib/screens.ts";

const tabs = ["Command", "Area", "Slowest", "Heat map"] as const;

/** The number in "23 matches" or "3 of 23". */
async function matchesOf(page: Page): Promise<number> {
  const text = await page.locator(".timeline-filter [aria-live]").textContent();
  return Number((/(\d[\d,.]*)\D*$/.exec(text ?? "")?.[1] ?? "").replaceAll(/\D/g, ""));
}

async function filterBy(page: Page, text: string): Promise<void> {
  const field = page.getByRole("combobox", { name: "Filter" });
  await field.fill(text);
  await field.press("Escape");
}

test("a filter finds commands, panels explain them, and all of it works by keyboard", async ({
  launch,
  folder,
}) => {
  const { app, page, complaints } = await launch({
    remembered: { lastSpec: generatedBackup(folder, { bytes: 192 * mebibyte, devices: 3 }) },
  });
  await setSize(app, page, "large");
  await startJob(page);
  await expectHeading(page, doneHeading);
  await page.keyboard.press("2");
  await expectHeading(page, "Timeline");
  const counted = page.locator(".timeline-head [data-commands]");
  const commands = Number(await counted.getAttribute("data-commands"));
  expect(commands).toBeGreaterThan(100);

  // A wrong filter says where; a right one counts, and Enter goes from match to match.
  await page.keyboard.press("/");
  const field = page.getByRole("combobox", { name: "Filter" });
  await expect(field).toBeFocused();
  await page.keyboard.type("cmd == wr");
  await expect(page.getByRole("option", { name: "Write", exact: true })).toBeVisible();
  await shoot(page, "panels-filter-suggestions");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(field).toHaveValue("cmd == Write ");
  await page.keyboard.type("&& dev == 2 && latency > 1");
  await page.keyboard.press("Home");
  await expect(page.locator(".filter-below p")).toContainText("needs a unit");
  await page.keyboard.press("End");
  await page.keyboard.type("us");
  await page.keyboard.press("Escape");
  await expect.poll(() => matchesOf(page)).toBeGreaterThan(10);
  const matches = await matchesOf(page);
  expect(matches).toBeLessThan(commands);
  await field.press("Enter");
  await expect(page.locator(".timeline-filter")).toContainText(`1 of ${matches}`);
  await field.press("Shift+Enter");
  await expect(page.locator(".timeline-filter")).toContainText(`${matches} of ${matches}`);
  const drawer = page.locator(".timeline-drawer");
  await expect(drawer).toContainText("Write on device 2");
  await expect(drawer).toContainText("MapBufferHandle");
  await expect(drawer).toContainText("generation");

  // Single keys: n, Shift+n; [ and ] along the same buffer; Q.
  await page.locator(".timeline-panels").focus();
  await page.keyboard.press("Shift+n");
  await expect(page.locator(".timeline-filter")).toContainText(`${matches - 1} of ${matches}`);
  const handle = drawer.locator("dd .mono").first();
  const buffer = (await handle.textContent())?.slice(-3);
  await page.keyboard.press("[");
  await expect(handle).toContainText(buffer ?? "no buffer");
  await page.keyboard.press("q");
  await expect(drawer).toHaveCount(0);
  await page.keyboard.press("q");
  await expect(drawer).toBeVisible();
  await page.getByRole("button", { name: "Copy as text" }).click();
  const copied = await app.evaluate(({ clipboard }) => clipboard.readText());
  expect(copied).toMatch(/GetBufferHandle.*\n/);
  expect(copied).toContain("ERROR_SUCCESS 0");

  // Figures of what passes the filter are those of the filter.
  await page.getByRole("tab", { name: "Area" }).click();
  const stages = page.getByRole("table", { name: "By stage" });
  await expect(stages.getByRole("row", { name: /^Total/ })).toContainText(String(matches));
  await page.getByRole("button", { name: "Matches only" }).click();
  await expect(page.locator(".area-summary")).toContainText(
    `${commands.toLocaleString("en-US")} commands`,
  );

  // The slowest first; a head sorts; arrows choose.
  await page.getByRole("tab", { name: "Slowest" }).click();
  const grid = page.getByRole("grid", { name: "Slowest" });
  await expect(grid.getByRole("columnheader", { name: "Total" })).toHaveAttribute(
    "aria-sort",
    "descending",
  );
  await grid.getByRole("columnheader", { name: "Move" }).getByRole("button").click();
  await expect(grid.getByRole("columnheader", { name: "Move" })).toHaveAttribute(
    "aria-sort",
    "descending",
  );
  await grid.focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowDown");
  await expect(grid.locator("[aria-selected=true]")).toHaveAttribute("aria-rowindex", "3");

  // A cell of the heat map becomes the filter, and is taken back.
  await page.getByRole("tab", { name: "Heat map" }).click();
  const map = page.getByRole("application", { name: /^Latency of/ });
  await map.focus();
  const cell = page.locator(".heat-panel [role=status]");
  await expect(cell).toContainText("command");
  const inCell = Number(/^[\d,.]+/.exec((await cell.textContent()) ?? "")?.[0]);
  const before = await field.inputValue();
  await page.keyboard.press("Enter");
  await expect(field).toHaveValue(/ && latency >= .* && at < /);
  await expect.poll(() => matchesOf(page)).toBeLessThanOrEqual(inCell);
  await shoot(page, "panels-light-large-heat-chosen");
  await page.keyboard.press("Enter");
  await expect(field).toHaveValue(before);
  await page.keyboard.press("ArrowLeft");
  await page.getByRole("button", { name: "As a table" }).click();
  await expect(page.locator(".heat-table tbody tr").first()).toBeVisible();
  expect(await violationsOf(page), "heat table").toEqual([]);

  await filterBy(page, "");
  await page.locator(".timeline-panels").focus();
  await page.keyboard.press("t");
  const table = page.getByRole("grid", { name: "Commands of the shown time as a table" });
  await expect(table).toBeVisible();
  await expect(table).toHaveAttribute("aria-rowcount", /^\d+$/);
  expect(await violationsOf(page), "table").toEqual([]);
  await shoot(page, "panels-table");
  expect(complaints).toEqual([]);
});

for (const [theme, size, language] of [
  ["light", "large", "en"],
  ["dark", "large", "en"],
  ["light", "small", "pt-BR"],
  ["dark", "small", "en"],
] as const) {
  test(`the panels, ${theme}, ${size}, ${language}`, async ({ launch, folder }) => {
    const { app, page } = await launch({
      remembered: {
        lastSpec: generatedBackup(folder, { bytes: 192 * mebibyte, devices: 3, level: 1 }),
        settings: { theme, language },
      },
    });
    await setSize(app, page, size);
    await page.getByRole("button", { name: /^(Start|Iniciar) backup/ }).click();
    await expectHeading(page, /^(Backup done|Backup concluído)/);
    await page.keyboard.press("2");
    await expect(page.locator(".timeline-head [data-commands]")).toBeVisible();
    await page.locator(".timeline-panels").focus();
    for (let presses = 0; presses < 4; presses++) await page.keyboard.press("w");
    await page.keyboard.press("/");
    await page.keyboard.type("dev != 2 && latency > 100us");
    await page.locator(".timeline-panels").focus();
    await page.keyboard.press("n");
    for (const [index] of tabs.entries()) {
      await page.getByRole("tab").nth(index).click();
      await expect(page.locator(".timeline-panels [aria-busy=true]")).toHaveCount(0);
      await shoot(page, `panels-${theme}-${size}-${index}`);
      expect(await violationsOf(page), `tab ${index}`).toEqual([]);
    }
  });
}

test("the Monitor's list is filtered by the same language", async ({ launch, folder }) => {
  const { page, complaints } = await launch({
    remembered: {
      lastSpec: generatedBackup(folder, { bytes: 384 * mebibyte, devices: 2, level: 9 }),
    },
  });
  await startJob(page);
  await expectRunning(page);
  const list = page.getByRole("region", { name: "Commands" });
  await list.getByRole("button", { name: "Filter" }).click();
  await page.keyboard.type("dev == 2 && state == completed");
  await expect(list.locator(".pane-head")).toContainText(/ of /);
  const devicesOf = (): Promise<string[]> =>
    list.locator(".command-scroll .command-row > :nth-child(2)").allTextContents();
  await expect.poll(async () => (await devicesOf()).length).toBeGreaterThan(0);
  const devices = await devicesOf();
  expect(new Set(devices.map((text) => text.trim().slice(-1)))).toEqual(new Set(["2"]));
  await page.keyboard.type(" && at > 1ms");
  await page.keyboard.press("Home");
  await expect(list.locator(".filter-below")).toContainText("does not know");
  await shoot(page, "panels-monitor-filter");
  expect(await violationsOf(page)).toEqual([]);
  expect(complaints).toEqual([]);
});
