/**
 * Every fault that can be injected, from the window: it strikes where it was meant to, the window tells what followed
 * with the codes that came back, and which rule of VDI that shows. All in one start of the app.
 */
import fs from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";
import { jobDefaults, type FaultKind, type JobSpec } from "../electron/contract/job.ts";
import { injectableFaults, type Strike } from "../electron/contract/step.ts";
import { expect, test } from "./lib/app.ts";
import { mebibyte } from "./lib/jobs.ts";
import { runMsMax } from "./lib/pages.ts";
import { expectHeld, SteppedRun } from "./lib/stepping.ts";
import { WindowCalls } from "./lib/window-calls.ts";

/** Where a fault is to strike, by the words of the dialog, and the command that it then strikes; null: it varies. */
const points = {
  next: { label: "The next command", sequence: 2 },
  held: { label: "The command that is held", sequence: 1 },
  command: { label: "Command of the set, number", sequence: 7 },
  breakpoint: { label: "When a breakpoint is met", sequence: 5 },
} as const;

/** How the window calls each fault, how its rule begins, and the pages of the specification. */
const words: Readonly<Record<FaultKind, readonly [name: string, rule: RegExp, pages: string]>> = {
  "secondary-crash": [
    "Secondary crashes",
    /the primary must watch its processes\. Only the process that got a command may complete it/,
    "1ess, 2411",
  ],
  "secondary-hang": ["Secondary hangs", /VDI sets no limit to a client that hangs/, "1ess, 5pke"],
  "media-full": ["Volume is full after so many bytes", /nothing more can be stored/, "4db9, 66hz"],
  "media-error": ["Medium fails", /In IO-ERROR only ClearError is accepted/, "66hz, 0pte"],
  "bad-handle": [
    "Stale handle",
    /A handle is good from GetCommand to CompleteCommand/,
    "1sdh, 9y0p",
  ],
  "foreign-handle": ["Handle of another set", /A handle is local to its set/, "1sdh"],
  "interior-handle": [
    "Address inside a buffer",
    /GetBufferHandle wants the very address that the command brought/,
    "2411",
  ],
  "double-completion": [
    "Completed twice",
    /a command that GetCommand returned and that is not completed yet/,
    "4bfo",
  ],
  "completion-order": ["Completed out of order", /commands may be completed in any order/, "80xj"],
  "disk-full": ["Disk is full", /nothing more can be stored/, "4db9, 66hz"],
  "io-error": [
    "I/O error, then ClearError",
    /ClearError is withheld until everything that was out is completed/,
    "66hz, 0pte, 1mg4",
  ],
  "server-abort": ["Server aborts", /After an abort blocked calls return VD_E_ABORT/, "50oe, 60vo"],
  "server-crash": ["Server crashes", /dies without Close is found/, "50oe, 1ess"],
  "client-timeout": [
    "Client is too slow",
    /aborts when requests wait and none was completed for more than two intervals/,
    "5pke",
  ],
};

interface Row {
  readonly fault: FaultKind;
  readonly mode: JobSpec["handoff"];
  readonly at: keyof typeof points;
  /** What the window tells, in this order, others between them. */
  readonly tells: readonly RegExp[];
  /** Chips of codes. */
  readonly codes: readonly RegExp[];
  /** The run survives. */
  readonly isSurvived?: boolean;
}

const cleared = /The server sent ClearError, the client completed it/;
const gone = /The run failed; nothing of it was left behind/;
const survived = /The run went on to its end, and the server confirmed it/;
const completedBadly = (sequence: number): RegExp =>
  new RegExp(`Command ${sequence} was completed with an error: device 1 is in IO-ERROR`);

const refusedHandle = (sequence: number): Pick<Row, "tells" | "codes"> => ({
  tells: [/MapBufferHandle refused handle [0-9A-F]{8}/, completedBadly(sequence), cleared, gone],
  codes: [/^VD_E_INVALID 0x80770006/, /^ERROR_INVALID_HANDLE 6/],
});
const failedMedium = (sequence: number, code: RegExp): Pick<Row, "tells" | "codes"> => ({
  tells: [/The medium of secondary 1 failed/, completedBadly(sequence), cleared, gone],
  codes: [code],
});

const rows: readonly Row[] = [
  { fault: "bad-handle", mode: "ring", at: "held", ...refusedHandle(1) },
  { fault: "foreign-handle", mode: "ring", at: "command", ...refusedHandle(7) },
  {
    fault: "interior-handle",
    mode: "ring",
    at: "next",
    tells: [/GetBufferHandle refused the address/, completedBadly(2), cleared, gone],
    codes: [/^VD_E_INVALID 0x80770006/, /^ERROR_INVALID_HANDLE 6/],
  },
  {
    fault: "double-completion",
    mode: "ring",
    at: "held",
    tells: [/Command 1 was completed\./, /The second CompleteCommand was refused/, survived],
    codes: [/^VD_E_INVALID 0x80770006/],
    isSurvived: true,
  },
  {
    fault: "completion-order",
    mode: "ring",
    at: "command",
    tells: [/Command \d+ was completed before command \d+/, survived],
    codes: [],
    isSurvived: true,
  },
  {
    fault: "disk-full",
    mode: "ring",
    at: "breakpoint",
    ...failedMedium(5, /^ERROR_DISK_FULL 112/),
  },
  { fault: "media-error", mode: "ring", at: "next", ...failedMedium(2, /^ERROR_WRITE_FAULT 29/) },
  {
    fault: "io-error",
    mode: "ring",
    at: "breakpoint",
    ...failedMedium(5, /^ERROR_IO_DEVICE 1117/),
  },
  {
    fault: "secondary-crash",
    mode: "ring",
    at: "held",
    tells: [/Secondary 1 is gone/, /A new secondary 1 took over/, survived],
    codes: [],
    isSurvived: true,
  },
  {
    fault: "secondary-hang",
    mode: "ring",
    at: "breakpoint",
    tells: [/Secondary 1 is gone/, /A new secondary 1 took over/, survived],
    codes: [],
    isSurvived: true,
  },
  {
    fault: "server-abort",
    mode: "ring",
    at: "held",
    tells: [/The set was aborted: GetCommand returned to device 1/, gone],
    codes: [/^3204 16/, /^VD_E_ABORT 0x80770004/],
  },
  {
    fault: "server-crash",
    mode: "ring",
    at: "held",
    tells: [/The set was aborted: GetCommand returned to device 1/, gone],
    codes: [/^VD_E_ABORT 0x80770004/],
  },
  {
    fault: "client-timeout",
    mode: "ring",
    at: "held",
    tells: [/The set was aborted: GetCommand returned to device 1/, gone],
    codes: [/^VD_E_ABORT 0x80770004/],
  },
  { fault: "bad-handle", mode: "port", at: "breakpoint", ...refusedHandle(5) },
  {
    fault: "io-error",
    mode: "port",
    at: "held",
    // Message-port mode fails the lease in the primary: no medium is asked.
    tells: [completedBadly(1), cleared, gone],
    codes: [/^ERROR_IO_DEVICE 1117/],
  },
  {
    fault: "double-completion",
    mode: "port",
    at: "command",
    tells: [/Command 7 was completed\./, /The second CompleteCommand was refused/, survived],
    codes: [/^VD_E_INVALID 0x80770006/],
    isSurvived: true,
  },
];

test("every fault that can be injected is in the table", () => {
  expect([...new Set(rows.map(({ fault }) => fault))].toSorted()).toEqual(
    injectableFaults.toSorted(),
  );
});

test("each injected fault: the strike, what followed, and the rule that it shows", async ({
  launch,
  folder,
}) => {
  const launched = await launch({ env: { HANDOFF_LEASE_DEADLINE_MS: "400" } });
  const calls = await WindowCalls.of(launched);
  for (const [index, row] of rows.entries()) {
    const target = path.join(folder, `${index}.bak`);
    await test.step(`${row.fault}, ${row.mode}, ${row.at}`, () =>
      strikeBy(launched.page, calls, { row, target }));
    // Nothing bears a finished backup's name that is none, and nothing unfinished stays.
    expect(fs.existsSync(target)).toBe(row.isSurvived ?? false);
    expect(fs.existsSync(`${target}.partial`)).toBe(false);
  }
  expect(launched.complaints).toEqual([]);
});

interface Attempt {
  readonly row: Row;
  readonly target: string;
}

async function strikeBy(page: Page, calls: WindowCalls, { row, target }: Attempt): Promise<void> {
  const { fault, at, isSurvived = false } = row;
  const run = await SteppedRun.start(page, calls, jobOf(row, target));
  if (at === "breakpoint")
    await run.addBreakpoint(async (form) => {
      await form.getByLabel("nth command of the set", { exact: true }).fill("5");
    });
  await inject(run, row);
  await page.keyboard.press("F5");
  if (at === "breakpoint") {
    await run.standing(({ held }) => held.some(({ breakpoint }) => breakpoint === 1));
    await expectHeld(page, "received");
    await page.keyboard.press("F5");
  }
  const { result, strikes } = await run.ended();
  expect(result?.ok).toBe(isSurvived);
  expect(strikes).toHaveLength(1);
  expect(strikes?.[0]).toMatchObject({ fault, device: 0, sequence: points[at].sequence });
  await expectTold(page, row, strikes?.[0]);
  await run.close();
}

function jobOf({ fault, mode }: Row, target: string): JobSpec {
  return {
    ...jobDefaults,
    kind: "backup",
    source: { kind: "generate", bytes: 4 * mebibyte, seed: 7, entropy: 0.3 },
    targets: [target],
    codec: { kind: "none" },
    transferSize: 65_536,
    handoff: mode,
    // Only a server that loses patience ends what a client never completes.
    serverTimeout: fault === "client-timeout" ? 500 : 0,
  };
}

async function inject(run: SteppedRun, { fault, at }: Row): Promise<void> {
  const { page } = run;
  const [name, rule] = words[fault];
  await run.button("Inject a fault…").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name, exact: true }).check();
  await expect(dialog.getByText(rule)).toBeVisible();
  await dialog.getByRole("radio", { name: points[at].label, exact: true }).check();
  if (at === "command")
    await dialog.getByRole("spinbutton", { name: "nth command of the set" }).fill("7");
  await dialog.getByRole("button", { name: "Inject", exact: true }).click();
  await expect(dialog).toBeHidden();
}

/** The window shows what the run's record says followed, with its codes, and the rule. */
async function expectTold(page: Page, row: Row, strike: Strike | undefined): Promise<void> {
  const { fault, tells, codes } = row;
  const [name, rule, pages] = words[fault];
  const told = page.getByRole("region", { name: "Injected faults" });
  await expect(told.getByRole("heading", { level: 3 })).toContainText(name, {
    timeout: runMsMax,
  });
  const lines = await told.getByRole("listitem").allInnerTexts();
  expect(lines).toHaveLength(strike?.aftermath.length ?? 0);
  const places = tells.map((each) => lines.findIndex((line) => each.test(line)));
  expect(places, lines.join("\n")).not.toContain(-1);
  expect(places, lines.join("\n")).toEqual(places.toSorted((a, b) => a - b));
  for (const code of codes)
    await expect(told.getByRole("button", { name: code }).first()).toBeVisible();
  await expect(told.getByText(rule)).toBeVisible();
  await expect(told.getByText(`VDI specification, ${pages}`)).toBeVisible();
}
