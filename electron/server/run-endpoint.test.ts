import { expect, test } from "vitest";
import { conductOf } from "./run-endpoint.ts";

const common = { database: "x", source: null, restore: null, traceName: null, faults: [], seed: 1 };

test("a restore's force belongs to the files it writes", () => {
  const into = { kind: "into" as const, files: ["/a"] };
  expect(conductOf({ ...common, restore: { sink: into, force: true } }).sink).toEqual({
    kind: "into",
    files: ["/a"],
    force: true,
  });
  const discard = { sink: { kind: "discard" as const }, force: true };
  expect(conductOf({ ...common, restore: discard }).sink).toEqual({ kind: "discard" });
});

test("faults and pace pass as they are", () => {
  const pace = { commandsPerSecond: 5, commandBytes: 0 };
  const faults = [{ kind: "server-abort" as const, at: 2 }];
  expect(conductOf({ ...common, pace, faults })).toEqual({
    instance: null,
    traceName: null,
    faults,
    seed: 1,
    pace,
    sink: undefined,
  });
});
