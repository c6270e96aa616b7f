import { afterEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { FaultError } from "../contract/fault.ts";
import { contractVersion } from "../contract/version.ts";
import { Channel } from "./channel.ts";
import { memoryPortPair } from "./memory-port.ts";
import type { Port } from "./port.ts";
import { nothing, type Handlers } from "./tables.ts";

const calls = {
  double: { input: z.object({ n: z.number() }), output: z.object({ n: z.number() }) },
  wait: { input: z.object({}), output: z.object({}) },
  fail: { input: z.object({ how: z.string() }), output: z.object({}) },
  strange: { input: z.object({}), output: z.object({ anything: z.unknown() }) },
  big: { input: z.object({ address: z.bigint() }), output: z.object({ address: z.bigint() }) },
} as const;
const events = { ticked: z.object({ count: z.number() }) } as const;

const asking = { calls, serves: nothing, sends: nothing, hears: events } as const;
const serving = { calls: nothing, serves: calls, sends: events, hears: nothing } as const;

const handlers: Handlers<typeof calls> = {
  double: ({ n }) => ({ n: n * 2 }),
  wait: () => new Promise(() => undefined),
  fail: ({ how }) => {
    if (how === "fault") throw new FaultError("TARGET_EXISTS", { file: "/a" });
    throw new Error("the disk is gone");
  },
  strange: () => ({ anything: () => 1 }),
  big: ({ address }) => ({ address: address + 1n }),
};

const opened: Channel<never>[] = [];
const keep = <T>(channel: T): T => {
  opened.push(channel as Channel<never>);
  return channel;
};
afterEach(() => {
  for (const channel of opened.splice(0)) channel.close();
});

const ask = (port: Port) =>
  keep(new Channel(port, { tables: asking, handlers: {}, role: "main", pid: 1 }));
const serve = (port: Port, own: Partial<Handlers<typeof calls>> = {}) =>
  keep(
    new Channel(port, {
      tables: serving,
      handlers: { ...handlers, ...own },
      role: "server",
      pid: 2,
    }),
  );

function pair(own: Partial<Handlers<typeof calls>> = {}) {
  const [left, right] = memoryPortPair();
  return { client: ask(left), server: serve(right, own) };
}

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => "answered",
    (error: unknown) => (error as FaultError).code,
  );

describe("a call", () => {
  test("is answered with parsed data, bigint included", async () => {
    const { client } = pair();
    expect(await client.call("double", { n: 21 })).toEqual({ n: 42 });
    expect(await client.call("big", { address: 2n ** 62n })).toEqual({ address: 2n ** 62n + 1n });
  });

  test("answers find their own call, whatever their order", async () => {
    const waiting: (() => void)[] = [];
    const { client } = pair({
      double: ({ n }) => new Promise((resolve) => waiting.push(() => resolve({ n }))),
    });
    const answers = [1, 2, 3].map((n) => client.call("double", { n }));
    await vi.waitFor(() => expect(waiting).toHaveLength(3));
    for (const answer of waiting.reverse()) answer();
    expect(await Promise.all(answers)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  });

  test("that fails gives code and parameters, never a stack", async () => {
    const { client } = pair();
    const error = await client.call("fail", { how: "fault" }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "TARGET_EXISTS", parameters: { file: "/a" }, exit: 2 });
    const plain = await client.call("fail", { how: "error" }).catch((caught: unknown) => caught);
    expect(plain).toMatchObject({ code: "UNEXPECTED", parameters: { reason: "the disk is gone" } });
  });

  test("with wrong input names the place and not the value", async () => {
    const { client } = pair();
    const error = (await client
      .call("double", { n: "secret" as never })
      .catch((caught: unknown) => caught)) as FaultError;
    expect(error).toMatchObject({
      code: "CONTRACT_INVALID",
      parameters: { call: "double", path: "n" },
    });
    expect(error.message).not.toContain("secret");
  });

  test("whose handler answers something else is refused by the caller", async () => {
    const { client } = pair({ double: () => ({ n: "x" }) as never });
    expect(await codeOf(client.call("double", { n: 1 }))).toBe("CONTRACT_INVALID");
  });

  test("whose answer cannot be cloned becomes a fault, and the channel goes on", async () => {
    const { client } = pair();
    const error = await client.call("strange", {}).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      code: "CONTRACT_INVALID",
      parameters: { path: "the answer cannot be cloned" },
    });
    expect(await client.call("double", { n: 1 })).toEqual({ n: 2 });
  });

  test("whose input cannot be cloned is rejected at once", async () => {
    const { client } = pair();
    expect(await codeOf(client.call("strange", { f: () => 1 } as never))).toBe("CONTRACT_INVALID");
  });

  test("is late after its deadline and its answer is dropped", async () => {
    let answer = (): void => undefined;
    const { client } = pair({ wait: () => new Promise((resolve) => (answer = () => resolve({}))) });
    expect(await codeOf(client.call("wait", {}, { deadlineMs: 10 }))).toBe("CALL_LATE");
    answer();
    expect(await client.call("double", { n: 4 })).toEqual({ n: 8 });
  });

  test("can be withdrawn; the handler learns it", async () => {
    const cancelled = vi.fn();
    const { client } = pair({
      wait: (_input, context) => new Promise(() => context.onCancel(cancelled)),
    });
    const abort = new AbortController();
    const answer = codeOf(client.call("wait", {}, { cancel: abort.signal }));
    await client.call("double", { n: 1 });
    abort.abort();
    expect(await answer).toBe("CALL_CANCELLED");
    await vi.waitFor(() => expect(cancelled).toHaveBeenCalledOnce());
    expect(await codeOf(client.call("wait", {}, { cancel: abort.signal }))).toBe("CALL_CANCELLED");
  });
});

describe("the end of a channel", () => {
  test("rejects all that waits and all that comes later", async () => {
    const { client, server } = pair();
    const waiting = [codeOf(client.call("wait", {})), codeOf(client.call("wait", {}))];
    await client.call("double", { n: 1 });
    server.close();
    expect(await Promise.all(waiting)).toEqual(["CHANNEL_CLOSED", "CHANNEL_CLOSED"]);
    expect(await codeOf(client.call("double", { n: 1 }))).toBe("CHANNEL_CLOSED");
    expect(client.isClosed).toBe(true);
  });

  test("tells handlers that run, and late listeners too", async () => {
    const cancelled = vi.fn();
    const closed = vi.fn();
    const { client, server } = pair({
      wait: (_input, context) => new Promise(() => context.onCancel(cancelled)),
    });
    void codeOf(client.call("wait", {}));
    await client.call("double", { n: 1 });
    client.close();
    await vi.waitFor(() => expect(cancelled).toHaveBeenCalledOnce());
    server.onClose(closed);
    await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce());
    server.emit("ticked", { count: 1 });
  });
});

describe("hello", () => {
  test("tells who is at the other end", async () => {
    const { client, server } = pair();
    expect(await client.ready).toMatchObject({ role: "server", pid: 2, contractVersion });
    expect(await server.ready).toMatchObject({ role: "main", pid: 1 });
  });

  test("of another version ends the channel and says which side is which", async () => {
    const [left, right] = memoryPortPair();
    const client = ask(left);
    right.post({ kind: "hello", contractVersion: contractVersion + 1, role: "server", pid: 2 });
    const error = (await client.ready.catch((caught: unknown) => caught)) as FaultError;
    expect(error.code).toBe("CONTRACT_MISMATCH");
    expect(error.message).toContain(`server speaks version ${contractVersion + 1}`);
    expect(await codeOf(client.call("double", { n: 1 }))).toBe("CHANNEL_CLOSED");
  });
});

describe("events", () => {
  test("arrive parsed and in order until the listener stops", async () => {
    const { client, server } = pair();
    const seen: number[] = [];
    const stop = client.on("ticked", ({ count }) => seen.push(count));
    for (const count of [1, 2, 3]) server.emit("ticked", { count });
    await vi.waitFor(() => expect(seen).toEqual([1, 2, 3]));
    server.emit("ticked", { count: "x" as never });
    stop();
    server.emit("ticked", { count: 4 });
    await client.call("double", { n: 1 });
    expect(seen).toEqual([1, 2, 3]);
  });

  test("with a gap in their numbers end the channel: something was lost", async () => {
    const [left, right] = memoryPortPair();
    const client = ask(left);
    right.post({ kind: "event", seq: 2, name: "ticked", payload: { count: 1 } });
    await vi.waitFor(() => expect(client.isClosed).toBe(true));
  });
});

describe("what a hostile side sends", () => {
  test.each(["constructor", "toString", "__proto__", "hasOwnProperty", "nope"])(
    "name %s is unknown",
    async (name) => {
      const [left, right] = memoryPortPair();
      serve(right);
      const answers: unknown[] = [];
      left.onMessage((message) => answers.push(message));
      left.post({ kind: "call", id: 1, name, input: {} });
      left.post({ kind: "event", seq: 1, name, payload: {} });
      await vi.waitFor(() =>
        expect(answers).toContainEqual({
          kind: "fail",
          id: 1,
          fault: { code: "CONTRACT_INVALID", parameters: { call: name, path: "unknown call" } },
        }),
      );
    },
  );

  test("no message of the wire goes beside it or nowhere, never into a handler", async () => {
    const [left, right] = memoryPortPair();
    const double = vi.fn(handlers.double);
    const server = serve(right, { double });
    const beside = vi.fn();
    const odd = [
      null,
      7,
      "call",
      [],
      { kind: "call" },
      { kind: "call", id: 0, name: "double", input: { n: 1 } },
      { kind: "call", id: 1.5, name: "double", input: { n: 1 } },
      { kind: "ok", id: 99, output: {} },
      { kind: "fail", id: 99, fault: { code: "X", parameters: {} } },
      { kind: "cancel", id: 99 },
    ];
    for (const message of odd) left.post(message);
    server.onBeside(beside);
    await vi.waitFor(() => expect(beside).toHaveBeenCalledTimes(7));
    expect(double).not.toHaveBeenCalled();
  });

  test("a number used twice while it runs has one answer", async () => {
    const [left, right] = memoryPortPair();
    const wait = vi.fn(handlers.wait);
    const server = serve(right, { wait });
    for (const name of ["wait", "wait"]) left.post({ kind: "call", id: 5, name, input: {} });
    left.post({ kind: "event", seq: 9, name: "x", payload: {} });
    await vi.waitFor(() => expect(server.isClosed).toBe(true));
    expect(wait).toHaveBeenCalledOnce();
  });

  test("a fault with a code of nobody stays a fault", async () => {
    const [left, right] = memoryPortPair();
    const client = ask(left);
    right.onMessage((message) => {
      const { id } = message as { id?: number };
      if (id !== undefined)
        right.post({ kind: "fail", id, fault: { code: "__proto__", parameters: {} } });
    });
    expect(await codeOf(client.call("double", { n: 1 }))).toBe("UNEXPECTED");
  });
});

test("a batch travels beside the messages and can be transferred", async () => {
  const { client, server } = pair();
  const batch = new ArrayBuffer(96);
  const arrived = new Promise((resolve) => client.onBeside(resolve));
  server.postBeside({ kind: "trace", batch }, [batch]);
  expect(batch.byteLength).toBe(0);
  expect(((await arrived) as { batch: ArrayBuffer }).batch.byteLength).toBe(96);
});
