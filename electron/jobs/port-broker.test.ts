/**
 * Message-port mode with the real embedded server and secondaries: bundled programs, real files.
 */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { jobDefaults, type BackupSpec, type Fault, type JobSpec } from "../contract/job.ts";
import { eventCount, eventKind, readEvent, type TraceEvent } from "../contract/trace-event.ts";
import type { Run } from "../contract/run.ts";
import { NodeHost } from "../host/node-host.ts";
import { Journal } from "./journal.ts";
import { fullTracePace, type RunningJob } from "./running-job.ts";
import { startJob } from "./start-job.ts";

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "handoff-port-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  fs.rmSync(folder, { recursive: true, force: true });
});

const inFolder = (name: string): string => path.join(folder, name);

function backupSpec(own: Partial<BackupSpec> = {}): BackupSpec {
  return {
    ...jobDefaults,
    kind: "backup",
    source: { kind: "generate", bytes: 6 << 20, seed: 11, entropy: 0.4 },
    targets: [inFolder("a.bak")],
    codec: { kind: "none" },
    transferSize: 65_536,
    handoff: "port",
    ...own,
  };
}

function restoreSpec(media: string[], into: string[], faults: Fault[] = []): JobSpec {
  return {
    ...jobDefaults,
    kind: "restore",
    media: media.map(inFolder),
    sink: { kind: "into", files: into.map(inFolder) },
    transferSize: 65_536,
    handoff: "port",
    faults,
  };
}

function start(spec: JobSpec): RunningJob {
  return startJob(spec, { host: new NodeHost(), journal: Journal.open(folder) });
}

async function done(spec: JobSpec): Promise<Run> {
  const run = await start(spec).finished;
  expect(run.result?.failure ?? null).toBeNull();
  expect(run.result?.ok).toBe(true);
  return run;
}

async function failed(spec: JobSpec): Promise<NonNullable<NonNullable<Run["result"]>["failure"]>> {
  const { result } = await start(spec).finished;
  expect(result?.ok).toBe(false);
  if (result?.failure === undefined || result.failure === null)
    throw new Error("It names no failure.");
  return result.failure;
}

const sameBytes = (left: string, right: string): boolean =>
  fs.readFileSync(inFolder(left)).equals(fs.readFileSync(inFolder(right)));

/** Files of the folder but for the journal. */
const files = (): string[] =>
  fs
    .readdirSync(folder)
    .filter((name) => !name.startsWith("journal"))
    .sort();

describe("a backup whose every hop is a message", () => {
  test("is byte for byte what the native broker makes of the same stream", async () => {
    await done(backupSpec());
    await done(backupSpec({ handoff: "ring", targets: [inFolder("b.bak")] }));
    expect(fs.statSync(inFolder("a.bak")).size).toBeGreaterThan(6 << 20);
    expect(sameBytes("a.bak", "b.bak")).toBe(true);
  });

  test("is striped and compressed by several secondaries and restored", async () => {
    await done(
      backupSpec({
        targets: ["a", "b", "c"].map(inFolder),
        secondaries: 2,
        codec: { kind: "zstd", level: 1 },
      }),
    );
    await done(backupSpec({ targets: ["p", "q", "r"].map(inFolder), handoff: "ring" }));
    await done(restoreSpec(["a", "b", "c"], ["x", "y", "z"]));
    expect(
      [
        ["x", "p"],
        ["y", "q"],
        ["z", "r"],
      ].every(([left, right]) => sameBytes(left ?? "", right ?? "")),
    ).toBe(true);
  });

  test("writes the same events as the native one, each command's in order", async () => {
    const job = start(backupSpec());
    const events: TraceEvent[] = [];
    job.watchTrace({
      pace: fullTracePace,
      take: ({ events: batch }) => {
        for (let index = 0; index < eventCount(batch); index++)
          events.push(readEvent(new DataView(batch), index));
      },
    });
    expect((await job.finished).result?.ok).toBe(true);
    const { issued, received, handleTaken, leased, mapped, moved, completed, acknowledged } =
      eventKind;
    const third = events
      .filter((event) => event.sequence === 3)
      .sort((a, b) => a.timeNs - b.timeNs);
    const inOrder = [issued, received, handleTaken, leased, mapped, moved, completed];
    expect(third.map((event) => event.kind).filter((kind) => kind !== acknowledged)).toEqual(
      inOrder,
    );
    const addresses = [issued, received, mapped].map(
      (kind) => third.find((event) => event.kind === kind)?.address,
    );
    expect(new Set(addresses).size).toBe(3);
  });
});

describe("a fault in message-port mode", () => {
  test("of a medium fails the device and leaves nothing", async () => {
    const full = await failed(backupSpec({ faults: [{ kind: "media-full", at: 1 << 20 }] }));
    expect(full.code).toBe("TARGET_FULL");
    const broken = await failed(backupSpec({ faults: [{ kind: "media-error", at: 9 }] }));
    expect(broken.code).toBe("TARGET_WRITE_FAILED");
    expect(files()).toEqual([]);
  });

  test("of a stale handle is refused by the secondary", async () => {
    const failure = await failed(backupSpec({ faults: [{ kind: "bad-handle", at: 5 }] }));
    expect(failure.code).toBe("VDI_HANDLE_REFUSED");
    expect(files()).toEqual([]);
  });

  test("of a secondary ends a backup cleanly: its medium cannot be continued", async () => {
    await failed(backupSpec({ faults: [{ kind: "secondary-crash", at: 20 }] }));
    expect(files()).toEqual([]);
  });

  test.each(["secondary-crash", "secondary-hang"] as const)(
    "%s does not stop a restore",
    async (kind) => {
      vi.stubEnv("HANDOFF_LEASE_DEADLINE_MS", "300");
      await done(backupSpec());
      const run = await done(restoreSpec(["a.bak"], ["x"], [{ kind, at: 20 }]));
      expect(run.result?.secondaryRestarts).toBe(1);
      expect(sameBytes("x", "a.bak")).toBe(true);
    },
  );

  test("of the server is told by its messages", async () => {
    await failed(backupSpec({ faults: [{ kind: "server-abort", at: 12 }] }));
    await failed(backupSpec({ faults: [{ kind: "server-crash", at: 12 }] }));
    expect(files()).toEqual([]);
  });

  test("of the client runs into the server's timeout", async () => {
    await failed(backupSpec({ faults: [{ kind: "client-timeout", at: 6 }] }));
    expect(files()).toEqual([]);
  });

  test("a stop by the user leaves nothing", async () => {
    const job = start(
      backupSpec({ source: { kind: "generate", bytes: 512 << 20, seed: 1, entropy: 0.5 } }),
    );
    await expect
      .poll(() => job.snapshot().devices[0]?.commands ?? 0, { timeout: 10_000 })
      .toBeGreaterThan(20);
    job.abort();
    expect((await job.finished).result?.outcome).toBe("stopped");
    expect(files()).toEqual([]);
  });
});
