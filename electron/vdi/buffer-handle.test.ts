/**
 * GetBufferHandle and MapBufferHandle, the heart of layer 1: what a handle leads to in another process, how
 * long it is good, and what every wrong one is answered.
 */
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { vdError } from "../contract/vdi.ts";
import type { NativeCommand } from "./addon.ts";
import {
  LayerOneRig,
  LazyProcess,
  nextWrite,
  protocolError,
  refusal,
  transferSize,
} from "./testing/layer-one-rig.ts";
import type { VirtualDevice } from "./virtual-device.ts";

const server = new LazyProcess();
let rig: LayerOneRig;
afterAll(() => server.kill());
beforeEach(() => {
  rig = new LayerOneRig(server);
});
afterEach(() => rig.end());

describe("a buffer's handle", () => {
  let device: VirtualDevice;
  let command: NativeCommand;
  beforeEach(async () => {
    await rig.configured();
    device = rig.set.openDevice(rig.name);
    command = await nextWrite(device);
  });

  test("leads to the same bytes at another address in another process", async () => {
    expect(await rig.secondary.call("openInSecondaryEx", null, rig.name)).toBe(0);
    const handle = rig.set.getBufferHandle(command.address);
    expect(rig.set.mapBufferHandle(handle)).toBe(command.address);
    const mapped = await rig.secondary.call<{ hr: number; address: bigint }>(
      "mapBufferHandle",
      handle,
    );
    expect(mapped.hr).toBe(0);
    expect(mapped.address).not.toBe(command.address);
    const here = rig.set.peek(handle, 0, 4096);
    const there = await rig.secondary.call<{ bytes: Uint8Array }>("peek", handle, 0, 4096);
    expect(Buffer.from(there.bytes).equals(Buffer.from(here))).toBe(true);
    expect(Buffer.from(here.subarray(0, 4)).toString()).toBe("TAPE");
  });

  test("is the same as long as the command lasts and stale afterwards", async () => {
    await rig.secondary.call("openInSecondaryEx", null, rig.name);
    const handle = rig.set.getBufferHandle(command.address);
    expect(rig.set.getBufferHandle(command.address)).toBe(handle);
    device.completeCommand(command, 0, command.size);
    expect((await refusal(() => rig.set.mapBufferHandle(handle))).name).toBe("VD_E_INVALID");
    expect(await rig.secondary.call("mapBufferHandle", handle)).toMatchObject({
      hr: vdError.VD_E_INVALID,
    });
    expect((await refusal(() => rig.set.getBufferHandle(command.address))).name).toBe(
      "VD_E_INVALID",
    );
    expect((await refusal(() => rig.set.peek(handle, 0, 16))).name).toBe("VD_E_INVALID");
  });

  test("of an address that is no data start is invalid", async () => {
    for (const address of [
      command.address + 1n,
      command.address + 512n,
      command.address - 1n,
      0n,
      1n,
      2n ** 63n,
    ]) {
      expect((await refusal(() => rig.set.getBufferHandle(address))).name).toBe("VD_E_INVALID");
    }
  });

  test("that nobody gave is invalid in every process", async () => {
    await rig.secondary.call("openInSecondaryEx", null, rig.name);
    const handle = rig.set.getBufferHandle(command.address);
    for (const guess of [
      0,
      1,
      handle ^ 1,
      handle ^ 0x1000,
      handle ^ 0x1000000,
      0xffff_ffff,
      handle + 0x8000_0000,
    ]) {
      expect((await refusal(() => rig.set.mapBufferHandle(guess))).name).toBe("VD_E_INVALID");
      expect(await rig.secondary.call("mapBufferHandle", guess)).toMatchObject({
        hr: vdError.VD_E_INVALID,
      });
    }
  });

  test("of another set is invalid here", async () => {
    const handle = rig.set.getBufferHandle(command.address);
    const otherServer = new LazyProcess();
    const other = new LayerOneRig(otherServer);
    const { statement } = await other.configured();
    const theirs = other.set.getBufferHandle(
      (await nextWrite(other.set.openDevice(other.name))).address,
    );
    expect(theirs).not.toBe(handle);
    expect((await refusal(() => other.set.mapBufferHandle(handle))).name).toBe("VD_E_INVALID");
    expect((await refusal(() => rig.set.mapBufferHandle(theirs))).name).toBe("VD_E_INVALID");
    await other.end();
    expect(await statement).toMatchObject({ ok: false });
    await otherServer.kill();
  });

  test("cannot be peeked at beyond its buffer or in bulk", async () => {
    const handle = rig.set.getBufferHandle(command.address);
    expect((await refusal(() => rig.set.peek(handle, 0, 4097))).name).toBe("VD_E_INVALID");
    expect((await refusal(() => rig.set.peek(handle, transferSize + 1, 1))).name).toBe(
      "VD_E_INVALID",
    );
    expect(rig.set.peek(handle, transferSize - 8, 64)).toHaveLength(8);
  });

  test("ends with an abort from either process", async () => {
    await rig.secondary.call("openInSecondaryEx", null, rig.name);
    const handle = rig.set.getBufferHandle(command.address);
    expect(await rig.secondary.call("signalAbort")).toBe(0);
    await expect.poll(() => rig.set.state()).toBe("AbnormallyTerminated");
    expect((await refusal(() => rig.set.getBufferHandle(command.address))).name).toBe("VD_E_ABORT");
    expect((await refusal(() => rig.set.mapBufferHandle(handle))).name).toBe("VD_E_ABORT");
    expect(await rig.secondary.call("mapBufferHandle", handle)).toMatchObject({
      hr: vdError.VD_E_ABORT,
    });
  });

  test("ends with Close", async () => {
    const handle = rig.set.getBufferHandle(command.address);
    expect((await refusal(() => rig.set.close())).name).toBe("VD_E_OPEN");
    expect(await refusal(() => rig.set.mapBufferHandle(handle))).toMatchObject(
      protocolError("MapBufferHandle", "DoesNotExist"),
    );
    expect(await refusal(() => device.getCommand(0))).toMatchObject(
      protocolError("GetCommand", "DoesNotExist"),
    );
    expect(await refusal(() => device.completeCommand(command, 0, 0))).toMatchObject(
      protocolError("CompleteCommand", "DoesNotExist"),
    );
  });
});
