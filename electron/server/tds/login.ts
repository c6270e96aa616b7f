/**
 * Whether somebody may come in, and what is said to them.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { serverVersionText } from "../engine/server-functions.ts";
import type { ServerState } from "../engine/server-state.ts";
import type { Login } from "../engine/sessions.ts";
import type { ServerMessage } from "../tsql/values.ts";
import type { Login7 } from "./login7.ts";
import {
  packetBytesDefault,
  packetBytesMax,
  packetBytesMin,
  tdsVersionMax,
  tdsVersionMin,
} from "./protocol.ts";
import type { Response } from "./response.ts";

export interface LoginSecret extends Login {
  readonly password: string;
}

export type LoginResult =
  | {
      readonly kind: "welcome";
      readonly login: Login;
      readonly database: string;
      readonly tdsVersion: number;
      readonly packetBytes: number;
    }
  | { readonly kind: "refused"; readonly errors: readonly ServerMessage[] };

const defaultDatabase = "master";
const loginSeverity = 14;

/** 18456: the client is not told whether name or password was wrong. */
function loginFailed(user: string): ServerMessage {
  const text = `Login failed for user '${user}'.`;
  return { number: 18456, severity: loginSeverity, state: 1, text };
}

export function checkLogin(
  login7: Login7,
  logins: readonly LoginSecret[],
  { catalog }: ServerState,
): LoginResult {
  const { user, password, isIntegrated, tdsVersion } = login7;
  if (tdsVersion < tdsVersionMin) {
    const text = "This server speaks TDS 7.2 to 7.4; the client asks for an older version.";
    return {
      kind: "refused",
      errors: [{ number: 18456, severity: loginSeverity, state: 1, text }],
    };
  }
  if (isIntegrated) {
    const text = "Login failed: Windows authentication cannot be used with this server.";
    return {
      kind: "refused",
      errors: [{ number: 18452, severity: loginSeverity, state: 1, text }],
    };
  }
  const login = logins.find(({ name }) => name.toLowerCase() === user.toLowerCase());
  const isRight = isSameSecret(password, login?.password ?? "") && login !== undefined;
  if (!isRight) {
    return { kind: "refused", errors: [loginFailed(user)] };
  }
  const database = catalog.find(login7.database === "" ? defaultDatabase : login7.database);
  if (database === null || database.state === "RESTORING") {
    const text = `The database "${login7.database}" of the login cannot be opened. The login failed.`;
    const cannotOpen = { number: 4060, severity: 11, state: 1, text };
    return { kind: "refused", errors: [cannotOpen, loginFailed(user)] };
  }
  return {
    kind: "welcome",
    login: { name: login.name, isSysadmin: login.isSysadmin },
    database: database.name,
    tdsVersion: Math.min(tdsVersion, tdsVersionMax),
    packetBytes: agreedPacketBytes(login7.packetBytes),
  };
}

/** In time that does not depend on where they differ. */
function isSameSecret(given: string, right: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(right)) && right !== "";
}

function agreedPacketBytes(asked: number): number {
  return asked === 0
    ? packetBytesDefault
    : Math.min(packetBytesMax, Math.max(packetBytesMin, asked));
}

/** Everything that a server says to somebody who is let in, but the end. */
export function sayWelcome(
  response: Response,
  { database, tdsVersion, packetBytes }: LoginResult & { kind: "welcome" },
): void {
  const information = (number: number, text: string): void =>
    response.message({ number, severity: 0, state: 1, text }, 1);
  response.environment("database", database, defaultDatabase);
  information(5701, `Changed database context to '${database}'.`);
  response.collation();
  response.environment("language", "us_english", "");
  information(5703, "Changed language setting to us_english.");
  response.loginAck(tdsVersion, serverVersionText.slice(0, 30).trim());
  response.environment("packetSize", String(packetBytes), String(packetBytesDefault));
}
