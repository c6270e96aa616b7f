import { expect, it } from "vitest";
import { FaultError } from "../contract/fault.ts";
import { jobSpecSchema } from "../contract/job.ts";
import { statementTextOf } from "../jobs/run-statement.ts";
import { commandLogin } from "./command-login.ts";
import { backupSpecFromFlags, restoreSpecFromFlags } from "./spec-from-flags.ts";

const reach = { server: "db1\\PAYROLL", user: "ana", database: "Sales" };
const plan = {
  runId: "r",
  deviceNames: ["d"],
  blockSize: null,
  bufferCount: 6,
  transferSize: 65_536,
};

function usageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof FaultError && error.code === "USAGE") return error.message;
    throw error;
  }
  return "none";
}

it("a backup of a server's database leaves its chain alone and is checked, unless flags say otherwise", () => {
  const spec = backupSpecFromFlags({ ...reach, to: ["a.bak"] });
  expect(jobSpecSchema.parse(spec)).toEqual(spec);
  expect(spec.server).toMatchObject({
    kind: "sqlserver",
    library: "",
    session: {
      login: { host: "db1", instance: "PAYROLL", encryption: "required", isTrusted: false },
      passwordVariable: "HANDOFF_SQL_PASSWORD",
    },
  });
  expect(statementTextOf(spec, plan)).toContain("WITH COPY_ONLY, NAME = N'Handoff r', CHECKSUM,");
  const flags = { what: "log", copyOnly: false, serverCompress: "off", checksum: false };
  const log = backupSpecFromFlags({ ...reach, to: ["a.bak"], ...flags });
  expect(statementTextOf(log, plan)).toMatch(
    /^BACKUP LOG \[Sales\]\n.*\nWITH NO_COMPRESSION, NAME = N'Handoff r', NO_CHECKSUM,/,
  );
  const diff = backupSpecFromFlags({ ...reach, to: ["a.bak"], what: "differential" });
  expect(statementTextOf(diff, plan)).toContain("WITH DIFFERENTIAL, NAME");
});

it("a restore says where files go, to which time, and how the database is left", () => {
  const spec = restoreSpecFromFlags({
    ...reach,
    from: ["a.bak"],
    log: true,
    move: ["Sales=/d/it's=1.mdf"],
    standby: "/d/undo",
    stopAt: "2026-11-25T10:00:00",
  });
  expect(jobSpecSchema.parse(spec)).toEqual(spec);
  expect(statementTextOf(spec, plan)).toBe(
    "RESTORE LOG [Sales]\nFROM VIRTUAL_DEVICE = N'd'\n" +
      "WITH MOVE N'Sales' TO N'/d/it''s=1.mdf', STANDBY = N'/d/undo', STOPAT = N'2026-11-25T10:00:00', " +
      "BUFFERCOUNT = 6, MAXTRANSFERSIZE = 65536, STATS = 5",
  );
});

it("what does not go together is refused, and which name is too long is said", () => {
  const to = ["a.bak"];
  const refusals = [
    { ...reach, to, user: undefined },
    { to, database: "Sales" },
    { to, server: "db1", user: "ana" },
    { ...reach, to, generate: "1M" },
    { ...reach, to, what: "everything" },
    { ...reach, to, server: "a,b,c" },
    { ...reach, to, encrypt: "perhaps" },
    { ...reach, to, database: "x".repeat(129) },
  ].map((flags) => usageOf(() => backupSpecFromFlags(flags as typeof reach)));
  expect(refusals).not.toContain("none");
  expect(new Set(refusals).size).toBe(refusals.length);
  expect(refusals.at(-1)).toContain("xxx");
  const both = { ...reach, from: ["a.bak"], norecovery: true, standby: "/d/u" };
  expect(usageOf(() => restoreSpecFromFlags(both))).toContain("--standby");
});

it("flags that would be ignored are refused with their names", () => {
  const ofBackup = { generate: "1M", to: ["a.bak"] };
  const ofRestore = { from: ["a.bak"], discard: true };
  const backups = [
    { user: "ana" },
    { domain: "D" },
    { entra: true },
    { passwordEnv: "X" },
    { encrypt: "off" },
    { trustCertificate: true },
    { certificate: "c.pem" },
    { what: "log" },
    { copyOnly: false },
    { serverCompress: "on" },
    { checksum: true },
    { checksum: false },
    { vdiInstance: "I" },
  ].map((flags) => usageOf(() => backupSpecFromFlags({ ...ofBackup, ...flags })));
  const restores = [
    { log: true },
    { move: ["a=/b"] },
    { norecovery: true },
    { standby: "/u" },
    { replace: true },
    { stopAt: "2026-11-25T10:00:00" },
  ].map((flags) => usageOf(() => restoreSpecFromFlags({ ...ofRestore, ...flags })));
  for (const said of [...backups, ...restores]) expect(said).toContain("Without --server");
  expect(new Set([...backups, ...restores]).size).toBe(backups.length + restores.length);
  expect(backups[3]).toContain("--password-env");
  expect(backups[8]).toContain("--no-copy-only");
  expect(backups[11]).toContain("--no-checksum");
  expect(usageOf(() => backupSpecFromFlags({ ...ofBackup, copyOnly: true }))).toBe("none");
  expect(usageOf(() => restoreSpecFromFlags(ofRestore))).toBe("none");
  const entra = { server: "db1", entra: true, passwordEnv: "X", database: "Sales", to: ["a"] };
  expect(usageOf(() => backupSpecFromFlags(entra))).toContain("--entra and --password-env");
});

it("the password comes from the variable that the flags name, and its lack names it", async () => {
  const { server } = backupSpecFromFlags({
    ...reach,
    to: ["a.bak"],
    passwordEnv: "HANDOFF_TEST_MISSING_VARIABLE",
  });
  const session = server?.kind === "sqlserver" ? server.session : undefined;
  if (session === undefined) throw new Error("The flags named a server.");
  await expect(commandLogin(session)).rejects.toThrow(/no password for ana/);
});
