/**
 * The table of methods against real processes: every method in every state, called with what its form begins with,
 * answers as the table says beforehand.
 */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { expectedCode, nameOfAnswer } from "../../electron/contract/lab/legality.ts";
import {
  clientStates,
  labMethods,
  methodsOf,
  serverStates,
  type LabMethodId,
} from "../../electron/contract/lab/methods.ts";
import { contextOf, initialValues } from "../../electron/contract/lab/offers.ts";
import type { LabScalar } from "../../electron/contract/lab/values.ts";
import { NodeHost } from "../../electron/host/node-host.ts";
import { LabSession } from "../../electron/jobs/lab/lab-session.ts";

type State = (typeof serverStates)[number];

const session = new LabSession(new NodeHost(), {
  onView: () => undefined,
  onEntry: () => undefined,
});

beforeEach(() => session.open());
afterEach(() => session.end());

async function call(
  process: string,
  method: LabMethodId,
  values: Record<string, LabScalar> = {},
): Promise<string> {
  const given = { ...initialValues(method, process, session.entries), ...values };
  const { number, ended } = session.begin(process, method, given);
  await ended;
  const entry = session.entry(number);
  if (entry?.kind !== "call" || entry.hr === null) throw new Error(`${method} has no code`);
  return nameOfAnswer(method, entry.hr);
}

/** How far the two sides are brought before the state is reached, in order. */
const ways: Readonly<Record<"client" | "server", Readonly<Record<State, number>>>> = {
  client: {
    DoesNotExist: 0,
    Connected: 0,
    Configurable: 5,
    Initializing: 6,
    Active: 8,
    NormallyTerminated: 8,
    AbnormallyTerminated: 8,
  },
  server: {
    DoesNotExist: 1,
    Connected: 2,
    Configurable: 3,
    Initializing: 7,
    Active: 8,
    NormallyTerminated: 8,
    AbnormallyTerminated: 8,
  },
};

const steps: readonly (() => Promise<unknown>)[] = [
  () => call("primary", "client.CreateEx"),
  () => call("server", "server.Open"),
  () => call("server", "server.BeginConfiguration"),
  () => call("server", "server.RequestBuffers"),
  () => call("server", "server.EndConfiguration"),
  () => call("primary", "client.GetConfiguration"),
  () => call("server", "server.AllocateBuffer"),
  reachActive,
];

/** Brings both sides to where the wanted side is in the wanted state; a Write is held, a Flush waits. */
async function reach(half: "client" | "server", state: State): Promise<void> {
  for (const process of ["server", "primary"] as const) {
    const side = process === "server" ? "server" : "client";
    await call(process, `${side}.SignalAbort`);
    await call(process, `${side}.Close`);
  }
  for (const step of steps.slice(0, ways[half][state])) await step();
  if (state === "NormallyTerminated") await terminate();
  if (state === "AbnormallyTerminated" && half === "client")
    await call("server", "server.SignalAbort");
  if (state === "AbnormallyTerminated" && half === "server")
    await call("primary", "client.SignalAbort");
}

async function terminate(): Promise<void> {
  await call("server", "server.CloseDevice");
  expect(await call("primary", "client.CompleteCommand")).toBe("NOERROR");
  expect(await call("primary", "client.GetCommand")).toBe("NOERROR"); // the Flush
  expect(await call("primary", "client.CompleteCommand", { bytes: 0 })).toBe("NOERROR");
  expect(await call("primary", "client.GetCommand")).toBe("VD_E_CLOSE");
}

async function reachActive(): Promise<void> {
  await call("server", "server.OpenDevice");
  await session.begin("server", "server.ExecuteCompletionAgent", {}).entered;
  await call("primary", "client.OpenDevice");
  const written = await call("server", "server.SendCommand");
  expect(written).toBe("NOERROR");
  await call("server", "server.AllocateBuffer");
  await call("server", "server.SendCommand", { commandCode: 12, size: 0, buffer: "0x0" });
  await call("primary", "client.GetCommand");
  await call("primary", "client.GetBufferHandle");
}

async function expectAnswer(process: "server" | "primary", id: LabMethodId): Promise<void> {
  await session.look();
  const view = session.view();
  const found = view.processes.find((one) => one.id === process);
  if (found === undefined) throw new Error("The process is gone.");
  const expected = expectedCode(id, contextOf(found, view));
  if (id === "server.ExecuteCompletionAgent" && expected === "NOERROR") {
    await call("server", "server.OpenDevice");
    const { number, entered, ended } = session.begin("server", id, {});
    await entered;
    await call("primary", "client.SignalAbort");
    await ended;
    expect(session.entry(number)).toMatchObject({ hr: 0 });
    return;
  }
  if (expected === null) {
    expect(labMethods[id].object).toBe("device");
    await expect(call(process, id)).rejects.toThrow("no code");
    return;
  }
  expect(`${id} ${await call(process, id)}`).toBe(`${id} ${expected}`);
}

describe.each(serverStates)("the server in state %s", (state) => {
  test("answers every method as the table says", async () => {
    for (const id of methodsOf("server")) {
      await reach("server", state);
      await expectAnswer("server", id);
    }
  });
});

describe.each(clientStates)("the primary in state %s", (state) => {
  test("answers every method as the table says", async () => {
    for (const id of methodsOf("client")) {
      await reach("client", state);
      await expectAnswer("primary", id);
    }
  });
});
