/**
 * Each fault that can be injected, for real: the first cause names it, by a code of the table where there is one, and
 * what follows from it is never taken for it.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { entryOfCode } from "../../electron/contract/codes/step-code.ts";
import { faultKinds, type FaultKind } from "../../electron/contract/job.ts";
import type { Run } from "../../electron/contract/run.ts";
import { actorSecondaryFirst, eventKind } from "../../electron/contract/trace-event.ts";
import { backupOf, expectDone, Workplace } from "./lib/jobs.ts";

const place = new Workplace();

beforeAll(() => {
  process.env["HANDOFF_LEASE_DEADLINE_MS"] = "400";
});
afterEach(() => place.clear());
afterAll(() => {
  delete process.env["HANDOFF_LEASE_DEADLINE_MS"];
  place.remove();
});

/** Step and code of the first cause; null where the run survives. */
const expected: Readonly<Record<FaultKind, readonly [key: string, code: string | null] | null>> = {
  "secondary-crash": null,
  "secondary-hang": null,
  "media-full": ["step.device.full", "ERROR_DISK_FULL"],
  "media-error": ["step.device.writeFailed", "ERROR_WRITE_FAULT"],
  "bad-handle": ["step.device.handleRefused", "VD_E_INVALID"],
  "foreign-handle": ["step.device.handleRefused", "VD_E_INVALID"],
  "interior-handle": ["step.device.handleRefused", "VD_E_INVALID"],
  "double-completion": null,
  "completion-order": null,
  "disk-full": ["step.device.full", "ERROR_DISK_FULL"],
  "io-error": ["step.device.writeFailed", "ERROR_IO_DEVICE"],
  "server-abort": ["step.server.stopped", "Msg 3204"],
  "server-crash": ["step.server.lost", null],
  "client-timeout": ["step.set.clientLate", "VD_E_ABORT"],
};

function runWith(kind: FaultKind): Promise<Run> {
  const faults = [{ kind, at: kind === "media-full" ? 500_000 : 9 }];
  const bytes = 4_000_000;
  return place.run(backupOf({ targets: place.files("medium", 2), bytes, change: { faults } }));
}

describe("the first cause names the fault that was injected", () => {
  for (const kind of faultKinds) {
    const wanted = expected[kind];
    it(wanted === null ? `${kind} is survived` : `${kind}: ${wanted[0]}`, async () => {
      const run = await runWith(kind);
      if (wanted === null) {
        expectDone(run);
        expect(run.result?.failure).toBeNull();
        return;
      }
      const failure = run.result?.failure;
      expect(failure?.cause.key).toBe(wanted[0]);
      expect(entryOfCode(failure?.cause.code ?? null)?.name ?? null).toBe(wanted[1]);
      expect(failure?.injected).toBe(kind);
      expectFollowing(run);
    });
  }
});

/** What follows is explained as such, in order, and the trace shows what was around the cause. */
function expectFollowing({ result }: Run): void {
  const { cause, consequences = [], nearEvents = [], clocks } = result?.failure ?? {};
  const times = consequences.map(({ atMs, slackMs = 0 }) => atMs + slackMs);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  for (const { code, source } of consequences.filter((step) => step.source === "server"))
    expect(entryOfCode(code)?.role, `${source} ${code?.number}`).toBe("consequence");
  expect(clocks?.traceMs).toBeLessThan(50);
  expect(nearEvents.length).toBeGreaterThan(0);
  expect(nearEvents.map(({ atMs }) => atMs)).toEqual(
    nearEvents.map(({ atMs }) => atMs).sort((a, b) => a - b),
  );
  if (cause?.source === "device") {
    const { device, atMs } = cause;
    const failing = nearEvents.filter((event) => event.atMs === atMs && event.device === device);
    const { moved, completed, error } = eventKind;
    expect([moved, completed, error]).toContain(failing.find(({ code }) => code !== 0)?.kind);
    expect(failing.every(({ actor }) => actor <= actorSecondaryFirst + 1)).toBe(true);
  }
}
