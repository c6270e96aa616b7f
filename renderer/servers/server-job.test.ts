import { describe, expect, it } from "vitest";
import { jobSpecSchema } from "../../electron/contract/job.ts";
import { planRequestSchema } from "../../electron/contract/server-plan.ts";
import { savedServerDefaults, type SavedServer } from "../../electron/contract/server-saved.ts";
import {
  backupSpecOf,
  databaseNameOf,
  emptyBackupForm,
  emptyRestoreForm,
  mediaNames,
  planRequestOf,
  restoreProblem,
  restoreSpecOf,
} from "./server-job.ts";

const server: SavedServer = {
  ...savedServerDefaults,
  id: "7d9a8a52-6f0b-4a5c-9e0e-0f4c2b1d3e5f",
  name: "SQL01",
  host: "sql01",
};
const atMs = new Date(2026, 10, 25, 9, 5, 7).getTime();
const form = emptyBackupForm("/backup");

describe("a backup on a server", () => {
  it("names its media by database, kind, time and stripe", () => {
    expect(mediaNames(form, "Sales", atMs)).toEqual(["/backup/Sales_full_20261125-090507.bak"]);
    const striped = { ...form, what: "log", devices: 2, codec: "zstd" } as const;
    expect(mediaNames(striped, "a/b:c", atMs)).toEqual([
      "/backup/a%2Fb%3Ac_log_20261125-090507_1of2.bak.zst",
      "/backup/a%2Fb%3Ac_log_20261125-090507_2of2.bak.zst",
    ]);
  });

  it("is a specification that the main process takes, and names the server without a secret", () => {
    const spec = backupSpecOf(form, server, "Sales", atMs);
    expect(jobSpecSchema.parse(spec)).toEqual(spec);
    expect(spec.server).toMatchObject({ session: { kind: "saved", serverId: server.id } });
  });

  it("never makes a differential a copy, alone or among several", () => {
    const differential = { ...form, what: "differential", isCopy: true, parallel: 4 } as const;
    expect(backupSpecOf(differential, server, "Sales", atMs).source).toMatchObject({
      copyOnly: false,
    });
    const request = planRequestOf(differential, server.id, ["A", "B"]);
    expect(planRequestSchema.parse(request)).toMatchObject({ copyOnly: false, parallel: 2 });
  });
});

describe("a restore on a server", () => {
  const files = [
    { logicalName: "Sales", type: "D", bytes: 1, from: "/a/s.mdf", to: "/a/s.mdf" },
    { logicalName: "Sales_log", type: "L", bytes: 1, from: "/a/s.ldf", to: "/b/s.ldf" },
  ];
  const restore = emptyRestoreForm(["/backup/Sales_full_20261125-090507_1of2.bak.zst"]);

  it("begins with the database that the media are named after", () => {
    expect(restore.database).toBe("Sales");
    expect(databaseNameOf("C:\\b\\HR_Archive.bak")).toBe("HR_Archive");
    expect(databaseNameOf("/b/a%2Fb%3Ac_log_20261125-090507.bak")).toBe("a/b:c");
  });

  it("moves what was suggested or chosen elsewhere, and nothing else", () => {
    const moves = (places: Record<string, string>): unknown => {
      const { sink } = restoreSpecOf({ ...restore, places }, server, files);
      return sink.kind === "database" ? sink.moves : null;
    };
    expect(moves({})).toEqual([{ logicalName: "Sales_log", to: "/b/s.ldf" }]);
    expect(moves({ Sales: "/c/s.mdf", Sales_log: "/a/s.ldf" })).toEqual([
      { logicalName: "Sales", to: "/c/s.mdf" },
    ]);
  });

  it("of a log moves and replaces nothing, and may stop at a time", () => {
    const log = { ...restore, what: "log", isReplaced: true, stopAt: " 2026-11-25T09:00:00 " };
    const spec = restoreSpecOf({ ...log, what: "log" }, server, files);
    expect(jobSpecSchema.parse(spec)).toEqual(spec);
    expect(spec.sink).toMatchObject({ moves: [], replace: false, stopAt: "2026-11-25T09:00:00" });
  });

  it("says what is missing first", () => {
    expect(restoreProblem(emptyRestoreForm([]))).toBe("missingMedia");
    expect(restoreProblem({ ...restore, database: " " })).toBe("missingName");
    expect(restoreProblem({ ...restore, recovery: "standby" })).toBe("missingStandby");
    expect(restoreProblem(restore)).toBeNull();
  });
});
