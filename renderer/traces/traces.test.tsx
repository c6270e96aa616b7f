import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import type { OpenTrace } from "../../electron/contract/trace-calls.ts";
import { traceStages, type TraceFigures } from "../../electron/contract/trace-figures.ts";
import { eventBytes } from "../../electron/contract/trace-event.ts";
import { salesSpec } from "../dev/samples.ts";
import { ScriptedMain } from "../dev/scripted-main.ts";
import { renderApp } from "../test/render-app.tsx";
import { foldEvents } from "../test/fold-events.ts";
import { TraceModel } from "../timeline/trace-model.ts";
import { CommandList } from "./command-order.ts";
import { shownTrace } from "./trace-actions.ts";

afterEach(cleanup);

const trace: OpenTrace = {
  traceId: "trace-1",
  info: {
    path: "/home/ana/night.vditrace",
    bytes: 30_000,
    header: {
      type: "header",
      runId: "11111111-2222",
      database: "SalesDW",
      spec: salesSpec,
      startedAtMs: Date.parse("2026-11-22T14:24:13Z"),
      startedAtNs: 1,
      deviceNames: ["a", "b", "c"],
      files: ["/backup/a"],
      eventBytes,
      program: "Handoff 0.1.0",
    },
    set: null,
    peeks: [],
    processes: [
      {
        role: "secondary",
        index: 0,
        pid: 7,
        devices: [0],
        state: "ended",
        restarts: 0,
        fromMs: 0,
        untilMs: 5,
      },
      {
        role: "secondary",
        index: 0,
        pid: 8,
        devices: [0],
        state: "running",
        restarts: 1,
        fromMs: 5,
        untilMs: 9,
      },
    ],
    messages: [{ atMs: 3, number: 3271, severity: 16, text: "A write failed.", device: 0 }],
    notes: [],
    limitBytes: null,
    end: null,
    events: 16,
    damage: { at: 29_000, kind: "torn" },
  },
};

const figures: TraceFigures = {
  commands: 2,
  unfinished: 1,
  failed: 0,
  errors: 0,
  bytes: 65_536,
  seconds: 1.5,
  rate: 43_690,
  commandRate: 1,
  stages: traceStages.map((stage) => ({
    stage,
    commands: 2,
    meanNs: 1,
    p50Ns: 12_000,
    p99Ns: 20_000,
    p999Ns: 20_000,
    maxNs: 20_000,
  })),
  slowest: [],
};

/** Received and completed of commands 1..n of device 1, each longer than the one before. */
function batchOf(count: number): ArrayBuffer {
  const batch = new ArrayBuffer(2 * count * eventBytes);
  const view = new DataView(batch);
  for (let i = 0; i < 2 * count; i += 1) {
    const sequence = 1 + (i >> 1);
    const isEnd = i % 2 === 1;
    const ns = 1e9 + sequence * 1e6 + (isEnd ? sequence * 1000 : 0);
    view.setBigUint64(i * eventBytes, BigInt(ns), true);
    view.setUint32(i * eventBytes + 24, sequence, true);
    view.setUint32(i * eventBytes + 32, 65_536, true);
    view.setUint32(i * eventBytes + 36, isEnd ? 0 : 2, true);
    view.setUint8(i * eventBytes + 40, isEnd ? 7 : 2);
  }
  return batch;
}

function filled(): ScriptedMain {
  const main = new ScriptedMain();
  main.traces.files.set(trace.info.path, trace);
  main.traces.batches = [foldEvents(batchOf(2))];
  main.traces.figures = figures;
  return main;
}

describe("a trace file", () => {
  it("that was named is opened, read and told", async () => {
    const path = `/open-trace/${encodeURIComponent(trace.info.path)}`;
    const rendered = await renderApp(filled(), path);
    await screen.findByRole("heading", { level: 1, name: "night" });
    expect(rendered.path()).toBe("/trace/trace-1");
    expect(screen.getByText(/ends in the middle of a block at byte 29,000/)).toBeTruthy();
    await screen.findByRole("region", { name: "Where the time went" });
    expect(screen.getByText("1 without completion")).toBeTruthy();
    fireEvent.click(screen.getByRole("radio", { name: "Processes" }));
    expect(screen.getByText(/replacement 1/)).toBeTruthy();
    fireEvent.click(screen.getByRole("radio", { name: "Messages" }));
    expect(screen.getByText("A write failed.")).toBeTruthy();
    fireEvent.click(screen.getByRole("radio", { name: "Configuration" }));
    expect(screen.getByText(/handoff backup --replay/)).toBeTruthy();
  });

  it("whose figures cannot be counted says why, and one without commands says that", async () => {
    const main = filled();
    main.traces.open.push({ ...trace, info: { ...trace.info, events: 0 } });
    main.traces.batches = [];
    main.traces.figures = null;
    await renderApp(main, "/trace/trace-1");
    await screen.findByText("The figures cannot be counted");
    for (const view of ["Timeline", "Commands"]) {
      fireEvent.click(screen.getByRole("radio", { name: view }));
      expect(screen.getByText("The trace holds no completed command.")).toBeTruthy();
    }
  });

  it("takes a time that is typed with Enter, and not before", async () => {
    const main = filled();
    main.traces.open.push(trace);
    await renderApp(main, "/trace/trace-1");
    await screen.findByRole("region", { name: "Where the time went" });
    fireEvent.click(screen.getByRole("radio", { name: "Timeline" }));
    const from = screen.getByRole<HTMLInputElement>("spinbutton", { name: "From, ms" });
    const user = userEvent.setup();
    await user.clear(from);
    await user.type(from, "0.5");
    expect(from.value).toBe("0.5");
    await user.keyboard("{Enter}");
    expect(from.value).toBe("0.500");
    await user.clear(from);
    await user.keyboard("{Escape}");
    expect(from.value).toBe("0.500");
  });

  it("is exported from its menu, and from the palette's commands", async () => {
    const main = filled();
    main.traces.open.push(trace);
    await renderApp(main, "/trace/trace-1");
    fireEvent.click(await screen.findByRole("button", { name: "Export" }));
    fireEvent.click(screen.getByRole("menuitem", { name: "CSV, commands" }));
    await screen.findByText("Saved: /home/ana/csv");
    main.request("saveTrace");
    await screen.findByText("Saved: /home/ana/save");
    main.request("exportTrace:perfetto");
    await waitFor(() => expect(main.traces.written).toEqual(["csv", "save", "perfetto"]));
  });

  it("that is none says so and leads to the list", async () => {
    const rendered = await renderApp(filled(), "/open-trace/%2Fno");
    await screen.findByText(/The trace \/no does not exist/);
    expect(rendered.path()).toBe("/traces");
    await screen.findByText("No traces yet");
  });

  it("is opened by the system's request, whatever page is shown", async () => {
    const main = filled();
    const rendered = await renderApp(main, "/settings");
    main.request("openTrace", trace.info.path);
    await waitFor(() => expect(rendered.path()).toBe("/trace/trace-1"));
  });
});

describe("the list of traces", () => {
  it("names what can be opened, and lets two be compared", async () => {
    const main = filled();
    const other = { ...trace, traceId: "trace-2", info: { ...trace.info, path: "/b.vditrace" } };
    main.traces.files.set("/b.vditrace", other);
    main.traces.known = [trace, other].map(({ info }) => ({
      path: info.path,
      isRecorded: false,
      bytes: info.bytes,
      header: info.header,
      outcome: null,
      events: info.events,
      problem: null,
    }));
    const rendered = await renderApp(main, "/traces");
    const boxes = await screen.findAllByRole("checkbox");
    const compare = screen.getByRole("button", { name: "Compare" });
    expect(compare.getAttribute("aria-disabled")).toBe("true");
    for (const box of boxes) fireEvent.click(box);
    main.traces.comparison = {
      a: figures,
      b: figures,
      matched: 2,
      onlyA: 0,
      onlyB: 0,
      changed: 0,
      slower: 1,
      faster: 0,
      differenceNs: { p1: -5, p50: 0, p99: 9_000 },
      throughput: { stepNs: 1e6, a: [1, 2], b: [2, 1] },
      byCommand: { step: 1, a: [1, 2], b: [2, 1] },
      regressions: [],
      improvements: [],
    };
    fireEvent.click(compare);
    await waitFor(() => expect(rendered.path()).toBe("/compare-traces/trace-1/trace-2"));
    await screen.findByText("1 slower in B, 0 faster");
    fireEvent.keyDown(window, { key: "t" });
    expect(
      within(await screen.findByRole("region", { name: /Throughput/ })).getAllByRole("row"),
    ).toHaveLength(3);
  });
});

describe("commands of a trace", () => {
  it("are listed in order of time, or the slowest first", () => {
    const model = new TraceModel(1);
    model.takeFolded(foldEvents(batchOf(5)));
    const sequences = (order: "time" | "slowest"): (number | undefined)[] => {
      const list = new CommandList(model, order);
      return Array.from({ length: list.count }, (_, place) => {
        const kept = list.at(place);
        return kept?.columns.sequence[kept.row];
      });
    };
    expect(sequences("time")).toEqual([1, 2, 3, 4, 5]);
    expect(sequences("slowest")).toEqual([5, 4, 3, 2, 1]);
    // The begin of the first is lost, with a damaged block.
    model.devices[0]?.columns.times.fill(
      0,
      8 * model.devices[0].rowOf(1),
      8 * model.devices[0].rowOf(1) + 2,
    );
    expect(sequences("slowest")).toEqual([5, 4, 3, 2, 1]);
  });

  it("belong to the trace or run that the path shows", () => {
    expect(shownTrace("/trace/trace-3")).toEqual({ kind: "trace", traceId: "trace-3" });
    expect(shownTrace("/run/a%20b")).toEqual({ kind: "run", runId: "a b" });
    expect(shownTrace("/traces")).toBeNull();
  });
});
