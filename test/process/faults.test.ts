/**
 * Each fault that can be injected: what can be survived is survived, everything else ends with its first cause and
 * leaves nothing.
 */
import { rmSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Fault } from "../../electron/contract/job.ts";
import type { Run } from "../../electron/contract/run.ts";
import { backupOf, expectDone, restoreOf, sha256, Workplace } from "./lib/jobs.ts";

const place = new Workplace();
const source = new Workplace();
const media = source.files("medium", 2);
const bytes = 4_000_000;

beforeAll(async () => {
  process.env["HANDOFF_LEASE_DEADLINE_MS"] = "400";
  expectDone(await source.run(backupOf({ targets: media, bytes })));
});
afterEach(() => place.clear());
afterAll(() => {
  delete process.env["HANDOFF_LEASE_DEADLINE_MS"];
  rmSync(place.folder, { recursive: true });
  source.remove();
});

const backup = (...faults: Fault[]): Promise<Run> =>
  place.run(backupOf({ targets: place.files("medium", 2), bytes, change: { faults } }));
const restore = (...faults: Fault[]): Promise<Run> =>
  place.run(
    restoreOf(media, { faults, sink: { kind: "into", files: place.files("restored", 2) } }),
  );

/** Fault, first cause of a failing backup, and of a failing restore. */
const failing: [Fault, string, string][] = [
  [{ kind: "media-error", at: 9 }, "TARGET_WRITE_FAILED", "MEDIA_READ_FAILED"],
  [{ kind: "bad-handle", at: 9 }, "VDI_HANDLE_REFUSED", "VDI_HANDLE_REFUSED"],
  [{ kind: "server-abort", at: 9 }, "SERVER_ABORTED", "SERVER_ABORTED"],
  [{ kind: "server-crash", at: 9 }, "SERVER_LOST", "SERVER_LOST"],
  [{ kind: "client-timeout", at: 9 }, "VDI_CLIENT_LATE", "VDI_CLIENT_LATE"],
];

describe("faults that end a run", () => {
  for (const [fault, inBackup, inRestore] of failing) {
    it(`${fault.kind} in a backup`, async () => {
      const { result } = await backup(fault);
      expect(result).toMatchObject({ ok: false, outcome: "failed", failure: { code: inBackup } });
      expect(place.list()).toEqual([]);
    });
    it(`${fault.kind} in a restore`, async () => {
      const { result } = await restore(fault);
      expect(result).toMatchObject({ ok: false, outcome: "failed", failure: { code: inRestore } });
      expect(place.list()).toEqual([]);
    });
  }

  it("a full volume, with what followed from it in order of time", async () => {
    const { result } = await backup({ kind: "media-full", at: 500_000 });
    expect(result?.failure).toMatchObject({
      code: "TARGET_FULL",
      cause: { code: { name: "ERROR_DISK_FULL", number: "112" } },
    });
    const later = result?.failure?.consequences ?? [];
    expect(later.map((step) => step.atMs)).toEqual(
      later.map((step) => step.atMs).sort((a, b) => a - b),
    );
    expect(later.map((step) => step.code?.number)).toEqual(
      expect.arrayContaining(["3202", "3013"]),
    );
    expect(result?.failure?.leftBehind.every((left) => left.state === "removed")).toBe(true);
    expect(result?.failure?.command?.file).toMatch(/medium-\d\.bak$/);
    expect(place.list()).toEqual([]);
  });
});

describe("faults that are survived", () => {
  for (const kind of ["secondary-crash", "secondary-hang"] as const) {
    it(`${kind} in a backup`, async () => {
      const run = expectDone(await backup({ kind, at: 20 }));
      expect(run.result?.secondaryRestarts).toBe(1);
      expect(run.notes.map((note) => note.key)).toContain("note.secondaryReplaced");
      expect(place.files("medium", 2).map(sha256)).toEqual(media.map(sha256));
    });
    it(`${kind} in a restore`, async () => {
      const run = expectDone(await restore({ kind, at: 20 }));
      expect(run.result?.secondaryRestarts).toBe(1);
      expect(place.files("restored", 2).map(sha256)).toEqual(media.map(sha256));
    });
  }
});
