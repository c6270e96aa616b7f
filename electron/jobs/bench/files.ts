/** Files: backup against dd and zstd, restore against cat and zstd -d, with the same bytes at the same place. */
import { rmSync } from "node:fs";
import path from "node:path";
import { jobDefaults, type Codec, type RestoreSpec } from "../../contract/job.ts";
import { type Bench, backupOf, interleave, runJob, threadCount, timeProgram } from "./bench-run.ts";
import { against, gbPerSecond, type BenchRow } from "./row.ts";

const fileBytes = 1024 ** 3;
const zstdBytes = 1.5 * 1024 ** 3;

interface Sides {
  readonly name: string;
  readonly reference: string;
  readonly bytes: number;
  readonly bar: number;
  /** Seconds. */
  readonly ours: () => Promise<number>;
  readonly theirs: () => Promise<number>;
}

async function compare(bench: Bench, sides: Sides): Promise<BenchRow> {
  const { name, reference, bytes, bar } = sides;
  const seconds = await interleave(sides.ours, sides.theirs);
  const row = against(
    { name, value: gbPerSecond(bytes, seconds.ours), unit: "GB/s" },
    { name: reference, value: gbPerSecond(bytes, seconds.theirs) },
    bar,
  );
  bench.say(
    `${name}: ${row.value.toFixed(3)} GB/s, ${reference} ${row.reference?.value.toFixed(3)}`,
  );
  return row;
}

function remove(file: string): void {
  for (const each of [file, `${file}.handoff.json`]) rmSync(each, { force: true });
}

async function backUp(bench: Bench, bytes: number, file: string, codec: Codec): Promise<number> {
  remove(file);
  return (await runJob(bench, backupOf(bytes, { targets: [file], codec }))).seconds;
}

async function restore(bench: Bench, medium: string, file: string): Promise<number> {
  rmSync(file, { force: true });
  const spec: RestoreSpec = {
    ...jobDefaults,
    kind: "restore",
    media: [medium],
    secondaries: 1,
    sink: { kind: "into", files: [file] },
  };
  return (await runJob(bench, spec)).seconds;
}

/** `none` on the disk. The reference reads from memory and syncs too. */
export async function plainFiles(bench: Bench): Promise<BenchRow[]> {
  const source = path.join(bench.memory, "source.bak");
  const ours = path.join(bench.disk, "ours.bak");
  const theirs = path.join(bench.disk, "theirs.bak");
  await backUp(bench, fileBytes, source, { kind: "none" });
  const rows = [
    await compare(bench, {
      name: "backup to a file",
      reference: "dd bs=1M",
      bytes: fileBytes,
      bar: 0.9,
      ours: () => backUp(bench, fileBytes, ours, { kind: "none" }),
      theirs: () => {
        rmSync(theirs, { force: true });
        return timeProgram("dd", [`if=${source}`, `of=${theirs}`, "bs=1M", "conv=fsync"]);
      },
    }),
  ];
  const restored = path.join(bench.disk, "restored.bak");
  rows.push(
    await compare(bench, {
      name: "restore from a file",
      reference: "cat and sync",
      bytes: fileBytes,
      bar: 0.9,
      ours: () => restore(bench, ours, restored),
      theirs: () => {
        rmSync(theirs, { force: true });
        return timeProgram("sh", ["-c", 'cat "$1" > "$2" && sync "$2"', "sh", ours, theirs]);
      },
    }),
  );
  for (const file of [source, ours, theirs, restored]) remove(file);
  return rows;
}

/** zstd in memory, so that the codec and not the disk is measured. */
export async function zstdFiles(bench: Bench): Promise<BenchRow[]> {
  const source = path.join(bench.memory, "source.bak");
  const ours = path.join(bench.memory, "ours.zst");
  const theirs = path.join(bench.memory, "theirs.zst");
  const threads = threadCount();
  await backUp(bench, zstdBytes, source, { kind: "none" });
  const rows = [
    await compare(bench, {
      name: "backup with zstd:1",
      reference: `zstd -1 -T${threads}`,
      bytes: zstdBytes,
      bar: 0.95,
      ours: () => backUp(bench, zstdBytes, ours, { kind: "zstd", level: 1 }),
      theirs: () => timeProgram("zstd", ["-1", `-T${threads}`, "-q", "-f", source, "-o", theirs]),
    }),
  ];
  remove(source);
  const restored = path.join(bench.memory, "restored.bak");
  rows.push(
    await compare(bench, {
      name: "restore from zstd:1",
      reference: "zstd -d",
      bytes: zstdBytes,
      bar: 0.9,
      ours: () => restore(bench, ours, restored),
      theirs: () => timeProgram("zstd", ["-d", "-q", "-f", ours, "-o", restored]),
    }),
  );
  for (const file of [ours, theirs, restored]) remove(file);
  return rows;
}
