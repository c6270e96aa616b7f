/**
 * Whether a server is ready for a backup through VDI: asks the server and this machine, item by item, and says what mends
 * what is not. Changes nothing.
 */
import { hostname } from "node:os";
import { performance } from "node:perf_hooks";
import { FaultError } from "../contract/fault.ts";
import {
  findingStates,
  readinessIds,
  type Readiness,
  type ReadinessFinding,
  type ReadinessItem,
} from "../contract/server-readiness.ts";
import type { SavedServer } from "../contract/server-saved.ts";
import { safeLogin, serverText } from "../contract/sql-login.ts";
import { openedLibrary } from "../jobs/check-library.ts";
import { freeForBuffers } from "../jobs/check-files.ts";
import { quoteName } from "../sql/statement/quote.ts";
import { readActivity } from "../sql/views/activity.ts";
import type { KnownServer } from "../sql/views/server-facts.ts";
import type { Addon } from "../vdi/addon.ts";
import { readAccounts, readUmask, serverAccount, type Accounts } from "./server-accounts.ts";
import { faultWordsOf, type ServerDesk } from "./server-desk.ts";
import { freeSpaceOf } from "../jobs/free-space.ts";

/** What a backup is going to need. */
export interface ReadinessNeeds {
  readonly target: string | null;
  /** 0: unknown. */
  readonly bytes: number;
  readonly buffers: number;
  readonly transferSize: number;
}

type Fix = ReadinessItem["fix"];

/** SQL Server 2012: what came before is not described anywhere any more. */
const oldestMajor = 11;
const loopbacks = new Set(["localhost", "127.0.0.1", "::1"]);
const whoRuns = `SELECT session_id, command, percent_complete FROM sys.dm_exec_requests
WHERE command LIKE 'BACKUP%' OR command LIKE 'RESTORE%';`;

export async function readinessOf(
  server: SavedServer,
  needs: ReadinessNeeds,
  by: { desk: ServerDesk; addon: Addon },
): Promise<Readiness> {
  const { items: asked, known } = await askServer(server, by.desk);
  const library = libraryItem(server, known, by.addon);
  // The stand-in's server runs as this user: there are no accounts to bring together.
  const accounts = library.finding === "library.standIn" ? [] : accountItems(readAccounts());
  const found = [...asked, library, ...accounts, ...(await machineItems(needs))];
  const left = known === null ? unasked : [];
  return { checkedAtMs: Date.now(), items: inOrder([...found, ...left]) };
}

/** What cannot be told without a session. */
const unasked: ReadinessItem[] = (["sysadmin", "version", "machine", "others"] as const).map(
  (id) => {
    return { id, state: "unknown", finding: null, parameters: {}, fix: null };
  },
);

function inOrder(items: readonly ReadinessItem[]): ReadinessItem[] {
  return readinessIds.flatMap((id) => items.filter((item) => item.id === id));
}

function item(
  finding: ReadinessFinding,
  parameters: ReadinessItem["parameters"],
  fix: Fix = null,
): ReadinessItem {
  const id = readinessIds.find((one) => finding.startsWith(`${one}.`));
  if (id === undefined) {
    throw new Error(`${finding} belongs to no item.`);
  }
  return { id, state: findingStates[finding], finding, parameters, fix };
}

async function askServer(
  server: SavedServer,
  desk: ServerDesk,
): Promise<{ items: ReadinessItem[]; known: KnownServer | null }> {
  const name = serverText({ ...safeLogin, ...server });
  const startMs = performance.now();
  try {
    return await desk.with(server.id, async (session, known) => {
      const ms = Math.round(performance.now() - startMs);
      const others = await readActivity(session, known.offsetMs);
      return {
        known,
        items: [
          item("login.done", { server: name, ms }),
          sysadminItem(known),
          versionItem(known),
          placeItem(server, known),
          othersItem(others.map(({ database }) => database)),
        ],
      };
    });
  } catch (error) {
    const { code, message, remedy } = faultWordsOf(error);
    const parameters = { server: name, code, message, remedy };
    return { items: [item("login.failed", parameters)], known: null };
  }
}

function sysadminItem({ login, isSysadmin }: KnownServer): ReadinessItem {
  const text = `ALTER SERVER ROLE sysadmin ADD MEMBER ${quoteName(login)};`;
  return isSysadmin
    ? item("sysadmin.yes", { login })
    : item("sysadmin.no", { login }, { kind: "tsql", text });
}

function versionItem({ version, edition, platform, isEmbedded }: KnownServer): ReadinessItem {
  const parameters = { version, edition, platform };
  if (isEmbedded) {
    return item("version.embedded", parameters);
  }
  return item(
    Number.parseInt(version, 10) < oldestMajor ? "version.old" : "version.known",
    parameters,
  );
}

function placeItem({ host }: SavedServer, { machine, name }: KnownServer): ReadinessItem {
  const short = (text: string): string => text.split(".")[0]?.toLowerCase() ?? "";
  const isHere = loopbacks.has(host.toLowerCase()) || short(machine) === short(hostname());
  return item(isHere ? "machine.same" : "machine.other", { server: name });
}

function othersItem(databases: readonly string[]): ReadinessItem {
  return databases.length === 0
    ? item("others.none", {})
    : item(
        "others.running",
        { count: databases.length, databases: databases.join(", ") },
        { kind: "tsql", text: whoRuns },
      );
}

function libraryItem({ vdi }: SavedServer, known: KnownServer | null, addon: Addon): ReadinessItem {
  try {
    const { path: library, isStandIn } = openedLibrary(vdi.library, addon);
    if (known !== null && known.isEmbedded !== isStandIn) {
      return item("library.wrongServer", { library });
    }
    return item(isStandIn ? "library.standIn" : "library.found", { library });
  } catch (error) {
    const reason = error instanceof FaultError ? error.message : String(error);
    const fix: Fix =
      process.platform === "win32"
        ? {
            kind: "shell",
            text: 'regsvr32 "%ProgramFiles%\\Microsoft SQL Server\\80\\COM\\sqlvdi.dll"',
          }
        : null;
    return item("library.missing", { library: vdi.library, reason }, fix);
  }
}

function accountItems(accounts: Accounts | null): ReadinessItem[] {
  if (accounts === null) {
    return [];
  }
  return [groupItem(accounts), item("umask.lifted", { umask: readUmask() })];
}

function groupItem(accounts: Accounts): ReadinessItem {
  const { user, group, hasServerGroup, isInServerGroup, isServerInGroup } = accounts;
  const shell = (text: string): Fix => ({ kind: "shell", text });
  if (!hasServerGroup) {
    return item("group.absent", { group: serverAccount });
  }
  if (!isInServerGroup) {
    const fix = shell(`sudo usermod -a -G ${serverAccount} ${user}   # then log in anew`);
    return item("group.stranger", { user, group: serverAccount }, fix);
  }
  if (!isServerInGroup) {
    const fix = shell(
      `sudo usermod -a -G ${group} ${serverAccount} && sudo systemctl restart mssql-server`,
    );
    return item("group.serverStranger", { server: serverAccount, group }, fix);
  }
  return item("group.member", { user, group: serverAccount });
}

async function machineItems(needs: ReadinessNeeds): Promise<ReadinessItem[]> {
  const { target, buffers, transferSize } = needs;
  const bytes = buffers * transferSize;
  const { free } = await freeForBuffers();
  const parameters = { buffers, transferSize, bytes, free };
  const memory = item(bytes <= free ? "memory.enough" : "memory.short", parameters);
  return target === null ? [memory] : [memory, await spaceItem(target, needs.bytes)];
}

/** For a POSIX shell, or as Windows takes it. */
function quoted(folder: string): string {
  return process.platform === "win32" ? `"${folder}"` : `'${folder.replaceAll("'", "'\\''")}'`;
}

async function spaceItem(folder: string, needed: number): Promise<ReadinessItem> {
  const [free = null] = await freeSpaceOf([folder]);
  if (free === null) {
    return item(
      "space.noFolder",
      { folder },
      { kind: "shell", text: `mkdir -p ${quoted(folder)}` },
    );
  }
  return free >= needed
    ? item("space.enough", { folder, free })
    : item("space.short", { folder, free, needed });
}
