/** The command line that does the same as a specification. Pure; flags as `handoff backup` and `handoff restore` take them. */
import { type JobSpec, jobDefaults } from "../../electron/contract/job.ts";

/** The program with its command, then one element a flag with its values. */
export function commandPartsOf(spec: JobSpec): string[] {
  const own =
    spec.kind === "backup"
      ? ["handoff backup", sourceFlag(spec), codecFlag(spec), targetFlag(spec)]
      : ["handoff restore", `--from ${paths(spec.media)}`, sinkFlag(spec)];
  return [...own, ...commonFlags(spec)].filter((part) => part !== "");
}

type Backup = Extract<JobSpec, { kind: "backup" }>;
type Restore = Extract<JobSpec, { kind: "restore" }>;

function sourceFlag({ source }: Backup): string {
  if (source.kind === "replay") return `--replay ${paths(source.files)}`;
  if (source.kind === "database") return `--database ${quoted(source.database)}`;
  return `--generate ${sizeFlag(source.bytes)}${source.seed === 1 ? "" : `:${source.seed}`}`;
}

function codecFlag({ codec }: Backup): string {
  if (codec.kind === "zstd") return `--compress zstd:${codec.level}`;
  return codec.kind === "null" ? "--compress null" : "";
}

function targetFlag(spec: Backup): string {
  // The null medium keeps nothing, yet each device is counted by a name.
  const files =
    spec.codec.kind === "null" ? spec.targets.map((_, index) => `null${index + 1}`) : spec.targets;
  return `--to ${paths(files)}`;
}

function sinkFlag({ sink }: Restore): string {
  if (sink.kind === "database") return `--database ${quoted(sink.database)}`;
  return sink.kind === "discard" ? "--discard" : `--${sink.kind} ${paths(sink.files)}`;
}

function commonFlags(spec: JobSpec): string[] {
  return [
    spec.transferSize === jobDefaults.transferSize
      ? ""
      : `--transfer-size ${sizeFlag(spec.transferSize)}`,
    spec.buffers === null ? "" : `--buffers ${spec.buffers}`,
    spec.secondaries === null ? "" : `--secondaries ${spec.secondaries}`,
    spec.blockSize === null ? "" : `--block-size ${spec.blockSize}`,
    spec.alignment === 0 ? "" : `--alignment ${spec.alignment}`,
    spec.prefixZone === 0 ? "" : `--prefix-zone ${spec.prefixZone}`,
    spec.serverTimeout === 0 ? "" : `--server-timeout ${spec.serverTimeout}`,
    spec.handoff === "ring" ? "" : "--handoff port",
    spec.trace === null ? "" : `--trace ${quoted(spec.trace)}`,
    spec.force ? "--force" : "",
    spec.faults.length === 0
      ? ""
      : `--fault ${spec.faults.map(({ kind, at }) => `${kind}@${at}`).join(" ")}`,
  ];
}

/** Nothing chosen yet shows where the names will stand. */
function paths(files: readonly string[]): string {
  if (files.length === 0) return "FILE...";
  return braced(files) ?? files.map(quoted).join(" ");
}

/** "salesdw_{1,2,3}.bak" for paths that differ in one place only; null when they do not, or when a name needs quotes. */
export function braced(files: readonly string[]): string | null {
  const [first] = files;
  if (first === undefined || files.length < 2 || files.some((file) => !isPlain(file))) return null;
  const least = Math.min(...files.map((file) => file.length));
  let head = 0;
  while (head < least && files.every((file) => file[head] === first[head])) head += 1;
  let tail = 0;
  while (tail < least - head && files.every((file) => file.at(-1 - tail) === first.at(-1 - tail)))
    tail += 1;
  const middles = files.map((file) => file.slice(head, file.length - tail));
  if (new Set(middles).size < files.length) return null;
  return `${first.slice(0, head)}{${middles.join(",")}}${first.slice(first.length - tail)}`;
}

function isPlain(text: string): boolean {
  return /^[\w./:@%+~-]+$/.test(text);
}

function quoted(text: string): string {
  return isPlain(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** "1M", "64K", "2G"; bytes where no unit fits. */
export function sizeFlag(bytes: number): string {
  for (const [unit, factor] of [
    ["G", 2 ** 30],
    ["M", 2 ** 20],
    ["K", 2 ** 10],
  ] as const) {
    if (bytes >= factor && bytes % factor === 0) return `${bytes / factor}${unit}`;
  }
  return String(bytes);
}
