/**
 * Whether a server is ready for a backup through VDI, item by item, each that is not with something to copy.
 */
import { z } from "zod";

/**
 * What an item found, as `id.finding`; the page has words for each. Parameters stand in braces:
 * the state that each comes with is fixed, see `findingStates`.
 */
export const findingStates = {
  /** {server} {ms} */
  "login.done": "ok",
  /** {server} {code} {message} {remedy}: nothing else could be asked then. */
  "login.failed": "fail",
  /** {login} */
  "sysadmin.yes": "ok",
  /** {login}: BACKUP to a virtual device needs sysadmin, no lesser right will do. */
  "sysadmin.no": "fail",
  /** {version} {edition} {platform} */
  "version.known": "ok",
  /** {version} {edition}: the embedded server of this program. */
  "version.embedded": "warn",
  /** {version}: before 2012. */
  "version.old": "warn",
  /** {library}: the client library is there and its symbols or class fit. */
  "library.found": "ok",
  /** {library}: our stand-in, which reaches the embedded server only. */
  "library.standIn": "warn",
  /** {library}: our stand-in, while the server is a real one (or the other way round). */
  "library.wrongServer": "fail",
  /** {library} {reason} */
  "library.missing": "fail",
  /** {user} {group}: this user is in the server's group. */
  "group.member": "ok",
  /** {user} {group} */
  "group.stranger": "fail",
  /** {server} {group}: the server's account `server` is not in this user's default group. */
  "group.serverStranger": "fail",
  /** {group}: no such group here, so no server of its package either. */
  "group.absent": "warn",
  /** {umask}: the program's own, octal; it is lifted while a set is made, so that the server's group can open its memory. */
  "umask.lifted": "ok",
  /** The server is on another machine than this program; VDI works on one machine only. {server} */
  "machine.other": "fail",
  /** {server} */
  "machine.same": "ok",
  /** {folder} {free}: bytes. */
  "space.enough": "ok",
  /** {folder} {free} {needed}: bytes. */
  "space.short": "warn",
  /** {folder}: it is not there. */
  "space.noFolder": "fail",
  /** {buffers} {transferSize} {bytes} {free}: bytes = buffers x transferSize. */
  "memory.enough": "ok",
  /** {buffers} {transferSize} {bytes} {free} */
  "memory.short": "warn",
  /** Nothing else runs. */
  "others.none": "ok",
  /** {count} {databases}: BACKUP or RESTORE statements that run now. */
  "others.running": "warn",
} as const satisfies Record<string, "ok" | "warn" | "fail" | "unknown">;
export type ReadinessFinding = keyof typeof findingStates;

/** In the order in which they are shown. */
export const readinessIds = [
  "login",
  "sysadmin",
  "version",
  "machine",
  "library",
  "group",
  "umask",
  "space",
  "memory",
  "others",
] as const;
export type ReadinessId = (typeof readinessIds)[number];

const findings = Object.keys(findingStates) as [ReadinessFinding, ...ReadinessFinding[]];

export const readinessItemSchema = z.object({
  id: z.enum(readinessIds),
  state: z.enum(["ok", "warn", "fail", "unknown"]),
  /** null with state `unknown`: it could not be asked, because an item before it failed. */
  finding: z.enum(findings).nullable(),
  parameters: z.record(z.string(), z.union([z.string(), z.number()])),
  /** What mends it, to be copied; null where only words help, which the page has for each finding. */
  fix: z.object({ kind: z.enum(["tsql", "shell"]), text: z.string() }).nullable(),
});
export type ReadinessItem = z.infer<typeof readinessItemSchema>;

export const readinessSchema = z.object({
  checkedAtMs: z.number(),
  /** Items that mean nothing here (group and umask on Windows and with the embedded server) are left out. */
  items: z.array(readinessItemSchema),
});
export type Readiness = z.infer<typeof readinessSchema>;
