/**
 * `--bench=timeline`: the app's own window opens the trace that HANDOFF_BENCH_TRACE names, zooms, pans and scrolls
 * through it as a user would, and counts frames. The rows go as JSON to the file that HANDOFF_BENCH_RESULTS names.
 */
import fs from "node:fs";
import { app, type BrowserWindow } from "electron";
import { z } from "zod";
import { figure, limited, reaching, type BenchRow } from "../jobs/bench/row.ts";

const size = { width: 1440, height: 900 };
/** Real time of a frame that counts as smooth: 30 a second. */
const framesMin = 30;
const openSecondsMax = 3;

const measuredSchema = z.object({
  openMs: z.number(),
  commands: z.number(),
  zoomMs: z.array(z.number()).min(10),
  panMs: z.array(z.number()).min(10),
  listMs: z.number(),
  rows: z.number(),
  scrollMs: z.number(),
});
type Measured = z.infer<typeof measuredSchema>;

export async function benchTimeline(window: BrowserWindow): Promise<void> {
  const trace = process.env["HANDOFF_BENCH_TRACE"] ?? "";
  const results = process.env["HANDOFF_BENCH_RESULTS"] ?? "";
  if (trace === "" || results === "")
    throw new Error("HANDOFF_BENCH_TRACE or HANDOFF_BENCH_RESULTS names no file.");
  const { webContents } = window;
  window.setSize(size.width, size.height);
  if (webContents.isLoading())
    await new Promise<void>((resolve) => {
      webContents.once("did-finish-load", () => resolve());
    });
  const answer: unknown = await webContents.executeJavaScript(
    `(${program})(${JSON.stringify(trace)})`,
  );
  const rows = rowsOf(measuredSchema.parse(answer));
  for (const { name, value, unit } of rows)
    process.stderr.write(`${name}: ${value.toPrecision(4)} ${unit}\n`);
  fs.writeFileSync(results, JSON.stringify(rows));
  app.exit(0);
}

function rowsOf(measured: Measured): BenchRow[] {
  const { openMs, commands, zoomMs, panMs, listMs, rows, scrollMs } = measured;
  const seconds = { name: `timeline, ${commands} commands opened`, unit: "s" };
  const frames = (name: string, times: readonly number[]): BenchRow[] => {
    const sorted = [...times].sort((a, b) => b - a);
    const slowest = sorted.slice(0, Math.ceil(sorted.length / 10));
    return [
      reaching({ name: `timeline, ${name}`, value: 1_000 / mean(times), unit: "fps" }, framesMin),
      reaching(
        { name: `timeline, ${name}, slowest tenth`, value: 1_000 / mean(slowest), unit: "fps" },
        framesMin,
      ),
    ];
  };
  return [
    limited({ ...seconds, value: openMs / 1_000 }, openSecondsMax),
    ...frames("zoom", zoomMs),
    ...frames("pan", panMs),
    figure({ name: "timeline, list of commands opened", value: listMs / 1_000, unit: "s" }),
    figure({
      name: "timeline, list of commands scrolled",
      value: (1_000 * rows) / scrollMs,
      unit: "rows/s",
    }),
  ];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * What the page does, as text: this process has no page's types. A frame is from one
 * requestAnimationFrame to the next, by the clock; each does one step of the wheel, or one page of the list, so that every
 * frame is a new picture.
 */
const program = `async (file) => {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const until = async (find) => {
    for (;;) {
      const found = find();
      if (found) return found;
      await frame();
    }
  };
  const view = (number) => document.querySelector(".trace-bar [role=radio]:nth-child(" + number + ")");
  await until(() => document.querySelector("main h1"));
  await new Promise((resolve) => setTimeout(resolve, 2000));

  const begunMs = performance.now();
  location.hash = "/open-trace/" + encodeURIComponent(file);
  (await until(() => view(2))).click();
  await until(() => document.querySelector("[data-whole=true] .timeline-canvas canvas"));
  await frame();
  await frame();
  const openMs = performance.now() - begunMs;
  const commands = Number(document.querySelector("[data-commands]").dataset.commands);
  await until(() => view(1)); // figures of the whole file are counted meanwhile: not what is measured
  await new Promise((resolve) => setTimeout(resolve, 4000));

  const canvas = document.querySelector(".timeline-canvas canvas");
  const box = canvas.getBoundingClientRect();
  const wheel = (deltaY, shiftKey) => canvas.dispatchEvent(new WheelEvent("wheel", {
    deltaY, shiftKey, bubbles: true, cancelable: true,
    clientX: box.left + box.width * 0.4, clientY: box.top + 40,
  }));
  const frames = async (count, act) => {
    const times = [];
    await frame();
    let before = performance.now();
    for (let at = 0; at < count; at++) {
      act(at);
      await frame();
      const now = performance.now();
      times.push(now - before);
      before = now;
    }
    return times;
  };
  const span = () => [...document.querySelectorAll(".timeline-head .timeline-moment input")].map((field) => field.value).join();
  const shown = new Set();
  const zoomMs = await frames(300, (at) => { wheel(at % 150 < 75 ? -60 : 60, false); shown.add(span()); });
  if (shown.size < 50) throw new Error("The wheel zoomed only " + shown.size + " times.");
  await frames(20, () => wheel(-80, false));
  const panMs = await frames(300, (at) => wheel(at % 150 < 75 ? 60 : -60, true));

  const listBegunMs = performance.now();
  view(3).click();
  const list = await until(() => document.querySelector(".recorded-scroll .recorded-row") && document.querySelector(".recorded-scroll"));
  await frame();
  const listMs = performance.now() - listBegunMs;
  const seen = new Set();
  const scrollBegunMs = performance.now();
  while (performance.now() - scrollBegunMs < 4000) {
    const top = list.getBoundingClientRect();
    for (const row of list.querySelectorAll(".recorded-row")) {
      const place = row.getBoundingClientRect();
      if (place.top >= top.top - 1 && place.bottom <= top.bottom + 1) seen.add(row.getAttribute("aria-rowindex"));
    }
    list.scrollTop += Math.floor(list.clientHeight / 26) * 26;
    await frame();
  }
  const scrollMs = performance.now() - scrollBegunMs;
  return { openMs, commands, zoomMs, panMs, listMs, rows: seen.size, scrollMs };
}`;
