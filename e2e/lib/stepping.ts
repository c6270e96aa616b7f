/** The step bar in a user's hands, beside what the native side says and wrote down of it. */
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { expect, type Locator, type Page } from "@playwright/test";
import type { JobSpec } from "../../electron/contract/job.ts";
import type { Run } from "../../electron/contract/run.ts";
import type { ControlState, HeldCommand, HoldStage } from "../../electron/contract/step.ts";
import { repository } from "./app.ts";
import { runMsMax } from "./pages.ts";
import type { WindowCalls } from "./window-calls.ts";

/** Long enough on a busy machine. */
const standingMsMax = 60_000;
const askMs = 30;

/** How the window calls the stages, in English. */
export const stageNames: Readonly<Record<HoldStage, string>> = {
  received: "received",
  handleTaken: "handle taken",
  leased: "leased",
  mapped: "mapped",
  moved: "moved",
  completed: "completed",
};

export async function expectHeld(page: Page, stage: HoldStage): Promise<void> {
  await expect(page.getByText(`Held at: ${stageNames[stage]}`, { exact: true })).toBeVisible({
    timeout: 60_000,
  });
}

/** A line of a trace's export. Devices count from 1. */
export interface ExportedEvent {
  readonly timeNs: number;
  readonly event: string;
  readonly device: number;
  readonly sequence: number;
  readonly position: number | null;
  readonly size: number;
  readonly code: number;
}

/** What the native side recorded, by the command line's export, in order of time. */
export function eventsOf(trace: string): ExportedEvent[] {
  const file = `${trace}.ndjson`;
  const cli = path.join(repository, "dist/cli.cjs");
  execFileSync(process.execPath, [cli, "trace", trace, "--export", "ndjson", "--to", file]);
  const lines = fs.readFileSync(file, "utf8").trim().split("\n").slice(1);
  const events = lines.map((line) => JSON.parse(line) as ExportedEvent);
  return events.sort((a, b) => a.timeNs - b.timeNs);
}

/** One run in the step bar. */
export class SteppedRun {
  readonly page: Page;
  readonly runId: string;
  readonly #calls: WindowCalls;

  private constructor(page: Page, calls: WindowCalls, runId: string) {
    this.page = page;
    this.#calls = calls;
    this.runId = runId;
  }

  /** Starts a job with its first command held, and shows it. */
  static async start(page: Page, calls: WindowCalls, spec: JobSpec): Promise<SteppedRun> {
    const { runId } = await calls.call("startRun", { spec: { ...spec, startHeld: true } });
    const run = new SteppedRun(page, calls, runId);
    const devices = spec.kind === "backup" ? spec.targets.length : spec.media.length;
    await page.evaluate((id) => (location.hash = `#/run/${id}`), runId);
    await run.standing(({ held }) => held.length === devices);
    await expectHeld(page, "received");
    return run;
  }

  button(name: string | RegExp): Locator {
    return this.page
      .getByRole("region", { name: "Step and slow motion" })
      .getByRole("button", { name });
  }

  /** Waits until the native side stands as asked. */
  async standing(isSo: (state: ControlState) => boolean): Promise<ControlState> {
    const untilMs = performance.now() + standingMsMax;
    for (;;) {
      const state = await this.#calls.call("controlState", { runId: this.runId });
      if (state !== null && isSo(state)) return state;
      if (performance.now() > untilMs) throw new Error(`It stands so: ${JSON.stringify(state)}`);
      await this.page.waitForTimeout(askMs);
    }
  }

  async holdAt(stage: HoldStage): Promise<ControlState> {
    await this.page
      .getByRole("combobox", { name: "Hold at" })
      .selectOption({ label: stageNames[stage] });
    const state = await this.standing(
      ({ held, stages }) =>
        stages.length === 1 && held.length > 0 && held.every((each) => each.stage === stage),
    );
    await expectHeld(this.page, stage);
    return state;
  }

  /** Adds a breakpoint that stops once. */
  async addBreakpoint(fill: (form: Locator) => Promise<void>): Promise<void> {
    await this.button(/^Breakpoints/).click();
    const dialog = this.page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Add breakpoint" }).click();
    await fill(dialog);
    await dialog.getByRole("switch", { name: "Once" }).click();
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.getByRole("button", { name: "Close" }).click();
  }

  /** Lets all go until a breakpoint stops a command. */
  async runToBreakpoint(id: number): Promise<HeldCommand> {
    await this.page.keyboard.press("F5");
    const state = await this.standing(({ held }) => held.some((each) => each.breakpoint === id));
    await expect(
      this.page.getByRole("combobox", { name: "Command that the next step moves" }),
    ).toContainText(`stopped by breakpoint ${id}`);
    const stopped = state.held.find((each) => each.breakpoint === id);
    if (stopped === undefined) throw new Error(`Breakpoint ${id} stopped nothing.`);
    return stopped;
  }

  /** The run as it ended. */
  async ended(): Promise<Run> {
    let run: Run | undefined;
    await expect
      .poll(
        async () => {
          const runs = await this.#calls.call("openRuns", {});
          run = runs.find((each) => each.runId === this.runId);
          return run?.result ?? null;
        },
        { timeout: runMsMax },
      )
      .not.toBeNull();
    if (run === undefined) throw new Error("The run is not open.");
    return run;
  }

  async close(): Promise<void> {
    await this.#calls.call("closeRun", { runId: this.runId });
  }
}
