/** The null medium at 1 MiB against what structured clone moves between processes in messages of 1 MiB. */
import { fork } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { type Bench, backupOf, interleave, runJob } from "./bench-run.ts";
import { against, gbPerSecond, type BenchRow } from "./row.ts";

const mib = 1024 ** 2;
const nullBytes = 8 * 1024 ** 3;
const messageCount = 200;
const bar = 40;

export async function structuredClone(bench: Bench): Promise<BenchRow[]> {
  const isElectron = bench.environment.host.kind === "utility process";
  const cloneRate =
    bench.environment.cloneRate ?? ((bytes, count) => pipeRate(bench, bytes, count));
  const rates = await interleave(
    async () => {
      const run = await runJob(bench, backupOf(nullBytes, { transferSize: mib }));
      return gbPerSecond(run.bytes, run.seconds);
    },
    async () => (await cloneRate(mib, messageCount)) / 1e9,
  );
  const name = isElectron ? "structured clone, message port" : "structured clone, pipe";
  const measured = { name: "null medium, 1 MiB, by handle", value: rates.ours, unit: "GB/s" };
  bench.say(`${name}: ${rates.theirs.toFixed(3)} GB/s`);
  return [against(measured, { name, value: rates.theirs }, isElectron ? bar : null)];
}

/** Answers each message with its length. */
export const echoProgram = {
  node: 'process.on("message", (m) => process.send(m.byteLength));',
  utility:
    'process.parentPort.on("message", (e) => process.parentPort.postMessage(e.data.byteLength));',
} as const;

/** Messages over Node's own pipe. */
async function pipeRate(bench: Bench, messageBytes: number, count: number): Promise<number> {
  const file = path.join(bench.memory, "echo.cjs");
  writeFileSync(file, echoProgram.node);
  const child = fork(file, [], { serialization: "advanced", execArgv: [] });
  try {
    return await roundTrips(messageBytes, count, {
      send: (message) => void child.send(message),
      onAnswer: (answered) => void child.on("message", answered),
    });
  } finally {
    child.kill();
  }
}

interface Echo {
  send(message: Uint8Array): void;
  onAnswer(answered: () => void): void;
}

/** Messages under way at a time, so that the time of a round trip does not count. */
const outstanding = 4;
const warmUp = 10;

/** Bytes a second; a few messages warm both sides up. */
export function roundTrips(messageBytes: number, count: number, echo: Echo): Promise<number> {
  const message = new Uint8Array(messageBytes).fill(7);
  return new Promise((resolve) => {
    let answers = 0;
    let started = 0n;
    echo.onAnswer(() => {
      answers += 1;
      if (answers === warmUp) started = process.hrtime.bigint();
      if (answers === warmUp + count) {
        const seconds = Number(process.hrtime.bigint() - started) / 1e9;
        resolve((messageBytes * count) / seconds);
        return;
      }
      echo.send(message);
    });
    for (let i = 0; i < outstanding; i += 1) echo.send(message);
  });
}
