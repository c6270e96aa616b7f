/**
 * Whole jobs through the published client library: the primary and its secondaries load build/Release/libsqlvdi.so
 * and call its C++ methods, as they would SQL Server's; the embedded server is behind it.
 */
import path from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import type { VdiServer } from "../../electron/contract/job.ts";
import { loadAddon } from "../../electron/vdi/load-addon.ts";
import { backupOf, expectDone, restoreOf, sha256, Workplace } from "./lib/jobs.ts";

const place = new Workplace();
afterEach(() => place.clear());
afterAll(() => place.remove());

const library = path.resolve("build/Release/libsqlvdi.so");
const through = (file: string): { server: VdiServer } => ({
  server: { kind: "sqlserver", instance: null, library: file },
});

describe("jobs through libsqlvdi.so", () => {
  for (const handoff of ["ring", "port"] as const) {
    it(`${handoff}: three devices come back byte-identical, also without the library`, async () => {
      const media = place.files("medium", 3);
      const restored = place.files("restored", 3);
      const change = { ...through(library), handoff };
      expectDone(await place.run(backupOf({ targets: media, bytes: 6_000_000, change })));
      const into = { sink: { kind: "into", files: restored } } as const;
      expectDone(await place.run(restoreOf(media, { ...into, ...change })));
      expect(restored.map(sha256)).toEqual(media.map(sha256));
      const compare = { sink: { kind: "compare", files: restored } } as const;
      expectDone(await place.run(restoreOf(media, compare)));
    });
  }

  it("a killed secondary is replaced there too", async () => {
    const media = place.files("medium", 2);
    const faults = [{ kind: "secondary-crash", at: 5 } as const];
    const change = { ...through(library), faults };
    expectDone(await place.run(backupOf({ targets: media, bytes: 6_000_000, change })));
    expectDone(await place.run(restoreOf(media, { sink: { kind: "discard" } })));
  });

  it("what was found out about the library is there for the log", () => {
    const findings = loadAddon().libraryFindings().join("\n");
    expect(findings).toContain(`Loaded ${library}, which stands in for SQL Server's`);
    expect(findings).toContain("counts milliseconds");
  });

  it("a library that is not there, or is another's, is refused before anything is made", async () => {
    const missing = await place.run(
      backupOf({ targets: place.files("medium", 1), change: through("/nowhere/libsqlvdi.so") }),
    );
    expect(missing.result?.failure?.message).toContain("/nowhere/libsqlvdi.so");
    const wrong = await place.run(
      backupOf({ targets: place.files("medium", 1), change: through("libpthread.so.0") }),
    );
    expect(wrong.result?.failure?.message).toContain("ClientVirtualDeviceSet()");
    expect(place.list()).toEqual([]);
  });
});
