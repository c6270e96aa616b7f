/**
 * Whether this user and SQL Server's account on Linux can open each other's shared memory. Source: VDI reference 8.2.
 */
import { readFileSync } from "node:fs";
import { userInfo } from "node:os";

/** User and group that SQL Server's package makes. */
export const serverAccount = "mssql";

export interface Accounts {
  readonly user: string;
  /** Default group of this process: what it makes belongs to it. */
  readonly group: string;
  readonly hasServerGroup: boolean;
  /** This process runs as the server's account, or has its group in force. */
  readonly isInServerGroup: boolean;
  /** The server's account is in this process's default group. */
  readonly isServerInGroup: boolean;
}

/** What the kernel knows of this process. */
export interface ProcessIds {
  readonly user: string;
  readonly gid: number;
  readonly groups: readonly number[];
}

/** @returns null on systems without such accounts */
export function readAccounts(): Accounts | null {
  if (process.getgid === undefined || process.getgroups === undefined) {
    return null;
  }
  const ids = { user: userInfo().username, gid: process.getgid(), groups: process.getgroups() };
  return accountsOf(textOfFile("/etc/passwd"), textOfFile("/etc/group"), ids);
}

/** Pure; the two texts as passwd(5) and group(5) describe them. */
export function accountsOf(passwd: string, group: string, ids: ProcessIds): Accounts {
  const groups = linesOf(group).map(([name = "", , gid = "", members = ""]) => {
    return { name, gid: Number(gid), members: members.split(",") };
  });
  const serverGroup = groups.find(({ name }) => name === serverAccount);
  const own = groups.find(({ gid }) => gid === ids.gid);
  const serverEntry = linesOf(passwd).find(([name]) => name === serverAccount);
  const isServer = ids.user === serverAccount;
  return {
    user: ids.user,
    group: own?.name ?? String(ids.gid),
    hasServerGroup: serverGroup !== undefined,
    isInServerGroup:
      isServer || (serverGroup !== undefined && [ids.gid, ...ids.groups].includes(serverGroup.gid)),
    isServerInGroup:
      isServer ||
      (own?.members.includes(serverAccount) ?? false) ||
      (serverEntry !== undefined && Number(serverEntry[3]) === ids.gid),
  };
}

function linesOf(text: string): string[][] {
  return text.split("\n").map((line) => line.split(":"));
}

function textOfFile(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return ""; // without the file there are no such accounts
  }
}

/** This process's umask, octal: "0022"; "" where the kernel does not say. */
export function readUmask(): string {
  return /^Umask:\s*(\d+)/m.exec(textOfFile("/proc/self/status"))?.[1] ?? "";
}
