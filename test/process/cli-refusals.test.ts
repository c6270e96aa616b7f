/**
 * Wrong input on the command line: one clear line, the right exit code, nothing lost and nothing left behind.
 */
import { spawn, type ChildProcess } from "node:child_process";
import {
  copyFile,
  mkdtemp,
  open,
  readFile,
  readdir,
  rename,
  rm,
  truncate,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const cli = path.resolve("dist/cli.cjs");
let folder = "";
const at = (name: string): string => path.join(folder, name);

interface Answer {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function handoff(...args: string[]): Promise<Answer> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [cli, ...args], {
      cwd: folder,
      env: { ...process.env, HANDOFF_STATE_DIR: at("state") },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (data: Buffer) => {
      stdout += data.toString();
    });
    child.stderr.on("data", (data: Buffer) => {
      stderr += data.toString();
    });
    child.on("close", (exit) => {
      resolve({ exit, stdout, stderr });
    });
  });
}

/** The run must end with `exit`, say one line that matches, and leave the folder as it was. */
async function refuses(args: string[], exit: number, words: RegExp): Promise<void> {
  const before = await readdir(folder);
  const answer = await handoff(...args);
  const errorLines = answer.stderr.trim().split("\n");
  expect(answer, args.join(" ")).toMatchObject({ exit });
  expect(errorLines, answer.stderr).toHaveLength(1);
  expect(errorLines[0]).toMatch(/^handoff: /);
  expect(errorLines[0]).toMatch(words);
  expect((await readdir(folder)).sort()).toEqual(before.sort());
}

async function flipByte(file: string, position: number): Promise<void> {
  const handle = await open(file, "r+");
  const byte = Buffer.alloc(1);
  await handle.read(byte, 0, 1, position);
  byte[0] = (byte[0] ?? 0) ^ 1;
  await handle.write(byte, 0, 1, position);
  await handle.close();
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "handoff-refusals-"));
  const whole = await handoff("backup", "--generate", "2M:3", "--to", "whole.bak");
  const striped = await handoff(
    "backup",
    "--generate",
    "4M:4",
    "--to",
    "one.bak",
    "two.bak",
    "--compress",
    "zstd:1",
  );
  expect([whole.exit, striped.exit], whole.stderr + striped.stderr).toEqual([0, 0]);
  await writeFile(at("odd.bak"), Buffer.alloc(1000));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe("wrong use (exit 2)", () => {
  const generate = ["backup", "--generate", "1M"];
  const cases: [string, string[], RegExp][] = [
    ["an unknown command", ["backpu"], /unknown command/i],
    ["an unknown flag", [...generate, "--to", "x.bak", "--fast"], /--fast/],
    ["no target", generate, /--to is missing/],
    [
      "an existing target",
      [...generate, "--to", "whole.bak"],
      /whole\.bak exists already.*--force/,
    ],
    [
      "a folder that does not exist",
      [...generate, "--to", "no/x.bak"],
      /folder .*no does not exist/,
    ],
    ["a folder as target", [...generate, "--to", "."], /is not a file/],
    [
      "a source that does not exist",
      ["backup", "--replay", "none.bak", "--to", "x.bak"],
      /none\.bak does not exist/,
    ],
    [
      "a source of odd size",
      ["backup", "--replay", "odd.bak", "--to", "x.bak"],
      /1000 bytes, not a whole number/,
    ],
    [
      "source and target the same",
      ["backup", "--replay", "whole.bak", "--to", "whole.bak", "--force"],
      /read and written/,
    ],
    [
      "fewer buffers than devices",
      [...generate, "--to", "x.bak", "y.bak", "--buffers", "1"],
      /buffer/,
    ],
    [
      "an existing file to restore into",
      ["restore", "--from", "whole.bak", "--into", "one.bak"],
      /one\.bak exists already/,
    ],
    [
      "a trace over the manifest of what is restored",
      [
        ...["restore", "--from", "whole.bak", "--discard", "--force"],
        ...["--trace", "whole.bak.handoff.json"],
      ],
      /read and written/,
    ],
    [
      "a trace over what is compared",
      [
        ...["restore", "--from", "whole.bak", "--compare", "one.bak", "--force"],
        ...["--trace", "one.bak"],
      ],
      /read and written/,
    ],
    [
      "a login without a server",
      [...generate, "--to", "x.bak", "--user", "sa"],
      /Without --server .* --user/,
    ],
    ["a report where no run failed", ["report", "last"], /No run failed/],
    ["an export format", ["trace", "x", "--export", "xml", "--to", "y"], /xml/],
    ["a benchmark", ["bench", "marathon"], /no benchmark marathon/],
  ];
  it.each(cases)("%s", async (_name, args, words) => {
    await refuses(args, 2, words);
  });
});

describe("damaged or incomplete media (exit 3)", () => {
  const restore = (...media: string[]): string[] => ["restore", "--from", ...media, "--discard"];

  it("a missing medium, a missing stripe, swapped stripes, a foreign stripe", async () => {
    await refuses(restore("none.bak"), 3, /none\.bak does not exist/);
    await refuses(restore("one.bak"), 3, /Stripe 2 of 2 is missing/);
    await refuses(restore("two.bak", "one.bak"), 3, /was named as number/);
    await refuses(restore("one.bak", "whole.bak"), 3, /belongs to backup|Stripe 2/);
  });

  it("a medium without manifest, with a torn manifest", async () => {
    await copyFile(at("whole.bak"), at("alone.bak"));
    await refuses(restore("alone.bak"), 3, /has no manifest/);
    const manifest = await readFile(at("whole.bak.handoff.json"), "utf8");
    await writeFile(at("alone.bak.handoff.json"), manifest.slice(0, 200));
    await refuses(restore("alone.bak"), 3, /manifest .* is damaged/);
    await refuses(["inspect", "alone.bak"], 3, /is damaged/);
  });

  it("a truncated and an altered medium, before a byte reaches the server", async () => {
    await copyFile(at("whole.bak"), at("copy.bak"));
    await copyFile(at("whole.bak.handoff.json"), at("copy.bak.handoff.json"));
    await flipByte(at("copy.bak"), 777_777);
    await refuses(restore("copy.bak"), 3, /was altered: its bytes/);
    await refuses(["inspect", "copy.bak"], 3, /was altered/);
    await flipByte(at("copy.bak"), 777_777);
    await truncate(at("copy.bak"), 1_000_000);
    await refuses(restore("copy.bak"), 3, /it was truncated/);
  });

  it("two stripes whose files were exchanged", async () => {
    await rename(at("one.bak"), at("hold"));
    await rename(at("two.bak"), at("one.bak"));
    await rename(at("hold"), at("two.bak"));
    await refuses(restore("one.bak", "two.bak"), 3, /stripe 2|exchanged|truncated|made longer/);
    await rename(at("one.bak"), at("hold"));
    await rename(at("two.bak"), at("one.bak"));
    await rename(at("hold"), at("two.bak"));
    expect((await handoff(...restore("one.bak", "two.bak"))).exit).toBe(0);
  });

  it("a file that is no trace", async () => {
    await refuses(
      ["trace", "whole.bak", "--export", "csv", "--to", "x.csv"],
      3,
      /is no trace of Handoff/,
    );
  });
});

describe("output that cannot be written", () => {
  const started = (args: string[], stdout: "pipe" | number, state = at("state")): ChildProcess =>
    spawn(process.execPath, [cli, ...args], {
      cwd: folder,
      env: { ...process.env, HANDOFF_STATE_DIR: state },
      stdio: ["ignore", stdout, "pipe"],
    });
  const ended = async (child: ChildProcess): Promise<{ exit: unknown; stderr: string }> => {
    let stderr = "";
    child.stderr?.on("data", (data: Buffer) => (stderr += data.toString()));
    const exit = await new Promise((resolve) => child.once("close", resolve));
    return { exit, stderr };
  };

  it("because its reader left: the job goes on to its end", async () => {
    const child = started(["backup", "--generate", "2M", "--to", "piped.bak", "--json"], "pipe");
    child.stdout?.once("data", () => child.stdout?.destroy());
    expect(await ended(child)).toEqual({ exit: 0, stderr: "" });
    expect(await readdir(folder)).toContain("piped.bak");
  });

  it("because the disk is full: it is said, and the command fails", async () => {
    const full = await open("/dev/full", "w");
    const { exit, stderr } = await ended(started(["explain", "995"], full.fd));
    await full.close();
    expect(exit).toBe(1);
    expect(stderr).toMatch(/^handoff: The output cannot be written: ENOSPC\. .*\n$/);
  });

  it("because its folder cannot be made: it is said at once", async () => {
    const args = ["backup", "--generate", "1M", "--to", "nowhere.bak"];
    const { exit, stderr } = await ended(started(args, "pipe", "/proc/handoff-test"));
    expect(exit).toBe(1);
    expect(stderr).toMatch(/^handoff: The journal .* cannot be written: ENOENT\. .*\n$/);
  });
});

describe("--json", () => {
  it("ends with one result line that carries the error", async () => {
    const answer = await handoff("restore", "--from", "none.bak", "--discard", "--json");
    const last = answer.stdout.trim().split("\n").at(-1) ?? "";
    expect(JSON.parse(last)).toMatchObject({
      event: "result",
      ok: false,
      error: { code: "MEDIA_MISSING" },
    });
  });
});
