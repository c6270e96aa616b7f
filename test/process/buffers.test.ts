/** Looks into the buffers of real runs: the copies are the bytes that reach the medium, in both modes. */
import { readFileSync } from "node:fs";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import type { PeekCopy } from "../../electron/contract/buffer-calls.ts";
import { vdError } from "../../electron/contract/vdi.ts";
import { backupOf, expectDone, Workplace } from "./lib/jobs.ts";

const work = new Workplace();
afterEach(() => work.clear());
afterAll(() => work.remove());

const pace = { commandsPerSecond: 200, commandBytes: 0 };

const heldOf = (handle: number) => ({ handle, offset: 0, mayRecord: false });

describe("looking into buffers", () => {
  it.each(["ring", "port"] as const)(
    "copies a file's bytes on their way (%s mode)",
    async (handoff) => {
      const targets = work.files("looked", 2);
      const spec = backupOf({ targets, bytes: 20_000_000, change: { handoff, pace } });
      const job = work.start(spec);
      const copies: PeekCopy[] = [];
      let staleHr = 0;
      while (job.snapshot().result === null && copies.length < 4) {
        const offset = copies.length % 2 === 0 ? 0 : 4_096;
        const copy = await job.buffers.next({
          device: copies.length % 2,
          buffer: null,
          offset,
          mayRecord: false,
        });
        if (copy !== null) copies.push(copy);
        const first = copies[0];
        // Its command is long completed once others have passed.
        if (copies.length === 4 && first !== undefined)
          staleHr = (await job.buffers.held(heldOf(first.handle))).hr;
      }
      expect(job.buffers.geometry()?.stride).toBeGreaterThanOrEqual(spec.transferSize);
      expectDone(await job.finished);
      expect(copies).toHaveLength(4);
      expect(staleHr).toBe(vdError.VD_E_INVALID);
      copies.forEach(({ device, position, offset, bytes }, index) => {
        expect(device).toBe(index % 2);
        expect(bytes).toHaveLength(4_096);
        const at = position + offset;
        const file = readFileSync(targets[device] ?? "");
        expect(Buffer.compare(file.subarray(at, at + bytes.length), bytes)).toBe(0);
      });
      expect(
        await job.buffers.next({ device: null, buffer: null, offset: 0, mayRecord: false }),
      ).toBeNull();
      expect((await job.buffers.held(heldOf(copies[0]?.handle ?? 1))).hr).toBe(
        vdError.VD_E_PROTOCOL,
      );
    },
  );
});
