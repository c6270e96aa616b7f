/**
 * What a run that was left (stopped, failed) does afterwards: nothing; and what must not keep it from its end.
 */
import { createServer, type Server } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { LoginSpec } from "../../electron/contract/sql-login.ts";
import { SqlSession } from "../../electron/sql/session/sql-session.ts";
import type { SessionLogin } from "../../electron/sql/session/session-login.ts";
import { backupFrom } from "./lib/foreign-jobs.ts";
import { backupOf, expectDone, Workplace } from "./lib/jobs.ts";
import { password, ServerProcess } from "./lib/server-process.ts";

const place = new Workplace();
let server: ServerProcess;
beforeAll(async () => {
  await SqlSession.loadDriver();
  server = await ServerProcess.start(place.at("state/server"), ["--generate", "Sales=2M:7"]);
});
afterAll(async () => {
  await server.stop();
  place.remove();
});

/** Listens where nobody should come any more. */
async function nobodysPort(): Promise<{ server: Server; port: number; calls: () => number }> {
  let calls = 0;
  const listening = createServer((socket) => {
    calls += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  const address = listening.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  return { server: listening, port, calls: () => calls };
}

/** Time in which a connection to this machine is sure to be seen. */
const seenWithinMs = 500;

// Who logs in first is the check of the job, then the statement's session.
it.each([
  { name: "the check", nth: 1 },
  { name: "the statement", nth: 2 },
])("$name of a run that was left does not log in any more", async ({ nth }) => {
  const nobody = await nobodysPort();
  let asked = 0;
  let answer: (login: SessionLogin) => void = () => undefined;
  const login = server.login();
  const isAsked = new Promise<void>((asks) => {
    const loginOf = (): Promise<SessionLogin> => {
      asked += 1;
      if (asked < nth) return Promise.resolve({ spec: login, secret: password });
      asks();
      return new Promise((resolve) => (answer = resolve));
    };
    const spec = backupFrom(login, place.files(`left-${nth}`, 1), { database: "Sales" });
    job = place.start(spec, loginOf);
  });
  await isAsked;
  job.abort();
  expect((await job.finished).result?.outcome).toBe("stopped");
  const elsewhere: LoginSpec = { ...login, port: nobody.port };
  answer({ spec: elsewhere, secret: password });
  await new Promise((resolve) => setTimeout(resolve, seenWithinMs));
  expect(nobody.calls()).toBe(0);
  nobody.server.close();
});
let job: ReturnType<Workplace["start"]>;

it("a listener that throws does not keep a run from its end", async () => {
  const run = place.start(backupOf({ targets: place.files("thrown", 1), bytes: 200_000 }));
  run.onChange(() => {
    throw new Error("This listener is broken.");
  });
  expectDone(await run.finished);
});
