/**
 * Every way to hold commands and to let them go, in both modes: used in the window, judged by what the native side
 * recorded. One run a mode goes through all of them.
 */
import path from "node:path";
import type { JobSpec } from "../electron/contract/job.ts";
import { holdStages, type HeldCommand, type HoldStage } from "../electron/contract/step.ts";
import { eventKind } from "../electron/contract/trace-event.ts";
import { vdCommand } from "../electron/contract/vdi.ts";
import { expect, test } from "./lib/app.ts";
import { generatedBackup, mebibyte } from "./lib/jobs.ts";
import { doneHeading, expectHeading } from "./lib/pages.ts";
import {
  eventsOf,
  expectHeld,
  stageNames,
  SteppedRun,
  type ExportedEvent,
} from "./lib/stepping.ts";
import { WindowCalls } from "./lib/window-calls.ts";

type Mode = JobSpec["handoff"];

const transferSize = 262_144;
/** Breakpoint number in the trace of where "run to" stops. */
const targetNumber = 11;
/** The slider's notch for `slowSpeed` commands per second. */
const slowNotch = 9;
const slowSpeed = 60;

/** A command as its events tell it. */
interface Look {
  readonly device: number;
  readonly command: number;
  readonly size: number;
  /** -1: none. */
  readonly position: number;
  /** From mapped to moved; null where that was not without a stop. */
  readonly moveUs: number | null;
}

/** A stop that was asked for. */
interface Stop {
  readonly name: string;
  readonly stage: HoldStage;
  /** In the trace. */
  readonly number: number;
  /** null: the trace does not tell. */
  readonly meets: (look: Look) => boolean | null;
  readonly at: HeldCommand;
}

const covers =
  (position: number, until = Number.MAX_SAFE_INTEGER) =>
  (look: Look) =>
    look.position >= 0 && look.position + look.size > position && look.position < until;

for (const mode of ["ring", "port"] as const) {
  test(`every stage, every target, slow motion and every kind of breakpoint (${mode})`, async ({
    launch,
    folder,
  }) => {
    const launched = await launch();
    const { page, complaints } = launched;
    const trace = path.join(folder, "run.handoff-trace");
    const run = await SteppedRun.start(
      page,
      await WindowCalls.of(launched),
      spec(mode, trace, folder),
    );

    for (const stage of holdStages) await run.holdAt(stage);
    const slow = await goSlowly(run);
    const stops = await runToTargets(run);
    for (const kind of kinds(mode)) stops.push(await stopAtBreakpoint(run, kind));
    stops.push(await runToFlush(run), await stopAtBreakpoint(run, lastKind));
    await page.keyboard.press("F5");
    await expectHeading(page, doneHeading);

    const events = eventsOf(trace);
    for (const stage of holdStages)
      expect(heldIn(events).map(({ code }) => code)).toContain(eventKind[stage]);
    expectPaced(events, slow);
    let from = slow.untilNs;
    for (const stop of stops) from = expectStop(events, stop, from);
    expect(complaints).toEqual([]);
  });
}

function spec(mode: Mode, trace: string, folder: string): JobSpec {
  const generated = generatedBackup(folder, { bytes: 64 * mebibyte + 65_536, devices: 2 });
  return { ...generated, transferSize, buffers: 4, trace, handoff: mode };
}

interface Slow {
  readonly fromNs: number;
  readonly untilNs: number;
}

const nowNs = (): number => Number(process.hrtime.bigint());

/** By the slider, by keys, until three further commands were received. */
async function goSlowly(run: SteppedRun): Promise<Slow> {
  const { page } = run;
  const newest = ({ held }: { held: readonly HeldCommand[] }): number =>
    Math.max(...held.map(({ sequence }) => sequence));
  const before = newest(await run.standing(() => true));
  const fromNs = nowNs();
  const slider = page.getByRole("slider", { name: "Slow motion" });
  await slider.focus();
  for (let i = 0; i < slowNotch; i += 1) await slider.press("ArrowRight");
  await expect(page.getByText(`Slow motion, ${slowSpeed} commands per second`)).toBeVisible();
  await run.standing((state) => newest(state) >= before + 3);
  await page.keyboard.press("F10");
  await run.standing(
    ({ mode, commandsPerSecond }) => mode === "paused" && commandsPerSecond === null,
  );
  return { fromNs, untilNs: nowNs() };
}

/** The next command, then a byte; the next stage is in step.spec.ts. */
async function runToTargets(run: SteppedRun): Promise<Stop[]> {
  const { page } = run;
  const command = await runTo(run, "next command", { isIt: () => true, meets: () => true }, () =>
    run.button("Next command").click(),
  );
  const position = 8 * mebibyte;
  const isThere = (held: HeldCommand): boolean => held.position + held.size > position;
  const byte = await runTo(run, "byte", { isIt: isThere, meets: covers(position) }, async () => {
    await page.getByRole("textbox", { name: /^Runs until a command covers/ }).fill("8 MiB");
    await page.keyboard.press("Enter");
  });
  return [command, byte];
}

function runToFlush(run: SteppedRun): Promise<Stop> {
  const isIt = ({ command }: { command: number }): boolean => command === vdCommand.VDC_Flush;
  return runTo(run, "Flush", { isIt, meets: isIt }, () => run.button("Next Flush").click());
}

interface Target {
  readonly isIt: (held: HeldCommand) => boolean;
  readonly meets: Stop["meets"];
}

/** Where it stops is a command that was not there before. */
async function runTo(
  run: SteppedRun,
  name: string,
  { isIt, meets }: Target,
  act: () => Promise<void>,
): Promise<Stop> {
  const before = await run.standing(() => true);
  const known = before.held.find(({ isTarget }) => isTarget);
  const isNew = (held: HeldCommand): boolean =>
    held.isTarget && (known === undefined || keyOf(held) !== keyOf(known));
  await act();
  const { held } = await run.standing((state) => state.target === null && state.held.some(isNew));
  const at = held.find(isNew);
  if (at === undefined) throw new Error(`${name} stopped nothing.`);
  expect(isIt(at), `${name} is what was asked for`).toBe(true);
  await expectHeld(run.page, "received");
  return { name, stage: "received", number: targetNumber, meets, at };
}

interface Kind {
  readonly name: string;
  readonly stage: HoldStage;
  /** What is written into the form's fields. */
  readonly fields: Readonly<Record<string, string>>;
  readonly meets: Stop["meets"];
}

/** In the order in which a run comes to them. */
function kinds(mode: Mode): Kind[] {
  const slowerUs = 5;
  return [
    {
      name: "device",
      stage: "received",
      fields: { Device: "Device 2" },
      meets: ({ device }) => device === 2,
    },
    {
      name: "latency",
      stage: "moved",
      fields: { "Stage takes at least, µs": String(slowerUs) },
      // Message-port mode measures the ways of the messages too: it surely stops what was slow without them.
      meets: ({ moveUs }) =>
        moveUs === null ? null : moveUs >= slowerUs || (mode === "ring" ? false : null),
    },
    {
      name: "position",
      stage: "received",
      fields: { "Position, bytes: from": "16 MiB", "Position, bytes: to": "17 MiB" },
      meets: covers(16 * mebibyte, 17 * mebibyte),
    },
    {
      name: "size",
      stage: "handleTaken",
      fields: { "Size, bytes: to": "128 KiB" },
      meets: ({ size }) => size <= 131_072,
    },
  ];
}

/** Met after everything else. */
const lastKind: Kind = {
  name: "command",
  stage: "received",
  fields: { Command: "VDC_Complete" },
  meets: ({ command }) => command === vdCommand.VDC_Complete,
};

/** A breakpoint of one kind of condition; completion codes need a fault and are in step-faults.spec.ts. */
async function stopAtBreakpoint(
  run: SteppedRun,
  { name, stage, fields, meets }: Kind,
): Promise<Stop> {
  const { breakpoints } = await run.standing(() => true);
  await run.addBreakpoint(async (form) => {
    if (stage !== "received") {
      await form.getByRole("checkbox", { name: stageNames[stage] }).check();
      await form.getByRole("checkbox", { name: stageNames.received }).uncheck();
    }
    for (const [label, value] of Object.entries(fields)) {
      const field = form.getByLabel(label, { exact: true });
      const isChoice = (await field.evaluate((element) => element.tagName)) === "SELECT";
      if (isChoice) await field.selectOption({ label: value });
      else await field.fill(value);
    }
  });
  const number = breakpoints.length + 1;
  const at = await run.runToBreakpoint(number);
  await expectHeld(run.page, stage);
  return { name, stage, number, meets, at };
}

// ---- what the trace says

const keyOf = ({ device, sequence }: { device: number; sequence: number }): string =>
  `${device}:${sequence}`;

const heldIn = (events: readonly ExportedEvent[]): ExportedEvent[] =>
  events.filter(({ event }) => event === "held");

/**
 * The stop is in the trace, its command meets what was asked, and none that went by before does: those that all
 * others' stop held count as not gone by.
 *
 * @returns when it was
 */
function expectStop(events: readonly ExportedEvent[], stop: Stop, fromNs: number): number {
  const { name, stage, number, meets, at } = stop;
  const key = keyOf({ device: at.device + 1, sequence: at.sequence });
  const kind = eventKind[stage];
  const held = heldIn(events).filter(({ code, timeNs }) => code === kind && timeNs > fromNs);
  const stopped = held.find((each) => keyOf(each) === key && each.size === number);
  expect(stopped, `${name} is in the trace`).toBeDefined();
  const untilNs = stopped?.timeNs ?? 0;
  const heldKeys = new Set(held.map((each) => keyOf(each)));
  const wentBy = events.filter(
    ({ event, timeNs }) => event === stage && timeNs > fromNs && timeNs < untilNs,
  );
  const missed = wentBy.filter(
    (each) => !heldKeys.has(keyOf(each)) && meets(lookOf(events, keyOf(each))) === true,
  );
  expect(missed.map(keyOf), `${name}: met before and not stopped`).toEqual([]);
  expect(meets(lookOf(events, key)), `${name} stopped what it meets`).not.toBe(false);
  return untilNs;
}

function lookOf(events: readonly ExportedEvent[], key: string): Look {
  const own = events.filter((event) => keyOf(event) === key);
  const of = (kind: string): ExportedEvent | undefined => own.find(({ event }) => event === kind);
  const [received, mapped, moved] = [of("received"), of("mapped"), of("moved")];
  const wasStopped = own.some(({ event, code }) => event === "held" && code === eventKind.mapped);
  const isMeasured = mapped !== undefined && moved !== undefined && !wasStopped;
  return {
    device: received?.device ?? 0,
    command: received?.code ?? 0,
    size: received?.size ?? 0,
    position: received?.position ?? -1,
    moveUs: isMeasured ? (moved.timeNs - mapped.timeNs) / 1000 : null,
  };
}

/** In slow motion every stage of a command is a stop, and the nth go comes no earlier than the pace allows. */
function expectPaced(events: readonly ExportedEvent[], { fromNs, untilNs }: Slow): void {
  const paceNs = 1e9 / (slowSpeed * holdStages.length);
  const isStop = ({ event }: ExportedEvent): boolean => event === "held" || event === "completed";
  const byCommand = new Map<string, ExportedEvent[]>();
  for (const event of events.filter(isStop))
    byCommand.set(keyOf(event), [...(byCommand.get(keyOf(event)) ?? []), event]);
  // A command that was held went on by its next stop, or by its completion.
  const goneNs = [...byCommand.values()]
    .flatMap((own) => own.slice(1).map(({ timeNs }) => timeNs))
    .filter((timeNs) => timeNs > fromNs && timeNs < untilNs)
    .sort((a, b) => a - b);
  expect(goneNs.length).toBeGreaterThanOrEqual(holdStages.length);
  goneNs.forEach((timeNs, index) => expect(timeNs - fromNs).toBeGreaterThanOrEqual(index * paceNs));
  // Writes that came and went in it: a Flush has no handle to take.
  const came = events.filter(
    ({ event, code, timeNs }) =>
      event === "received" && code === vdCommand.VDC_Write && timeNs > fromNs && timeNs < untilNs,
  );
  const whole = came
    .map((each) => byCommand.get(keyOf(each)) ?? [])
    .filter((own) => own.at(-1)?.event === "completed" && (own.at(-1)?.timeNs ?? 0) < untilNs);
  expect(whole.length).toBeGreaterThanOrEqual(1);
  for (const own of whole)
    expect(own.slice(0, -1).map(({ code }) => code)).toEqual(
      holdStages.map((each) => eventKind[each]),
    );
}
