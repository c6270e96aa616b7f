import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contractVersion } from "../contract/version.ts";
import type { FaultError } from "../contract/fault.ts";
import { NodeHost } from "./node-host.ts";

let folder = "";
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "handoff-host-"));
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const hello = `process.send({ kind: "hello", contractVersion: ${contractVersion}, role: "server", pid: process.pid });`;
const stay = `setInterval(() => {}, 1000);`;

/** A host whose children run this source. */
function hostOf(source: string, helloWithinMs = 10_000): NodeHost {
  const file = path.join(folder, `child-${Math.abs(source.length * 31 + helloWithinMs)}.cjs`);
  fs.writeFileSync(file, source);
  return new NodeHost({ fileOf: () => file, helloWithinMs });
}

const faultOf = (promise: Promise<unknown>): Promise<FaultError> =>
  promise.then(
    () => {
      throw new Error("It started.");
    },
    (error: unknown) => error as FaultError,
  );

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe("a child that says hello", () => {
  test("has started; its messages wait for the first listener, hello included", async () => {
    const child = await hostOf(
      `${hello} process.send({ n: 1n }); process.on("message", (m) => process.send({ back: m }));`,
    ).start("server", "a label");
    const seen: unknown[] = [];
    child.port.onMessage((message) => seen.push(message));
    child.port.post({ address: 5n });
    await expect.poll(() => seen.length).toBe(3);
    expect(seen[0]).toMatchObject({ kind: "hello", pid: child.pid });
    expect(seen.slice(1)).toEqual([{ n: 1n }, { back: { address: 5n } }]);
    child.kill();
    child.kill();
    expect(await child.exited).toEqual({ code: null, signal: "SIGKILL" });
  });

  test("that exits by itself tells its code and closes its port", async () => {
    const child = await hostOf(`${hello} setTimeout(() => process.exit(7), 20);`).start(
      "server",
      "x",
    );
    const closed = new Promise<void>((resolve) => child.port.onClose(resolve));
    expect(await child.exited).toEqual({ code: 7, signal: null });
    await closed;
    expect(() => child.port.post(1)).toThrow();
  });

  test("gets no environment that loads foreign code, and no password", async () => {
    process.env["NODE_OPTIONS"] = "--no-warnings";
    process.env["HANDOFF_TEST_VALUE"] = "7";
    process.env["HANDOFF_TEST_PASSWORD"] = "8";
    const child = await hostOf(`${hello} process.send(Object.keys(process.env)); ${stay}`).start(
      "server",
      "x",
    );
    delete process.env["NODE_OPTIONS"];
    delete process.env["HANDOFF_TEST_VALUE"];
    delete process.env["HANDOFF_TEST_PASSWORD"];
    const names = await new Promise<unknown>((resolve) =>
      child.port.onMessage((message) => {
        if (Array.isArray(message)) resolve(message);
      }),
    );
    expect(names).toContain("HANDOFF_TEST_VALUE");
    expect(names).not.toContain("NODE_OPTIONS");
    expect(names).not.toContain("HANDOFF_TEST_PASSWORD");
    child.kill();
    await child.exited;
  });
});

describe("a child that does not start", () => {
  test("because it ends: says how and what it wrote", async () => {
    const fault = await faultOf(
      hostOf(`console.error("no memory left"); process.exit(3);`).start("secondary", "x"),
    );
    expect(fault.code).toBe("PROCESS_NOT_STARTED");
    expect(fault.message).toContain("secondary");
    expect(fault.message).toContain("exit code 3");
    expect(fault.message).toContain("no memory left");
  });

  test("because it is silent: is killed", async () => {
    const fault = await faultOf(
      hostOf(`console.error("pid " + process.pid); ${stay}`, 700).start("server", "x"),
    );
    expect(fault.message).toContain("it said nothing for 0.7 s");
    const pid = Number(/pid (\d+)/.exec(fault.message)?.[1]);
    await expect.poll(() => isAlive(pid)).toBe(false);
  });

  test("because its program is not there", async () => {
    const host = new NodeHost({ fileOf: () => path.join(folder, "missing.cjs") });
    expect((await faultOf(host.start("server", "x"))).message).toContain("missing.cjs");
  });
});
