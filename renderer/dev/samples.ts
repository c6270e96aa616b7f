/** Invented runs as the pictures of the look have them: for tests and for looking at the window. */
import { type BackupSpec, jobDefaults, type RestoreSpec } from "../../electron/contract/job.ts";
import {
  type DeviceState,
  phases,
  type Run,
  type RunResult,
  type RunSummary,
} from "../../electron/contract/run.ts";
import type { FileInfo } from "../../electron/contract/window.ts";

const gib = 2 ** 30;
const startedAtMs = Date.parse("2026-11-22T14:24:13-03:00");
const targets = ["a", "b", "c"].map(
  (folder, index) => `/backup/${folder}/SalesDW_${index + 1}of3.bak.zst`,
);
const common = { ...jobDefaults, faults: [], buffers: 24, secondaries: 3, blockSize: 4_096 };

export const salesSpec: BackupSpec = {
  kind: "backup",
  source: { kind: "replay", files: [1, 2, 3].map((n) => `/data/salesdw_${n}.bak`) },
  targets,
  codec: { kind: "zstd", level: 3 },
  ...common,
};

export const demoSpec: BackupSpec = {
  kind: "backup",
  source: { kind: "generate", bytes: 2 * gib, seed: 1, entropy: 0.35 },
  targets: ["/home/ana/handoff-demo/demo_1of2.bak.zst", "/home/ana/handoff-demo/demo_2of2.bak.zst"],
  codec: { kind: "zstd", level: 1 },
  ...common,
  secondaries: 2,
  force: true,
};

export const archiveSpec: RestoreSpec = {
  kind: "restore",
  media: ["/backup/a/HR_Archive.bak"],
  sink: { kind: "compare", files: ["/data/hr_archive.bak"] },
  ...common,
  secondaries: 1,
};

export function fileInfo(path: string, part: Partial<FileInfo> = {}): FileInfo {
  return {
    path,
    bytes: 137.4 * gib,
    beginsWith: "TAPE",
    stripe: null,
    blockSize: 4_096,
    plainBytes: null,
    problem: null,
    ...part,
  };
}

export const salesFiles: FileInfo[] = [137.4, 137.2, 137.7].map((size, index) =>
  fileInfo(`/data/salesdw_${index + 1}.bak`, {
    bytes: Math.round(size * gib),
    beginsWith: `TAPE, ${index + 1} of 3`,
    stripe: { index: index + 1, count: 3, setId: "set" },
  }),
);

function device(
  index: number,
  read: number,
  kept: number,
  part: Partial<DeviceState> = {},
): DeviceState {
  return {
    index,
    name: `SalesDW-${index + 1}`,
    file: targets[index] ?? "",
    expectedBytes: read * gib,
    plainBytes: read * gib,
    storedBytes: kept * gib,
    commands: 140_663,
    flushes: 2,
    rate: 0,
    secondsLeft: null,
    idleMs: 0,
    state: "done",
    checksum:
      [
        "9f2c41aad07e55c8b1aa40e96d11d07e",
        "c8b16e0900aa3e7717d4b39e00a83f52",
        "17d4b39e55aa0190c8b16e09d0a1a811",
      ][index] ?? null,
    ...part,
  };
}

const spanMs = [200, 100, 100, 256_000, 1_900, 1_100, 600, 100, 100];

function spansOf(count: number): Run["phaseSpans"] {
  let at = 0;
  return phases.slice(0, count).map((phase, index) => {
    const startedMs = at;
    at += spanMs[index] ?? 0;
    return { phase, startedMs, endedMs: at };
  });
}

/** Wavy rates without chance, so that two pictures are the same. */
function historyOf(count: number, dip: number): Run["history"] {
  const rateOf = (index: number, deviceIndex: number): number => {
    if (index === 0 || index >= count - 1) return 0;
    const wave =
      Math.sin(index / 13 + deviceIndex) * 0.015 + Math.sin(index * 2.3 + deviceIndex * 7) * 0.012;
    const drop = deviceIndex === 1 ? Math.exp(-(((index - dip) / 3) ** 2)) * 0.45 : 0;
    return Math.max(0, 0.54 + wave - drop) * gib;
  };
  return {
    stepMs: 1_000,
    perDevice: [0, 1, 2].map((deviceIndex) =>
      Array.from({ length: count }, (_, index) => rateOf(index, deviceIndex)),
    ),
  };
}

const slowest: RunResult["slowest"] = (
  [
    [214_008, 1, 2, 127_112, 48_210, "restart"],
    [211_774, 2, 2, 126_940, 22_400, "done"],
    [388_120, 0, 2, 234_301, 9_810, "done"],
    [90_412, 2, 2, 54_870, 8_120, "lease"],
    [421_988, 0, 12, 258_022, 7_640, "sync"],
    [300_561, 1, 2, 181_228, 6_900, "move"],
    [267_144, 1, 2, 160_906, 4_800, "lease"],
    [120_553, 0, 2, 72_440, 4_710, "move"],
    [355_190, 2, 2, 214_018, 4_660, "map"],
    [402_877, 1, 2, 243_551, 4_600, "move"],
  ] as const
).map(([sequence, deviceIndex, commandCode, atMs, totalUs, mostly]) => ({
  sequence,
  device: deviceIndex,
  commandCode,
  atMs,
  totalUs,
  mostly,
  mostlyUs: totalUs * 0.8,
}));

function resultOf(part: Partial<RunResult>): RunResult {
  return {
    ok: true,
    outcome: "done",
    bytes: 412.1 * gib,
    storedBytes: 192.6 * gib,
    seconds: 261,
    commands: 421_990,
    secondaryRestarts: 1,
    droppedEvents: 0,
    meanRate: 1.58 * gib,
    peakRate: 1.88 * gib,
    latencyNs: { p50: 4_100, p99: 11_000, p999: 48_000, max: 48_210_000 },
    timeShare: { server: 0.09, handoff: 0.02, codec: 0.58, disk: 0.31 },
    slowest,
    failure: null,
    ...part,
  };
}

export const doneRun: Run & { result: RunResult } = {
  runId: "done",
  database: "SalesDW",
  spec: salesSpec,
  startedAtMs,
  elapsedMs: 261_000,
  phase: "publish",
  phaseSpans: spansOf(9),
  processes: [
    { role: "server", index: 0, pid: 41_872, devices: [0, 1, 2], state: "ended", restarts: 0 },
    { role: "primary", index: 0, pid: 41_880, devices: [0, 1, 2], state: "running", restarts: 0 },
    ...[0, 1, 2].map((index) => ({
      role: "secondary" as const,
      index,
      pid: 41_887 + index,
      devices: [index],
      state: "ended" as const,
      restarts: index === 1 ? 1 : 0,
    })),
  ],
  devices: [device(0, 137.3, 64.1), device(1, 137.1, 64.1), device(2, 137.7, 64.4)],
  set: {
    name: "handoff-1",
    blockSize: 4_096,
    transferSize: 1_048_576,
    bufferCount: 24,
    alignment: 4_096,
    prefixZone: 0,
    features: 0x52000,
    segments: [0, 1, 2].map(() => ({ bytes: 8 * 2 ** 20, buffers: 8 })),
  },
  rate: { now: 0, mean: 1.58 * gib, peak: 1.88 * gib },
  commandRate: 0,
  secondsLeft: null,
  latencyNs: { p50: 4_100, p99: 11_000, p999: 48_000, max: 48_210_000 },
  timeShare: { server: 0.09, handoff: 0.02, codec: 0.58, disk: 0.31 },
  droppedEvents: 0,
  messages: [
    {
      atMs: 260_900,
      number: 3014,
      severity: 0,
      text: "BACKUP DATABASE successfully processed 54014976 pages.",
      device: -1,
    },
  ],
  notes: [
    { atMs: 127_112, key: "note.secondaryReplaced", parameters: { secondary: 2, leases: 3 } },
  ],
  history: historyOf(261, 127),
  result: resultOf({}),
};

/** One step after the first cause. */
type Step = readonly [
  after: number,
  source: "device" | "set" | "server",
  device: number,
  code: string,
  number: string,
  text: string,
];

const steps: readonly Step[] = [
  [0.2, "device", 1, "ERROR_IO_DEVICE", "1117", "3 writes already queued were refused"],
  [9.6, "server", -1, "3202", "16", "The server reports the failed write"],
  [11.2, "set", -1, "VD_E_ABORT", "0x80770004", "The server aborts; all three devices stop"],
  [11.3, "device", 0, "ERROR_OPERATION_ABORTED", "995", "8 commands in flight were swept away"],
  [38, "server", -1, "18210", "16", "I/O aborted, operating system error 995"],
  [41, "server", -1, "3041", "16", "BACKUP did not complete"],
  [44, "server", -1, "3013", "16", "BACKUP DATABASE ends abnormally: the verdict"],
];
const causeMs = 164_412;

export const failedRun: Run & { result: RunResult } = {
  ...doneRun,
  runId: "failed",
  elapsedMs: 164_460,
  phase: "data",
  phaseSpans: spansOf(4),
  devices: [
    device(0, 86.9, 40.6, { state: "failed", checksum: null, expectedBytes: 137.3 * gib }),
    device(1, 86.1, 40, { state: "failed", checksum: null, expectedBytes: 137.1 * gib }),
    device(2, 86.8, 40.6, { state: "failed", checksum: null, expectedBytes: 137.7 * gib }),
  ],
  history: historyOf(165, -99),
  notes: [],
  result: resultOf({
    ok: false,
    outcome: "failed",
    bytes: 259.8 * gib,
    storedBytes: 121.2 * gib,
    seconds: 164.4,
    commands: 265_983,
    secondaryRestarts: 0,
    failure: {
      code: "TARGET_FULL",
      message:
        "The volume of /backup/b/SalesDW_2of3.bak.zst is full; device 2 stopped after 92967793664 bytes.",
      remedy: "Free space on that volume or choose another one, then start again.",
      parameters: { file: "/backup/b/SalesDW_2of3.bak.zst", device: 2, position: 92_967_793_664 },
      cause: {
        atMs: causeMs,
        source: "media",
        device: 1,
        code: { name: "ERROR_DISK_FULL", number: "112" },
        key: "mediaFull",
        parameters: { size: 1_048_576, folder: "/backup/b" },
        text: "A write of 1 MiB to /backup/b failed because no space is left on that volume.",
      },
      consequences: steps.map(([after, source, deviceIndex, name, number, text]) => ({
        atMs: causeMs + after,
        source,
        device: deviceIndex,
        code: { name, number },
        key: "sample",
        parameters: {},
        text,
      })),
      command: {
        sequence: 265_983,
        device: 1,
        position: 92_967_793_664,
        handle: (0x5a << 24) | (0xb5c << 12) | 0x011,
        file: "/backup/b/SalesDW_2of3.bak.zst.partial",
        secondary: 1,
        pid: 41_903,
      },
      leftBehind: targets.map((file, index) => ({
        file: `${file}.partial`,
        bytes: (index === 1 ? 40 : 40.6) * gib,
        state: "partial" as const,
      })),
    },
  }),
};

export const restoredRun: Run & { result: RunResult } = {
  ...doneRun,
  runId: "restored",
  database: "HR_Archive",
  spec: archiveSpec,
  elapsedMs: 22_000,
  phase: "verdict",
  devices: [device(0, 38, 38, { file: "/backup/a/HR_Archive.bak" })],
  history: { stepMs: 250, perDevice: [historyOf(88, -99).perDevice[0] ?? []] },
  notes: [],
  result: resultOf({
    bytes: 38 * gib,
    storedBytes: 38 * gib,
    seconds: 22,
    secondaryRestarts: 0,
    meanRate: 1.72 * gib,
  }),
};

export const stoppedRun: Run & { result: RunResult } = {
  ...failedRun,
  runId: "stopped",
  database: "Orders",
  result: { ...resultOf({ ok: false, outcome: "stopped", seconds: 31 }), failure: null },
};

function spark(count: number, dip: number): number[] {
  return historyOf(count, dip).perDevice[1] ?? [];
}

function summary(run: Run & { result: RunResult }, part: Partial<RunSummary>): RunSummary {
  const { runId, database, spec, startedAtMs: at, result } = run;
  const { outcome, seconds, bytes, storedBytes, secondaryRestarts, failure } = result;
  return {
    runId,
    database,
    spec,
    startedAtMs: at,
    outcome,
    seconds,
    bytes,
    storedBytes,
    spark: spark(40, -9),
    secondaryRestarts,
    failure,
    ...part,
  };
}

const hour = 3_600_000;

/** The journal of the pictures; `nowMs` is when it is looked at. */
export function journalAt(nowMs: number): RunSummary[] {
  return [
    summary(doneRun, { startedAtMs: nowMs - 12 * hour, secondaryRestarts: 0 }),
    summary(restoredRun, { startedAtMs: nowMs - 13 * hour }),
    summary(failedRun, { startedAtMs: nowMs - 17 * hour, spark: spark(25, -9) }),
    summary(doneRun, {
      runId: "log",
      startedAtMs: nowMs - 25 * hour,
      bytes: 2.1 * gib,
      storedBytes: 0.4 * gib,
      seconds: 2,
      secondaryRestarts: 0,
    }),
    summary(stoppedRun, {
      startedAtMs: nowMs - 26 * hour,
      bytes: 11.4 * gib,
      storedBytes: 3.9 * gib,
      seconds: 31,
      spark: spark(12, -9),
    }),
    summary(doneRun, {
      runId: "replaced",
      startedAtMs: nowMs - 36 * hour,
      bytes: 410.9 * gib,
      storedBytes: 192 * gib,
      seconds: 269,
      spark: spark(40, 22),
    }),
  ];
}
