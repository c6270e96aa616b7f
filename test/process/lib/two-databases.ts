/**
 * What the tests of the embedded server on its own begin with: two generated databases and a session of `sa`.
 */
import { afterAll, beforeAll } from "vitest";
import type { SqlSession } from "../../../electron/sql/session/sql-session.ts";
import { Workplace } from "./jobs.ts";
import { ServerProcess } from "./server-process.ts";

export interface TwoDatabases {
  readonly place: Workplace;
  readonly server: ServerProcess;
  readonly session: SqlSession;
}

/** One server for all tests of a file, with Sales (3 MiB) and Second (1 MiB); its parts are there from the first test on. */
export function withTwoDatabases(): TwoDatabases {
  const place = new Workplace();
  const made: { server?: ServerProcess; session?: SqlSession } = {};
  beforeAll(async () => {
    made.server = await ServerProcess.start(place.at("state"), [
      "--generate",
      "Sales=3M:7",
      "--generate",
      "Second=1M:8",
    ]);
    made.session = await made.server.open();
  });
  afterAll(async () => {
    await made.session?.close();
    await made.server?.stop();
    place.remove();
  });
  const there = <Part>(part: Part | undefined): Part => {
    if (part === undefined) throw new Error("Asked for before the server was there.");
    return part;
  };
  return {
    place,
    get server() {
      return there(made.server);
    },
    get session() {
      return there(made.session);
    },
  };
}
