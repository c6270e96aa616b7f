import { cleanup, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";
import type { LabProcess } from "../../electron/contract/lab/calls.ts";
import { labScripts } from "../../electron/contract/lab/scripts.ts";
import type { LabCallEntry } from "../../electron/contract/lab/transcript.ts";
import { ScriptedMain } from "../dev/scripted-main.ts";
import { renderApp } from "../test/render-app.tsx";
import { reduceLab, nothingYet } from "./use-lab.ts";
import { textOf, valueOf } from "./value-field.tsx";

afterEach(cleanup);

function process(id: "server" | "primary", state: string): LabProcess {
  return {
    id,
    role: id,
    pid: id === "server" ? 41 : 42,
    ended: null,
    insight: {
      state,
      hasAgent: false,
      deviceCount: 1,
      devices: [],
      buffers: [],
      held: [],
      addresses: [],
    },
  };
}

function call(number: number, part: Partial<LabCallEntry>): LabCallEntry {
  return {
    kind: "call",
    number,
    process: "primary",
    method: "client.CreateEx",
    startedMs: number,
    endedMs: number + 1,
    endedAfter: number,
    step: null,
    difference: null,
    values: {},
    arguments: { instance: "", name: "LAB", deviceCount: 1 },
    hr: 0,
    results: {},
    completion: null,
    problem: null,
    ...part,
  };
}

function labMain(): ScriptedMain {
  const main = new ScriptedMain();
  main.lab.view = {
    ...main.lab.view,
    processes: [process("server", "DoesNotExist"), process("primary", "Configurable")],
  };
  return main;
}

test("offers what is legal, says what the rest will answer, and calls by hand", async () => {
  const main = labMain();
  await renderApp(main, "/lab");
  const primary = within(await screen.findByRole("region", { name: "Primary" }));
  expect(primary.getByRole("button", { name: /^CreateEx.*PROTOCOL/ })).toBeTruthy();
  expect(primary.getByRole("button", { name: /^GetCommand.*not opened here/ })).toBeTruthy();
  await userEvent.click(primary.getByRole("button", { name: /^GetConfiguration/ }));
  const timeout = primary.getByLabelText("timeout");
  await userEvent.clear(timeout);
  expect(primary.getByText("not a value of this kind")).toBeTruthy();
  await userEvent.type(timeout, "INFINITE{Enter}");
  expect(main.callsOf("labCall")).toEqual([
    {
      process: "primary",
      method: "client.GetConfiguration",
      values: { timeout: 4_294_967_295 },
    },
  ]);
});

test("puts the ring on the script's next call, and steps by it", async () => {
  const main = labMain();
  const next = labScripts[0]?.steps[2] ?? null;
  main.lab.view = {
    ...main.lab.view,
    script: {
      id: "backup",
      name: "",
      done: 2,
      count: 24,
      next,
      isRunning: false,
      differences: [],
    },
  };
  main.lab.entries = [
    call(1, { step: 1 }),
    call(2, {
      step: 2,
      method: "client.GetConfiguration",
      hr: -2_139_684_861,
      difference: { field: "HRESULT", expected: "NOERROR", got: "VD_E_TIMEOUT" },
    }),
  ];
  await renderApp(main, "/lab");
  const server = within(await screen.findByRole("region", { name: "Server" }));
  expect(server.getByText("next in the script")).toBeTruthy();
  expect(screen.getByText("HRESULT: VD_E_TIMEOUT instead of NOERROR")).toBeTruthy();
  await userEvent.click(server.getByRole("button", { name: "Call" }));
  expect(main.callsOf("labStep")).toHaveLength(1);
  await userEvent.keyboard("{F10}{F5}");
  expect(main.callsOf("labStep")).toHaveLength(2);
  expect(main.callsOf("labRun")).toHaveLength(1);
});

test("entries replace those of their number; a lab without processes has none", () => {
  const { view } = labMain().lab;
  const one = reduceLab(nothingYet, { kind: "snapshot", view, entries: [call(1, { hr: null })] });
  const ended = reduceLab(one, { kind: "entry", entry: call(1, {}) });
  expect(ended.entries).toEqual([call(1, {})]);
  const closed = reduceLab(ended, { kind: "view", view: { ...view, isOpen: false } });
  expect(closed.entries).toEqual([]);
});

test("a field's text and its value are each other's", () => {
  const handle = { name: "handle", kind: "handle", initial: 0 } as const;
  expect(textOf(handle, 0x5ab8_100d)).toBe("5A·B81·00D");
  expect(valueOf(handle, "5A·B81·00D")).toBe(0x5ab8_100d);
  expect(valueOf(handle, "0x5AB8100D")).toBe(0x5ab8_100d);
  expect(valueOf({ name: "buffer", kind: "address", initial: "0x0" }, "7fa1")).toBeNull();
  expect(valueOf({ name: "timeout", kind: "timeout", initial: 0 }, "")).toBeNull();
});
