/**
 * What a job on a server would say and cost: the statement to the letter, memory, room, files. Starts nothing.
 */
import { availableParallelism } from "node:os";
import path from "node:path";
import { sessionOf, type JobSpec } from "../contract/job.ts";
import type { FaultWords } from "../contract/server-fault.ts";
import type { MovedFile, Preview } from "../contract/server-preview.ts";
import { checkBackup } from "../jobs/check-backup.ts";
import { freeForBuffers } from "../jobs/check-files.ts";
import { checkLibrary } from "../jobs/check-library.ts";
import { checkRestore } from "../jobs/check-restore.ts";
import { serverTaskOf } from "../jobs/check-server.ts";
import { planRun, type StreamFacts } from "../jobs/plan.ts";
import { statementTextOf } from "../jobs/run-statement.ts";
import type { SqlSession } from "../sql/session/sql-session.ts";
import { numberOf, textOf } from "../sql/views/cells.ts";
import { readHistory } from "../sql/views/history.ts";
import type { KnownServer } from "../sql/views/server-facts.ts";
import type { Addon } from "../vdi/addon.ts";
import type { MediaFiles } from "./media-files.ts";
import { faultWordsOf, type ServerDesk } from "./server-desk.ts";
import { freeSpaceOf } from "../jobs/free-space.ts";

/** Stands in for the id that each run makes anew. */
const previewId = "00000000-0000-0000-0000-000000000000";
/** Backups of the database that are looked through for one of the same kind. */
const historyMax = 200;
const pageBytes = 8_192;

interface PreviewTools {
  readonly desk: ServerDesk;
  readonly addon: Addon;
  readonly media: MediaFiles;
}

/** @throws FaultError USAGE when the job's parts need different servers, CALL_CANCELLED when other media are asked about */
export async function previewOf(spec: JobSpec, tools: PreviewTools): Promise<Preview> {
  serverTaskOf(spec);
  const { facts, problems } = await factsOf(spec, tools.addon);
  const plan = planRun(spec, facts, { coreCount: availableParallelism(), id: previewId });
  const { free } = await freeForBuffers();
  const files = spec.kind === "restore" ? await restoredFiles(spec, tools.media) : [];
  return {
    statement: statementTextOf(spec, plan),
    setName: plan.setName,
    deviceCount: plan.deviceNames.length,
    bufferCount: plan.bufferCount,
    transferSize: plan.transferSize,
    memoryBytes: plan.bufferCount * plan.transferSize,
    freeMemoryBytes: free,
    space: await spaceOf(spec, files, tools.desk),
    files,
    problems,
  };
}

/** As the run would find them; what would refuse it becomes a problem. */
async function factsOf(
  spec: JobSpec,
  addon: Addon,
): Promise<{ facts: StreamFacts; problems: FaultWords[] }> {
  const problems: FaultWords[] = [];
  try {
    checkLibrary(spec, addon);
  } catch (error) {
    problems.push(faultWordsOf(error));
  }
  try {
    const facts =
      spec.kind === "backup" ? await checkBackup(spec, addon) : (await checkRestore(spec)).facts;
    return { facts, problems };
  } catch (error) {
    problems.push(faultWordsOf(error));
    const files = spec.kind === "backup" ? spec.targets : spec.media;
    const codec = spec.kind === "backup" ? spec.codec : ({ kind: "none" } as const);
    return { facts: { blockSize: spec.blockSize, expectedBytes: [], codec, files }, problems };
  }
}

async function spaceOf(
  spec: JobSpec,
  files: readonly MovedFile[],
  desk: ServerDesk,
): Promise<Preview["space"]> {
  const needed = new Map<string, number | null>();
  if (spec.kind === "backup") {
    const whole = await expectedBytes(spec, desk);
    const folders = spec.targets.filter((file) => file !== "").map((file) => path.dirname(file));
    for (const folder of folders) {
      const share = whole === null ? null : whole / folders.length;
      const before = needed.get(folder) ?? 0;
      needed.set(folder, share === null ? null : before + share);
    }
  }
  for (const { to, bytes } of files) {
    const folder = folderOf(to);
    needed.set(folder, (needed.get(folder) ?? 0) + bytes);
  }
  const folders = [...needed.keys()];
  const free = await freeSpaceOf(folders);
  return folders.map((folder, index) => ({
    folder,
    neededBytes: needed.get(folder) ?? null,
    freeBytes: free[index] ?? null,
  }));
}

/** Paths of a server on Windows are not those of this system. */
function folderOf(file: string): string {
  return file.includes("\\") ? path.win32.dirname(file) : path.posix.dirname(file);
}

/** As the newest backup of its kind was, else as large as the database; null where nobody can be asked. */
async function expectedBytes(
  spec: Extract<JobSpec, { kind: "backup" }>,
  desk: ServerDesk,
): Promise<number | null> {
  const session = sessionOf(spec);
  const { source } = spec;
  if (session?.kind !== "saved" || source.kind !== "database") {
    return null;
  }
  try {
    return await desk.with(session.serverId, async (sql, { offsetMs }) => {
      const { database, what } = source;
      const records = await readHistory(sql, { database, limit: historyMax, offsetMs });
      const last = records.find(({ type }) => type === what);
      return last?.bytes ?? (what === "database" ? await sizeOf(sql, database) : null);
    });
  } catch {
    // The preview says what it knows; the run itself will say why the server cannot be asked.
    return null;
  }
}

async function sizeOf(session: SqlSession, database: string): Promise<number | null> {
  const sql = `SELECT SUM(CAST(m.size AS bigint)) AS pages FROM sys.master_files AS m
JOIN sys.databases AS d ON d.database_id = m.database_id WHERE d.name = @name`;
  const [row] = await session.query(sql, { name: database });
  const pages = row === undefined ? 0 : numberOf(row, "pages");
  return pages === 0 ? null : pages * pageBytes;
}

/** The database's files on these media, where the statement puts them. */
async function restoredFiles(
  { media, sink }: Extract<JobSpec, { kind: "restore" }>,
  files: MediaFiles,
): Promise<MovedFile[]> {
  const given = sink.kind === "database" ? sink.moves : [];
  const moves = new Map(given.map(({ logicalName, to }) => [logicalName, to]));
  return (await files.on(media)).map((file) => {
    return { ...file, to: moves.get(file.logicalName) ?? file.from };
  });
}

/** Where this server would put each file, next to nobody's else. @throws FaultError SQL_*, SECRET_*, CALL_CANCELLED */
export async function suggestMoves(
  of: { serverId: string; media: readonly string[]; database: string },
  { desk, media }: Pick<PreviewTools, "desk" | "media">,
): Promise<MovedFile[]> {
  const files = await media.on(of.media);
  return desk.with(of.serverId, async (session, server) => {
    const sql = `SELECT m.physical_name FROM sys.master_files AS m
JOIN sys.databases AS d ON d.database_id = m.database_id WHERE d.name <> @name`;
    const rows = await session.query(sql, { name: of.database });
    const taken = new Set(rows.map((row) => textOf(row, "physical_name").toLowerCase()));
    return files.map((file) => {
      const to = freePlace(file, of.database, { server, taken });
      taken.add(to.toLowerCase());
      return { ...file, to };
    });
  });
}

/** In the server's folder for such files, named after database and file, with a number where that is taken. */
function freePlace(
  { logicalName, from, type }: MovedFile,
  database: string,
  { server, taken }: { server: KnownServer; taken: ReadonlySet<string> },
): string {
  const paths = server.platform === "Windows" ? path.win32 : path.posix;
  const folder = (type === "Log" ? server.logPath : server.dataPath) || paths.dirname(from);
  const extension = /\.\w{1,8}$/.exec(from)?.[0] ?? (type === "Log" ? ".ldf" : ".mdf");
  const plain = `${database}_${logicalName}`.replace(/[\p{Cc}/\\:*?"<>|]/gu, "_");
  const at = (number: number): string =>
    paths.join(folder, `${plain}${number === 1 ? "" : `_${number}`}${extension}`);
  let number = 1;
  while (taken.has(at(number).toLowerCase())) number += 1;
  return at(number);
}
