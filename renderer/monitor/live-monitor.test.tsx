import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { AppContext } from "../app-context.ts";
import { createApp, type App } from "../app.ts";
import { createBridge } from "../bridge.ts";
import { ScriptedMain } from "../dev/scripted-main.ts";
import { useStore } from "zustand";
import { SimulatedRun, type RunPlan } from "./dev/simulated-run.ts";
import { LiveMonitor } from "./live-monitor.tsx";

/** The simulated page has no layout: give elements the size that diagram and lists need; the chart has no canvas. */
const layout: Readonly<Record<string, (element: HTMLElement) => number>> = {
  clientWidth: () => 1_200,
  clientHeight: (element) => (element.classList.contains("chart-box") ? 0 : 300),
};
const before = new Map<string, PropertyDescriptor | undefined>();

beforeEach(() => {
  (
    window as unknown as {
      happyDOM: { setViewport: (size: { width: number; height: number }) => void };
    }
  ).happyDOM.setViewport({ width: 1_440, height: 900 });
  for (const [name, value] of Object.entries(layout)) {
    before.set(name, Object.getOwnPropertyDescriptor(HTMLElement.prototype, name));
    const get = function (this: HTMLElement): number {
      return value(this);
    };
    Object.defineProperty(HTMLElement.prototype, name, { configurable: true, get });
  }
});

afterEach(() => {
  cleanup();
  for (const [name, descriptor] of before) {
    if (descriptor === undefined) Reflect.deleteProperty(HTMLElement.prototype, name);
    else Object.defineProperty(HTMLElement.prototype, name, descriptor);
  }
});

interface Shown {
  readonly app: App;
  readonly main: ScriptedMain;
  readonly simulated: SimulatedRun;
  /** Lets the run go on, and the page draw it. */
  readonly pass: (ms: number) => Promise<void>;
}

function Page(): React.JSX.Element | null {
  return null;
}

function Shell({ app }: { readonly app: App }): React.JSX.Element {
  const run = useStore(app.runs, (state) => state.byId["simulated"]);
  return (
    <AppContext value={app}>{run === undefined ? <Page /> : <LiveMonitor run={run} />}</AppContext>
  );
}

async function show(plan: Partial<RunPlan> = {}, language: "en" | "pt-BR" = "en"): Promise<Shown> {
  const main = new ScriptedMain();
  main.settings = { ...main.settings, language };
  const simulated = new SimulatedRun({ commandsPerSecond: 300, ...plan });
  main.openRuns = [simulated.run];
  let frames: (() => void)[] = [];
  const app = await createApp(
    createBridge(main.connect(), () => ""),
    { request: (callback) => frames.push(callback) },
  );
  render(<Shell app={app} />);
  const pass = async (ms: number): Promise<void> => {
    for (let done = 0; done < ms; done += 20) main.sendTrace("simulated", simulated.advance(20), 1);
    main.report(simulated.run);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await act(async () => {
      const due = frames;
      frames = [];
      for (const frame of due) frame();
      await Promise.resolve();
    });
  };
  return { app, main, simulated, pass };
}

test("shows phase, figures, processes with their pids, and asks main for the run's trace", async () => {
  const { main, pass } = await show();
  await pass(600);
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Writing data");
  expect(screen.getByText("Data").closest("li")?.getAttribute("aria-current")).toBe("step");
  expect(screen.getByText("pid 41872")).toBeTruthy();
  expect(screen.getByText("41889")).toBeTruthy();
  expect(main.callsOf("watch")).toContainEqual({ runId: "simulated" });
});

test("stops asking for the trace when it is left", async () => {
  const { main, pass } = await show();
  await pass(100);
  cleanup();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(main.callsOf("watch").at(-1)).toEqual({ runId: null });
});

test("the selected buffer's address in each process is in sight, and differs", async () => {
  const { simulated, pass } = await show();
  await pass(900);
  const chips = [...document.querySelectorAll(".address-chip:not(.unmapped)")].map(
    (chip) => chip.lastElementChild?.textContent,
  );
  expect(new Set(chips).size).toBe(3);
  const selected = document.querySelector(".tile.selected");
  const buffer = Number(selected?.getAttribute("data-buffer"));
  expect(chips[0]).toBe(`0x${simulated.trace.addressOf(0, buffer).toString(16)}`);
  expect(chips[1]).toBe(`0x${simulated.trace.addressOf(1, buffer).toString(16)}`);
});

test("choosing a tile selects its buffer in tile, name and list", async () => {
  const { pass } = await show();
  await pass(900);
  fireEvent.click(screen.getByRole("button", { name: /^Buffer\s+005/ }));
  expect(document.querySelector(".tile.selected")?.getAttribute("data-buffer")).toBe("5");
  expect(document.querySelector(".buffer-name")?.textContent).toContain("005");
});

test("owners in the legend add up to the tiles", async () => {
  const { pass } = await show();
  await pass(700);
  const counts = [...document.querySelectorAll(".owner-legend b")].map((count) =>
    Number(count.textContent),
  );
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(24);
  const free = document.querySelectorAll(".tile-strip .own-free").length;
  expect(
    document.querySelector(".owner-legend .sign-free")?.parentElement?.lastChild?.textContent,
  ).toBe(String(free));
});

test("Space freezes the picture while the run goes on, and lets it go again", async () => {
  const { simulated, pass } = await show();
  await pass(600);
  const firstSequence = (): string =>
    document.querySelector(".command-row:not(.head)")?.textContent ?? "";
  fireEvent.keyDown(document.body, { key: " " });
  const frozen = firstSequence();
  await pass(2_400);
  expect(firstSequence()).toBe(frozen);
  expect(screen.getByText(/^Frozen, [12] s behind$/)).toBeTruthy();
  expect(simulated.trace.completed[0]).toBeGreaterThan(200);
  fireEvent.keyDown(document.body, { key: " " });
  expect(firstSequence()).not.toBe(frozen);
});

test("T shows tables in place of pictures, with all buffers counted", async () => {
  const { pass } = await show();
  await pass(700);
  fireEvent.keyDown(document.body, { key: "t" });
  expect(screen.getByRole("table", { name: "Devices" })).toBeTruthy();
  expect(screen.getByRole("table", { name: "Throughput" })).toBeTruthy();
  expect(screen.getByRole("grid", { name: "Buffers" }).getAttribute("aria-rowcount")).toBe("25");
  fireEvent.keyDown(document.body, { key: "t" });
  expect(screen.queryByRole("table", { name: "Devices" })).toBeNull();
});

test("Abort asks through the window's one question and does nothing by itself", async () => {
  const { app, main, pass } = await show();
  await pass(100);
  fireEvent.click(screen.getByRole("button", { name: "Abort" }));
  expect(app.ui.getState().abortAsked).toBe("simulated");
  expect(main.callsOf("abortRun")).toEqual([]);
});

test("the filter keeps what matches and says how many; Escape ends it", async () => {
  const { app, pass } = await show({ commandsPerSecond: 30 });
  await pass(1_500);
  act(() => app.ui.getState().actions.filter?.run());
  const field = screen.getByRole("combobox", { name: "Filter" });
  fireEvent.change(field, { target: { value: "d3" } });
  const devices = [...document.querySelectorAll(".command-row:not(.head)")].map(
    (row) => row.children[1]?.textContent,
  );
  expect(devices.length).toBeGreaterThan(3);
  expect(new Set(devices)).toEqual(new Set(["3"]));
  expect(screen.getByText(/of \d+ match$/)).toBeTruthy();
  fireEvent.change(field, { target: { value: "flush" } });
  expect(screen.getByText("No command matches")).toBeTruthy();
  fireEvent.keyDown(field, { key: "Escape" });
  expect(screen.queryByRole("combobox", { name: "Filter" })).toBeNull();
});

test("a list that is held stands still; following it again shows the newest", async () => {
  const { pass } = await show();
  await pass(700);
  fireEvent.click(screen.getByRole("button", { name: "Following" }));
  const held = document.querySelector(".command-row:not(.head)")?.textContent;
  await pass(700);
  expect(document.querySelector(".command-row:not(.head)")?.textContent).toBe(held);
  fireEvent.click(screen.getByRole("button", { name: "Held" }));
  expect(document.querySelector(".command-row:not(.head)")?.textContent).not.toBe(held);
});

test("says what comes before the first command", async () => {
  const { pass } = await show();
  await pass(0);
  expect(screen.getByText("No commands yet")).toBeTruthy();
});

test("a restore says so in every place", async () => {
  const { pass } = await show({ direction: "read" });
  await pass(700);
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Reading data");
  expect(screen.getByText("Given to server")).toBeTruthy();
  expect(screen.queryByText("Publish")).toBeNull();
});

test("speaks Portuguese, and keeps protocol names", async () => {
  const { pass } = await show({}, "pt-BR");
  await pass(700);
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Gravando dados");
  expect(screen.getByText("GetBufferHandle")).toBeTruthy();
});

test("64 devices on 16 secondaries are 16 rows that sum their devices", async () => {
  const { pass } = await show({ devices: 64, secondaries: 16, buffers: 128 });
  await pass(300);
  expect(document.querySelectorAll(".secondary-box")).toHaveLength(16);
  expect(document.querySelectorAll(".medium")).toHaveLength(16);
  expect(screen.getAllByText("4 devices")).toHaveLength(16);
});

test("progress is announced every ten percent, and a failed device at once", async () => {
  const { simulated, pass } = await show();
  await pass(100);
  expect(screen.getByRole("status").textContent).toBe("");
  const further = simulated.run.devices.map((device) => ({
    ...device,
    plainBytes: (device.expectedBytes ?? 0) * 0.71,
  }));
  simulated.run = { ...simulated.run, devices: further };
  await pass(0);
  expect(screen.getByRole("status").textContent).toMatch(/^70%, \d+:\d\d left/);
  const devices = simulated.run.devices.map((device) =>
    device.index === 1 ? { ...device, state: "failed" as const } : device,
  );
  simulated.run = { ...simulated.run, elapsedMs: simulated.run.elapsedMs + 300, devices };
  await pass(0);
  expect(screen.getByRole("alert").textContent).toBe("Device 2 failed");
});
