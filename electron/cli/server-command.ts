/**
 * `handoff server`: the embedded server on its own, until Ctrl-C.
 */
import path from "node:path";
import { existsSync } from "node:fs";
import { exitCode, FaultError } from "../contract/fault.ts";
import type { Source } from "../contract/job.ts";
import { birthOf, stateFolder } from "../jobs/journal.ts";
import type { DatabaseDefinition } from "../server/engine/catalog.ts";
import { loopback } from "../server/tds/listener.ts";
import { passwordVariable, ServerFiles, logins } from "../server/standalone/server-files.ts";
import { startStandalone } from "../server/standalone/standalone-server.ts";
import { loadAddon } from "../vdi/load-addon.ts";
import { parseCount, parseSize, usage } from "./size.ts";

export interface ServerFlags {
  readonly port?: string;
  readonly database?: readonly string[];
  readonly generate?: readonly string[];
  readonly json?: boolean;
}

/** When nobody names a database there is one to play with. */
const demo = "Demo=256M:1";
const entropy = 0.35;
const streamBytesMin = 65_536;

/** Runs until SIGINT or SIGTERM. @returns the exit code */
export async function serverCommand(flags: ServerFlags): Promise<number> {
  const isEmpty = flags.database === undefined && flags.generate === undefined;
  const generated = isEmpty ? [demo] : (flags.generate ?? []);
  const databases = [
    ...recordedDatabases(flags.database ?? []),
    ...generated.map(generatedDatabase),
  ];
  const port = parseCount(flags.port ?? "0", "--port", { min: 0, max: 65_535 });
  const files = new ServerFiles(stateFolder());
  const server = await startStandalone({
    addon: loadAddon(),
    files,
    port,
    databases,
    bornAt: birthOf(process.pid) ?? "",
    isAlive: (pid, bornAt) => birthOf(pid) === bornAt,
    log: ({ number, severity, state, text }) => {
      process.stderr.write(
        `${new Date().toISOString()} Error: ${number}, Severity: ${severity}, State: ${state}. ${text}\n`,
      );
    },
  });
  const stopped = untilStopped();
  sayWhere(server.port, server.databases, files, flags.json ?? false);
  await stopped;
  await server.close();
  return exitCode.done;
}

function sayWhere(
  port: number,
  databases: readonly string[],
  files: ServerFiles,
  isJson: boolean,
): void {
  if (isJson) {
    const facts = {
      host: loopback,
      port,
      databases,
      login: logins.administrator,
      loginFile: files.loginFile,
      certificateFile: files.certificateFile,
    };
    process.stdout.write(`${JSON.stringify({ event: "listening", ...facts })}\n`);
    return;
  }
  const isFromEnvironment = (process.env[passwordVariable] ?? "") !== "";
  const where = isFromEnvironment ? `in ${passwordVariable}` : `in ${files.loginFile}`;
  process.stdout.write(
    [
      `The embedded server listens on ${loopback},${port}.`,
      `Databases: ${databases.join(", ")}.`,
      `Log in as ${logins.administrator}; the password is ${where}.`,
      `On this machine: handoff sqlcmd -E -Q "SELECT name FROM sys.databases"`,
      "Ctrl-C ends it.",
      "",
    ].join("\n"),
  );
}

function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.once(signal, () => resolve());
    }
  });
}

const kinds = { log: "log", diff: "differential" } as const;

/** `NAME=FILE`; the same name again is the next stripe, `NAME:log` and `NAME:diff` are its other backups. */
function recordedDatabases(flags: readonly string[]): DatabaseDefinition[] {
  const files = new Map<string, Map<"full" | "differential" | "log", string[]>>();
  for (const flag of flags) {
    const { name, kind, file } = partsOf(flag);
    if (!existsSync(file)) {
      throw new FaultError("SOURCE_MISSING", { file });
    }
    const streams = files.get(name) ?? new Map<"full" | "differential" | "log", string[]>();
    streams.set(kind, [...(streams.get(kind) ?? []), file]);
    files.set(name, streams);
  }
  return [...files].map(([name, streams]) => {
    const sourceOf = (kind: "full" | "differential" | "log"): Source | undefined => {
      const list = streams.get(kind);
      return list === undefined ? undefined : { kind: "replay", files: list };
    };
    const full = sourceOf("full");
    if (full === undefined) {
      throw usage(`--database ${name} has no full backup.`, `Name one: --database ${name}=FILE.`);
    }
    const differential = sourceOf("differential");
    const log = sourceOf("log");
    return {
      name,
      streams: {
        full,
        ...(differential === undefined ? {} : { differential }),
        ...(log === undefined ? {} : { log }),
      },
    };
  });
}

function partsOf(flag: string): {
  name: string;
  kind: "full" | "differential" | "log";
  file: string;
} {
  const at = flag.indexOf("=");
  const [, name = "", suffix] =
    /^(.*?)(?::(log|diff))?$/.exec(flag.slice(0, Math.max(0, at))) ?? [];
  checkName(name, `--database ${flag}`, "NAME=FILE");
  const kind = suffix === "log" || suffix === "diff" ? kinds[suffix] : "full";
  return { name, kind, file: path.resolve(flag.slice(at + 1)) };
}

function generatedDatabase(flag: string): DatabaseDefinition {
  const at = flag.indexOf("=");
  const name = flag.slice(0, Math.max(0, at));
  checkName(name, `--generate ${flag}`, "NAME=SIZE[:SEED]");
  const [size = "", seed = "1"] = flag.slice(at + 1).split(":");
  const bytes = parseSize(size, "--generate");
  if (bytes < streamBytesMin) {
    throw usage(`--generate ${size} is too small.`, "A generated stream has at least 64K.");
  }
  const range = { min: 0, max: 0xffff_ffff };
  const full: Source = { kind: "generate", bytes, seed: parseCount(seed, "SEED", range), entropy };
  return { name, streams: { full } };
}

function checkName(name: string, flag: string, form: string): void {
  const charsMax = 128;
  if (name === "" || name.length > charsMax) {
    throw usage(
      `${flag} names no database.`,
      `Write ${form} with a name of up to ${charsMax} characters.`,
    );
  }
}
