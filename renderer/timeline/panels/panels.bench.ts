/**
 * What the panels cost for a million commands on 8 devices, all turns together. Run with
 * `npx vitest bench --run renderer/timeline/panels`.
 */
import { bench, describe } from "vitest";
import { everyField, parseFilter } from "../../filter/parse.ts";
import { CommandColumns, stageCount } from "../../trace/command-columns.ts";
import { heatMapOf } from "./heat.ts";
import { firstInOrder } from "./order.ts";
import { type Parts, pick } from "./pick.ts";
import type { CommandsSource, DeviceCommands } from "./source.ts";
import { areaFigures } from "./statistics.ts";

const devices = 8;
const perDevice = 131_072;
const everyNs = 50_000;

function deviceOf(device: number): DeviceCommands {
  const columns = new CommandColumns(perDevice);
  let random = device + 1;
  for (let row = 0; row < perDevice; row++) {
    columns.begin(row, device, row + 1);
    columns.commandCode[row] = 2;
    columns.size[row] = 65_536;
    columns.secondary[row] = device % 4;
    let atNs = (row + 1) * everyNs;
    for (let at = 0; at < stageCount; at++) {
      random = (random * 48_271) % 0x7fff_ffff;
      columns.times[row * stageCount + at] = atNs;
      atNs += random % 300_000;
    }
  }
  const clamp = (ordinal: number): number => Math.max(0, Math.min(perDevice, ordinal));
  return {
    columns,
    oldest: 0,
    end: perDevice,
    rowOf: (ordinal) => ordinal & (perDevice - 1),
    startOf: (ordinal) => columns.startOf(ordinal & (perDevice - 1)),
    between: (fromNs, toNs) => ({
      from: clamp(Math.ceil(fromNs / everyNs) - 1),
      to: clamp(Math.ceil(toNs / everyNs) - 1),
    }),
  };
}

const source: CommandsSource = {
  devices: Array.from({ length: devices }, (_, device) => deviceOf(device)),
  firstNs: everyNs,
  lastNs: (perDevice + 1) * everyNs,
};
const span = { fromNs: everyNs, toNs: (perDevice + 1) * everyNs };
const parsed = parseFilter("cmd == write && dev == 2 && latency > 1ms || move > 250us", everyField);
const filter = parsed.ok ? parsed.filter : null;

function run<T>(work: Parts<T>): T {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

const all = run(pick(source, span, null));
const nothing = run(pick(source, span, null, false));

describe("a million commands", () => {
  bench("filter", () => void run(pick(source, null, filter)));
  bench("figures of the area", () => void run(areaFigures(source, all, nothing, span)));
  bench("the 1,000 slowest", () => {
    run(firstInOrder(source, all, { by: "latency", isDescending: true }, 1_000));
  });
  bench(
    "heat map",
    () => void run(heatMapOf(source, all, span, { stage: "total", slicesMax: 96 })),
  );
});
