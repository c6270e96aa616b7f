import { EventEmitter } from "node:events";
import { MessageChannel } from "node:worker_threads";
import { expect, test, vi } from "vitest";
import { messagePort, nodeIpcPort, parentPort, utilityProcessPort } from "./adapters.ts";

test("a MessagePort carries messages both ways and tells its end", async () => {
  const { port1, port2 } = new MessageChannel();
  const left = messagePort(port1 as never);
  const right = messagePort(port2 as never);
  const arrived = vi.fn();
  const closed = vi.fn();
  right.onMessage(arrived);
  right.onClose(closed);
  const buffer = new ArrayBuffer(8);
  left.post({ address: 1n, buffer }, [buffer]);
  await vi.waitFor(() => expect(arrived).toHaveBeenCalledOnce());
  expect(buffer.byteLength).toBe(0);
  left.close();
  await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce());
  expect(() => right.post(1)).toThrow("closed");
});

test("messages wait for their receiver", () => {
  const parent = Object.assign(new EventEmitter(), { postMessage: vi.fn() });
  const port = parentPort(parent);
  parent.emit("message", { data: 1 });
  parent.emit("message", { data: 2 });
  const seen: unknown[] = [];
  port.onMessage((message) => seen.push(message));
  parent.emit("message", { data: 3 });
  expect(seen).toEqual([1, 2, 3]);
  port.post("back");
  expect(parent.postMessage).toHaveBeenCalledWith("back");
});

test("a utility process's port ends with the process", () => {
  const child = Object.assign(new EventEmitter(), { postMessage: vi.fn() });
  const port = utilityProcessPort(child);
  const closed = vi.fn();
  port.onClose(closed);
  child.emit("exit", 0);
  expect(closed).toHaveBeenCalledOnce();
  expect(() => port.post(1)).toThrow("closed");
});

test("a utility process learns that its port was closed", () => {
  const child = Object.assign(new EventEmitter(), {
    postMessage: (data: unknown) => parent.emit("message", { data }),
  });
  const parent: EventEmitter & { postMessage(message: unknown): void } = Object.assign(
    new EventEmitter(),
    { postMessage: vi.fn() },
  );
  const inside = parentPort(parent);
  const closed = vi.fn();
  inside.onClose(closed);
  utilityProcessPort(child).close();
  expect(closed).toHaveBeenCalledOnce();
});

test("a Node child that is gone refuses messages", () => {
  const child = Object.assign(new EventEmitter(), {
    connected: true,
    send: vi.fn(),
    disconnect: vi.fn(),
  });
  const port = nodeIpcPort(child);
  port.post(1);
  child.connected = false;
  expect(() => port.post(2)).toThrow("gone");
  child.emit("disconnect");
  expect(() => port.post(3)).toThrow("closed");
  port.close();
  expect(child.disconnect).not.toHaveBeenCalled();
});
