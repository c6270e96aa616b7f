import { expect, test } from "vitest";
import type { DeviceState, Run } from "../../electron/contract/run.ts";
import { createFormat } from "../format.ts";
import { ThroughputSeries, pointsMax } from "../trace/throughput-series.ts";
import { takePicture } from "../trace/picture.ts";
import { TraceState } from "../trace/trace-state.ts";
import { wordsOf } from "../words/words.ts";
import { cellsOf, type DeviceCells } from "./cells.ts";
import { SimulatedRun } from "./dev/simulated-run.ts";
import { deviceShare, deviceStatus } from "./device-status.ts";
import { marginText } from "./figures.tsx";
import { parseFilter } from "../filter/parse.ts";
import { filterRows, isSlow, listFields, measure, scaleOf } from "./list-model.ts";
import { modelOf, roundStep } from "./throughput-model.ts";
import { rowAt } from "../trace/command-row.ts";

const words = wordsOf("en");
const format = createFormat("en", "UTC");

function fixture(
  change: Partial<DeviceState> = {},
  more: Partial<Run> = {},
): { run: Run; device: DeviceState; cells: DeviceCells[] } {
  const { run } = new SimulatedRun();
  const [first] = run.devices;
  if (first === undefined) throw new Error("a simulated run has devices");
  const device: DeviceState = {
    ...first,
    commands: 9,
    rate: 546 * 2 ** 20,
    secondsLeft: 93,
    ...change,
  };
  const cells = run.devices.map(() => ({ server: [], primary: [], waiting: [], held: [] }));
  return { run: { ...run, ...more }, device, cells };
}

test("a device that works shows its rate and what is left", () => {
  const { run, device, cells } = fixture();
  expect(deviceStatus(device, { run, cells, words, format })).toEqual({
    text: "546 MiB/s, 1:33 left",
    tone: "normal",
  });
});

test("a device without commands waits for the one that has commands out", () => {
  const { run, device, cells } = fixture({ idleMs: 2_000 });
  cells[2]?.held.push(4, 5);
  expect(deviceStatus(device, { run, cells, words, format })).toEqual({
    text: "waits for device 3",
    tone: "waiting",
  });
});

test("when no device has commands, a long silence is a warning", () => {
  const { run, device, cells } = fixture({ idleMs: 41_500 });
  expect(deviceStatus(device, { run, cells, words, format })).toEqual({
    text: "no command for 41 s",
    tone: "warn",
  });
});

test("silence after the data is normal", () => {
  const { run, device, cells } = fixture({ idleMs: 41_500 }, { phase: "verdict" });
  expect(deviceStatus(device, { run, cells, words, format }).tone).toBe("normal");
});

test("a full disk is told from the server's message", () => {
  const text = 'Write on "x" failed: 112(There is not enough space on the disk.)';
  const message = { atMs: 1, number: 3202, severity: 16, text, device: 0 };
  const { run, device, cells } = fixture({ state: "failed" }, { messages: [message] });
  expect(deviceStatus(device, { run, cells, words, format })).toEqual({
    text: "disk full",
    tone: "error",
  });
  expect(deviceStatus(device, { run: { ...run, messages: [] }, cells, words, format }).text).toBe(
    "failed",
  );
});

test("no bar is full before its device is synced", () => {
  const { device } = fixture({ plainBytes: 100, expectedBytes: 100 });
  expect(deviceShare(device)).toBeLessThan(1);
  expect(deviceShare({ ...device, state: "synced" })).toBe(1);
  expect(deviceShare({ ...device, expectedBytes: null })).toBeNull();
});

test("cells hold each buffer that is out exactly once", () => {
  const simulated = new SimulatedRun();
  const state = new TraceState(3);
  for (let i = 0; i < 30; i++) state.fold(simulated.advance(20), 1);
  const picture = takePicture(state, 1);
  const all = cellsOf(picture, 3).flatMap((cell) => [
    ...cell.server,
    ...cell.primary,
    ...cell.waiting,
    ...cell.held,
  ]);
  expect(new Set(all).size).toBe(all.length);
  const out = picture.holder.filter((held) => held >= 1 && held <= 4).length;
  expect(all.length).toBe(out);
});

test("the series keeps the last minute and reads oldest first", () => {
  const { run } = new SimulatedRun();
  const series = new ThroughputSeries(run);
  expect(series.count).toBe(pointsMax);
  const later = {
    ...run,
    elapsedMs: run.elapsedMs + 250,
    devices: run.devices.map((device) => ({ ...device, plainBytes: device.plainBytes + 1_000 })),
  };
  expect(series.push(later)).toBe(true);
  expect(series.push({ ...later, elapsedMs: later.elapsedMs + 50 })).toBe(false);
  const points = new Float64Array(pointsMax);
  series.read(0, points);
  expect(points.at(-1)).toBe(4_000);
});

test("a pause of the reports is spread over the time that it took", () => {
  const { run } = new SimulatedRun();
  const series = new ThroughputSeries({ ...run, history: { stepMs: 250, perDevice: [] } });
  const later = {
    ...run,
    elapsedMs: run.elapsedMs + 1_000,
    devices: run.devices.map((device) => ({ ...device, plainBytes: device.plainBytes + 1_000 })),
  };
  series.push(later);
  expect(series.count).toBe(4);
  const points = new Float64Array(pointsMax);
  series.read(1, points);
  expect([...points.slice(-4)]).toEqual([1_000, 1_000, 1_000, 1_000]);
});

test("the chart stacks devices and ends in rounded steps above the highest value", () => {
  const { run } = new SimulatedRun();
  const model = modelOf(new ThroughputSeries(run));
  const [, first, second, third] = model.data;
  expect(model.unit).toBe("GiB/s");
  expect(model.top).toBe(2);
  expect(
    (third?.at(-1) ?? 0) > (second?.at(-1) ?? 0) && (second?.at(-1) ?? 0) > (first?.at(-1) ?? 0),
  ).toBe(true);
  expect(third?.at(-1)).toBeCloseTo(model.now / 2 ** 30);
});

test("steps are 1, 2, 2.5 or 5 times a power of ten", () => {
  expect([0, 0.03, 0.21, 1.1, 3, 42].map(roundStep)).toEqual([1, 0.05, 0.25, 2, 5, 50]);
});

test("the list is filtered by the language that the timeline has, and by words alone", () => {
  const simulated = new SimulatedRun({ devices: 3, commandsPerSecond: 40 });
  const state = new TraceState(3);
  for (let i = 0; i < 100; i++) state.fold(simulated.advance(20), 1);
  const picture = takePicture(state, 1);
  const rowsOf = (text: string): number[] => {
    const result = parseFilter(text, listFields);
    if (!result.ok || result.filter === null) throw new Error(`"${text}" filters nothing`);
    return [...filterRows(picture, result.filter)];
  };
  const found = rowsOf("WRITE d2").map((nth) => rowAt(picture, nth));
  expect(found.length).toBeGreaterThan(5);
  expect(found.every((row) => row.device === 1)).toBe(true);
  expect(rowsOf("flush")).toHaveLength(0);
  const open = rowsOf("state != completed").map((nth) => rowAt(picture, nth));
  expect(open.length).toBeGreaterThan(0);
  expect(open.every(({ totalMs }) => totalMs === null)).toBe(true);
  expect(rowsOf("seq >= 0")).toHaveLength(picture.rows.length);
  expect(parseFilter("at > 5ms", listFields)).toMatchObject({ error: { problem: "notHere" } });
});

test("a stage is slow against what is usual, never for being a few microseconds", () => {
  expect(isSlow(null, 1)).toBe(false);
  expect(isSlow(90, 1)).toBe(false);
  expect(isSlow(2_940, 230)).toBe(true);
  expect(isSlow(400, 230)).toBe(false);
});

test("the bar's scale stays while it fits", () => {
  const measures = { ...measure(takePicture(new TraceState(1), 1)), medianMs: 2.1 };
  expect(scaleOf(measures, 0)).toBe(5);
  expect(scaleOf({ ...measures, medianMs: 1.1 }, 5)).toBe(5);
  expect(scaleOf({ ...measures, medianMs: 0.2 }, 5)).toBe(0.5);
  expect(scaleOf({ ...measures, medianMs: 20 }, 5)).toBe(50);
});

test("margins are seconds, or minutes from two on", () => {
  expect([0.2, 5.4, 119, 190].map(marginText)).toEqual(["1 s", "5 s", "119 s", "3:10"]);
});
