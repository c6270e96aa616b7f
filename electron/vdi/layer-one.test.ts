/**
 * Layer 1 from TypeScript against the embedded server: this process is the primary client, others are the
 * server and a secondary. Every wrong call has its documented code.
 */
import fs from "node:fs";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { completionCode, vdCommand, vdError } from "../contract/vdi.ts";
import type { NativeCommand } from "./addon.ts";
import { loadAddon } from "./load-addon.ts";
import {
  LayerOneRig,
  LazyProcess,
  nextWrite,
  protocolError,
  refusal,
  serveAll,
} from "./testing/layer-one-rig.ts";
import { VirtualDeviceSet } from "./virtual-device-set.ts";
import { infinite } from "./virtual-device.ts";

const server = new LazyProcess();
let rig: LayerOneRig;
afterAll(() => server.kill());
beforeEach(() => {
  rig = new LayerOneRig(server);
});
afterEach(() => rig.end());

describe("before a set is made", () => {
  test("every method but CreateEx answers VD_E_PROTOCOL", async () => {
    expect(rig.set.state()).toBe("DoesNotExist");
    const refused = [
      ["GetConfiguration", () => rig.set.getConfiguration(0)],
      ["OpenDevice", () => rig.set.openDevice(rig.name)],
      ["Close", () => rig.set.close()],
      ["SignalAbort", () => rig.set.signalAbort()],
      ["GetBufferHandle", () => rig.set.getBufferHandle(4096n)],
      ["MapBufferHandle", () => rig.set.mapBufferHandle(1)],
      ["OpenInSecondaryEx", () => rig.set.openInSecondaryEx(null, rig.name)],
      ["OpenInSecondary", () => rig.set.openInSecondary(rig.name)],
    ] as const;
    for (const [method, call] of refused)
      expect(await refusal(call)).toMatchObject(protocolError(method, "DoesNotExist"));
    expect(rig.set.geometry()).toEqual({ segments: [], stride: 0, dataOffset: 0 });
  });

  test("an illegal configuration is not supported, a name with a backslash invalid", async () => {
    expect((await refusal(() => rig.set.createEx(null, rig.name, { deviceCount: 65 }))).name).toBe(
      "VD_E_NOTSUPPORTED",
    );
    expect((await refusal(() => rig.set.createEx(null, rig.name, { deviceCount: 0 }))).name).toBe(
      "VD_E_NOTSUPPORTED",
    );
    expect((await refusal(() => rig.set.createEx(null, "a\\b", { deviceCount: 1 }))).name).toBe(
      "VD_E_INVALID",
    );
    expect(rig.set.state()).toBe("DoesNotExist");
  });
});

describe("a set that no server has configured", () => {
  beforeEach(() => rig.set.createEx(null, rig.name, { deviceCount: 2 }));

  test("refuses devices and a second set, and times out", async () => {
    expect(await refusal(() => rig.set.openDevice(rig.name))).toMatchObject(
      protocolError("OpenDevice", "Configurable"),
    );
    expect(
      await refusal(() => rig.set.createEx(null, `${rig.name}2`, { deviceCount: 1 })),
    ).toMatchObject(protocolError("CreateEx", "Configurable"));
    expect((await refusal(() => rig.set.getConfiguration(20))).name).toBe("VD_E_TIMEOUT");
  });

  test("bears its name alone", async () => {
    const error = await refusal(() =>
      new VirtualDeviceSet(loadAddon()).createEx(null, rig.name, { deviceCount: 1 }),
    );
    expect(error.code >>> 0).toBe(0x800700b7);
  });

  test("is not ready for a secondary", async () => {
    expect(await rig.secondary.call("openInSecondaryEx", null, rig.name)).toBe(
      vdError.VD_E_PROTOCOL,
    );
    expect(await rig.secondary.call("openInSecondaryEx", null, "nobody's")).toBe(
      vdError.VD_E_PROTOCOL,
    );
  });

  test.each(["signalAbort", "close"] as const)(
    "%s settles a pending GetConfiguration",
    async (end) => {
      const waiting = refusal(() => rig.set.getConfiguration(infinite));
      await expect.poll(() => rig.set.state()).toBe("Configurable");
      rig.set[end]();
      expect((await waiting).name).toBe("VD_E_ABORT");
      expect(rig.set.state()).toBe(end === "close" ? "DoesNotExist" : "AbnormallyTerminated");
    },
  );

  test("can be made anew after Close with the same object", () => {
    rig.set.close();
    rig.set.createEx(null, rig.name, { deviceCount: 1 });
    expect(rig.set.state()).toBe("Configurable");
  });
});

describe("a backup by hand", () => {
  test("passes every command and ends with a verdict", async () => {
    const { statement } = await rig.configured(1 << 20);
    const device = rig.set.openDevice(rig.name);
    const seen = await serveAll(device);
    expect(seen.get(vdCommand.VDC_Write)).toBeGreaterThanOrEqual(16);
    expect(seen.get(vdCommand.VDC_Complete)).toBe(1);
    expect(seen.get(vdCommand.VDC_Flush)).toBeGreaterThanOrEqual(1);
    expect(rig.set.state()).toBe("NormallyTerminated");
    expect(await statement).toMatchObject({ ok: true });
    expect(await refusal(() => device.getCommand(0))).toMatchObject({ name: "VD_E_PROTOCOL" });
    rig.set.close();
  });

  test("several commands are out while the next is awaited", async () => {
    const { statement } = await rig.configured();
    const device = rig.set.openDevice(rig.name);
    const out = [await nextWrite(device), await nextWrite(device), await nextWrite(device)];
    expect(new Set(out.map((command) => command.address)).size).toBe(3);
    const rest = serveAll(device);
    for (const command of out.reverse()) device.completeCommand(command, 0, command.size);
    await rest;
    expect(await statement).toMatchObject({ ok: true });
  });

  test("a device that is full fails the statement and nothing hangs", async () => {
    const { statement } = await rig.configured();
    const device = rig.set.openDevice(rig.name);
    device.completeCommand(await nextWrite(device), completionCode.ERROR_DISK_FULL, 0);
    await serveAll(device).catch(() => undefined);
    expect(await statement).toMatchObject({ ok: false });
  });

  test("names of devices are checked", async () => {
    await rig.configured();
    expect((await refusal(() => rig.set.openDevice("another"))).name).toBe("VD_E_INVALID");
    rig.set.openDevice(rig.name);
    expect(["VD_E_OPEN", "VD_E_PROTOCOL"]).toContain(
      (await refusal(() => rig.set.openDevice(rig.name))).name,
    );
  });
});

describe("a command", () => {
  test("is completed once, by its own token", async () => {
    await rig.configured();
    const device = rig.set.openDevice(rig.name);
    const command = await nextWrite(device);
    device.completeCommand(command, 0, command.size);
    expect((await refusal(() => device.completeCommand(command, 0, command.size))).name).toBe(
      "VD_E_INVALID",
    );
    expect((await refusal(() => device.completeCommand({ token: 4711 }, 0, 0))).name).toBe(
      "VD_E_INVALID",
    );
  });

  test("may be waited for without limit: abort and close settle the wait", async () => {
    const { statement } = await rig.configured();
    const device = rig.set.openDevice(rig.name);
    const out: NativeCommand[] = [];
    // With every buffer out the server has nothing left to send.
    for (
      let answer = await device.getCommand(300);
      answer.kind === "command";
      answer = await device.getCommand(300)
    ) {
      out.push(answer.command);
    }
    const waiting = [
      refusal(() => device.getCommand(infinite)),
      refusal(() => device.getCommand(infinite)),
    ];
    rig.set.signalAbort();
    expect((await Promise.all(waiting)).map((error) => error.name)).toEqual([
      "VD_E_ABORT",
      "VD_E_ABORT",
    ]);
    for (const command of out.slice(0, 1)) {
      expect((await refusal(() => device.completeCommand(command, 0, 0))).name).toBe("VD_E_ABORT");
    }
    expect(await statement).toMatchObject({ ok: false });
  });

  test("is settled with VD_E_ABORT when the set is closed over it", async () => {
    const { statement } = await rig.configured();
    const device = rig.set.openDevice(rig.name);
    while ((await device.getCommand(300)).kind === "command");
    const waiting = refusal(() => device.getCommand(infinite));
    expect((await refusal(() => rig.set.close())).name).toBe("VD_E_OPEN");
    expect((await waiting).name).toBe("VD_E_ABORT");
    expect(await statement).toMatchObject({ ok: false });
  });
});

test("nothing stays in shared memory when the server's process is killed", async () => {
  const { statement } = await rig.configured();
  const failed = statement.catch((error: unknown) => (error as Error).message);
  const device = rig.set.openDevice(rig.name);
  await nextWrite(device);
  const ended = refusal(async () => {
    for (;;) await nextWrite(device);
  });
  const segments = (): string[] =>
    fs.readdirSync("/dev/shm").filter((file) => file.includes(rig.name.slice(1, -1)));
  expect(segments()).not.toEqual([]);
  await server.kill();
  expect((await ended).name).toBe("VD_E_ABORT");
  expect(await failed).toBe("The process is gone.");
  rig.set.close();
  expect(segments()).toEqual([]);
});
