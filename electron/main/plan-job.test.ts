import { expect, it } from "vitest";
import { jobSpecSchema } from "../contract/job.ts";
import { planRequestDefaults, type PlanRequest } from "../contract/server-plan.ts";
import { savedServerDefaults, type SavedServer } from "../contract/server-saved.ts";
import { jobOf } from "./plan-job.ts";

const server: SavedServer = {
  ...savedServerDefaults,
  id: "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
  name: "Accounts",
  host: "db1",
};
const request: PlanRequest = {
  ...planRequestDefaults,
  serverId: server.id,
  databases: ["Sales"],
  folder: "/backups",
};
const at = new Date(2026, 10, 25, 9, 5, 7);

it("names media after database, kind, time and stripe", () => {
  const one = jobOf(request, "Sales", server, at);
  expect(one.targets).toEqual(["/backups/Sales_full_20261125-090507.bak"]);
  const two = jobOf(
    { ...request, devices: 2, what: "log", codec: { kind: "zstd", level: 3 } },
    "Sales",
    server,
    at,
  );
  expect(two.targets).toEqual([
    "/backups/Sales_log_20261125-090507_1of2.bak.zst",
    "/backups/Sales_log_20261125-090507_2of2.bak.zst",
  ]);
});

it("keeps names apart that a file system would make one, and inside the folder", () => {
  const names = ["a/b", "a\\b", "a%2Fb", "..", "a\tb"];
  const targets = names.map((name) => jobOf(request, name, server, at).targets[0] ?? "");
  expect(new Set(targets).size).toBe(names.length);
  for (const target of targets) expect(target.split("/")).toHaveLength(3);
});

it("is a job that passes its schema, with the server's own library and session", () => {
  const job = jobOf(request, "Sales", server, at);
  expect(jobSpecSchema.parse(job)).toEqual(job);
  expect(job.server).toMatchObject({ session: { kind: "saved", serverId: server.id } });
});
