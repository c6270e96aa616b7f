/**
 * What the native addon exports, one to one. Nobody but this folder uses it: the wrappers beside this
 * file turn result codes into typed errors and give the names of the domain.
 *
 * Numbers: HRESULTs are signed 32-bit; addresses and byte positions are bigint; sizes are numbers.
 * Threads: everything here is called on the JavaScript thread; promises are settled by native threads of
 * their own, never by libuv's pool.
 */
import type { NativeTraceClass, NativeTraceFileClass } from "./native-trace.ts";
import type { LoggedVdiEvents } from "./vdi-events.ts";
import type { FaultKind, VdiServer } from "../contract/job.ts";
import type { VdConfig } from "../contract/vdi.ts";
import type { NativeBackupFile } from "./native-backup-file.ts";
import type { NativeControlCalls } from "./native-control.ts";
import type { NativeCompletion, NativeServerSet } from "./native-server-set.ts";

export interface NativeCommand {
  /** Identifies the command towards completeCommand; unique in its device object. */
  readonly token: number;
  readonly commandCode: number;
  readonly size: number;
  readonly position: bigint;
  /** Data start in this process, 0n for commands without a buffer. Never dereferenced by JavaScript. */
  readonly address: bigint;
}

export interface NativeDevice {
  getCommand(timeoutMs: number): Promise<{ hr: number; command?: NativeCommand }>;
  completeCommand(token: number, code: number, bytes: number, position: bigint): number;
}

/** `new addon.VirtualDeviceSet(...)`: IClientVirtualDeviceSet2, of the embedded server or of a client library. */
export interface NativeSet {
  create(name: string, config: Partial<VdConfig>): number;
  createEx(instance: string | null, name: string, config: Partial<VdConfig>): number;
  getConfiguration(timeoutMs: number): Promise<{ hr: number; config?: VdConfig }>;
  openDevice(name: string): { hr: number; device?: NativeDevice };
  close(): number;
  signalAbort(): number;
  openInSecondary(name: string): number;
  openInSecondaryEx(instance: string | null, name: string): number;
  getBufferHandle(address: bigint): { hr: number; handle?: number };
  mapBufferHandle(handle: number): { hr: number; address?: bigint };
  /** State by name as this process sees it: "DoesNotExist", "Configurable", ... */
  state(): string;
  /** Geometry of all buffers, for pictures and tests; empty before GetConfiguration returned. */
  geometry(): {
    segments: { bytes: number; buffers: number }[];
    stride: number;
    dataOffset: number;
  };
  /** Why the last failed call failed and what to do; "" where its code says all that is known. */
  problem(): string;
  /** A copy of at most 4,096 bytes of a buffer that is out with the client, by its handle. */
  peek(handle: number, offset: number, length: number): { hr: number; bytes?: Uint8Array };
}

/** How a device's medium is opened in the secondary. */
export interface NativeMedium {
  readonly device: number;
  readonly codec: "none" | "zstd" | "null";
  /** zstd only, 1..19. */
  readonly level: number;
  readonly direction: "write" | "read";
  /** Media file; for write this is the final name, bytes go to `${path}.partial`. "" for null. */
  readonly path: string;
}

/** What a medium was when it was finished: written after fsync, read by manifests. */
export interface NativeMediumSummary {
  readonly device: number;
  readonly plainBytes: number;
  readonly storedBytes: number;
  /** XXH3-128 of the plain stream and of the stored file, 32 hex digits. */
  readonly plainXxh3: string;
  readonly storedXxh3: string;
  /** XXH3-64 of each `chunkBytes` range of the stored file, 16 hex digits each. */
  readonly chunkBytes: number;
  readonly chunks: string[];
}

export interface NativeFault {
  readonly kind: FaultKind;
  /** nth command of the set (from 1), or bytes for media-full. */
  readonly at: number;
}

export type BrokerEvent =
  /** VDC_Complete arrived on this device, its medium is finished: answer with `completeDevice`. */
  | { kind: "completePending"; device: number; summary: NativeMediumSummary }
  /** GetCommand answered VD_E_CLOSE. `summary` when the medium was finished without a VDC_Complete. */
  | { kind: "deviceClosed"; device: number; summary: NativeMediumSummary | null }
  /** First failing completion of a device, with the Win32 code and where it came from. */
  | {
      kind: "deviceFailed";
      device: number;
      code: number;
      hr: number;
      sequence: number;
      position: number;
      handle: number;
      text: string;
    }
  /** A fault struck a command; `hr` is what the call that it spoiled answered, where it answers at once. */
  | {
      kind: "struck";
      fault: FaultKind;
      /** The trace's clock; 0: now. */
      timeNs: number;
      device: number;
      hr: number;
      sequence: number;
      position: number;
      handle: number;
    }
  /** Held commands or breakpoints changed; not told again before the next `look`. */
  | { kind: "control" }
  /** VD_E_ABORT seen. Every device thread has ended or is about to. */
  | { kind: "aborted"; hr: number }
  /** All device threads have ended. Last event. */
  | { kind: "ended" };

export interface BrokerOptions {
  /** Shared memory name of the broker segment, begins with "handoff-". Created here. */
  readonly segmentName: string;
  /** Name of an existing trace segment, or null. */
  readonly traceName: string | null;
  readonly deviceNames: readonly string[];
  /** Device index -> secondary index. */
  readonly assignment: readonly number[];
  readonly secondaryCount: number;
  readonly faults: readonly NativeFault[];
  /** Called on the JavaScript thread, in order. */
  readonly onEvent: (event: BrokerEvent) => void;
}

export interface BrokerStats {
  readonly devices: {
    bytes: number;
    storedBytes: number;
    commands: number;
    flushes: number;
    leasesOut: number;
    idleMs: number;
    closed: boolean;
  }[];
  readonly secondaries: {
    pid: number;
    leasesOut: number;
    oldestLeaseAgeMs: number;
    moved: number;
    restarts: number;
  }[];
  /** Nanoseconds summed over all commands: handle taken .. completed by stage, for "where the time goes". */
  readonly stageNs: { server: number; handoff: number; codec: number; disk: number };
  /** Received -> completed, log-linear histogram quantiles in ns. */
  readonly latencyNs: { p50: number; p99: number; p999: number; max: number };
}

/** Which command to copy bytes of; 0xffffffff lets all pass. See native/broker/peek_hook.h. */
export interface NativePeekFilter {
  readonly device: number;
  readonly command: number;
  readonly buffer: number;
  readonly offset: number;
}

export interface NativePeek {
  readonly device: number;
  readonly command: number;
  readonly sequence: number;
  readonly handle: number;
  readonly size: number;
  readonly position: number;
  readonly offset: number;
  /** The primary's, of the data start. Never dereferenced by JavaScript. */
  readonly address: number;
  readonly takenNs: number;
  /** At most 4,096. */
  readonly bytes: Uint8Array;
}

/** `new addon.Broker(set, options)`: device threads, lease table and rings of one set (ring mode). */
export interface NativeBroker extends NativeControlCalls {
  /** Opens the devices and starts their threads. @returns HRESULT */
  start(): number;
  /** A secondary with this index has opened its media and serves; its pending leases are issued (again). */
  attachSecondary(index: number, pid: number): void;
  /**
   * Takes the leases back from a secondary. Resolves once the process is surely gone (pidfd), it is killed
   * with SIGKILL first. @returns leases that will be issued again
   */
  revokeSecondary(index: number): Promise<number>;
  /** Answer to completePending; `code` 0 or a Win32 code. */
  completeDevice(device: number, code: number): void;
  stats(): BrokerStats;
  /** Copies bytes of the next command that fits, once; null: of none. */
  armPeek(filter: NativePeekFilter | null): void;
  /** The copy, once; null while there is none. */
  takePeek(): NativePeek | null;
  /** Joins all threads (the set must be closed or aborted) and removes the segment. Idempotent. */
  close(): void;
}

/** `new addon.Secondary(options)`: the working half in a secondary process. */
export interface NativeSecondary {
  /** OpenInSecondaryEx. @returns HRESULT */
  open(): number;
  /**
   * Opens the media (write: creates or, after a restart, truncates to the last acknowledged byte) and, in
   * ring mode, starts one thread a device. Rejects with {code: errno name, path} when one cannot be opened.
   */
  openMedia(media: readonly NativeMedium[], codecThreads: number): Promise<void>;
  /** Port mode: maps the handle and moves the bytes on a native thread. `code` is a Win32 code. */
  move(lease: {
    device: number;
    command: number;
    handle: number;
    size: number;
    position: bigint;
    sequence: number;
    /** "map" only maps; "rest" moves what was mapped so. */
    phase: "whole" | "map" | "rest";
  }): Promise<{
    code: number;
    hr: number;
    bytes: number;
    address: bigint;
    /** On the medium, or read from it, so far. */
    storedBytes: number;
    codecNs: number;
    diskNs: number;
  }>;
  /** Port mode: fsync. */
  flush(device: number): Promise<number>;
  /** Port mode: finishes the medium. */
  finish(device: number): Promise<{ code: number; summary: NativeMediumSummary }>;
  /** Stops threads, closes media and set. Idempotent. */
  close(): void;
}

export type NativeDatabase =
  | { readonly kind: "replay"; readonly files: readonly string[] }
  | {
      readonly kind: "generate";
      readonly bytes: number;
      readonly seed: number;
      /** Fraction of each page that is incompressible, 0..1. */
      readonly entropy: number;
    };

export type NativeSink =
  | { readonly kind: "into"; readonly files: readonly string[]; readonly force: boolean }
  | { readonly kind: "compare"; readonly files: readonly string[] }
  /** The first `headBytes` of each stream; the devices are closed early. */
  | { readonly kind: "head"; readonly files: readonly string[]; readonly headBytes: number }
  | { readonly kind: "discard" };

export interface NativeStatement {
  readonly instance: string | null;
  readonly deviceNames: readonly string[];
  readonly blockSize: number;
  readonly transferSize: number;
  readonly bufferCount: number;
  readonly traceName: string | null;
  /** server-abort, server-crash; others are ignored here. */
  readonly faults: readonly NativeFault[];
  /** Seed of what the server varies on purpose. */
  readonly seed: number;
  /** Measuring only; see paceSchema in contract/job.ts. */
  readonly pace?: { readonly commandsPerSecond: number; readonly commandBytes: number } | undefined;
  /** STATS: message 3211 after each `percent` of `expectedBytes`; 0 bytes where they are not known. */
  readonly stats?: { readonly percent: number; readonly expectedBytes: number } | undefined;
  readonly action:
    | { readonly kind: "backup"; readonly database: NativeDatabase }
    | { readonly kind: "restore"; readonly sink: NativeSink };
  /** Server messages as they happen, called on the JavaScript thread. */
  readonly onMessage: (message: {
    number: number;
    severity: number;
    text: string;
    device: number;
  }) => void;
}

export interface NativeStatementControl {
  /** Aborts the statement's set; a statement that has not opened it yet fails as soon as it has. */
  abort(): void;
  /** Stream bytes that all devices moved so far. */
  bytes(): number;
}

export interface NativeFinding {
  /** note: works without, or is worth knowing; problem: keeps a job with SQL Server from working. */
  grade: "fine" | "note" | "problem";
  about: string;
  text: string;
}

export interface Addon {
  /**
   * Windows only: entries of source SQLVDI at or after a moment, oldest first. `problem`: why the log cannot be read,
   * "" when it could.
   */
  vdiEvents?(sinceSeconds: number): Promise<LoggedVdiEvents>;
  readonly BackupFile: new (path: string, threads: number) => NativeBackupFile;
  readonly ServerSet: new (onCompletion: (completion: NativeCompletion) => void) => NativeServerSet;
  /** Nothing, or kind "embedded": our own. Throws {code: "VDI_LIBRARY"} where the library cannot be used. */
  readonly VirtualDeviceSet: new (implementation?: VdiServer) => NativeSet;
  /** Loads SQL Server's client library, "" where it is installed. Throws {code: "VDI_LIBRARY"}. */
  openLibrary(library: string): { path: string; isStandIn: boolean };
  /** What stands between this program and SQL Server's client library, "" where it is installed. */
  diagnose(library: string): Promise<NativeFinding[]>;
  /** What was found out about the libraries of this process, one line each, for logs. */
  libraryFindings(): string[];
  readonly Broker: new (set: NativeSet, options: BrokerOptions) => NativeBroker;
  readonly Secondary: new (options: {
    instance: string | null;
    /** Client library whose set it opens, null for the embedded one. */
    library: string | null;
    setName: string;
    segmentName: string;
    index: number;
    traceName: string | null;
  }) => NativeSecondary;
  /** A block of a trace file that holds this text in UTF-8, 1 byte to 4 MiB; `index` counts the blocks of a file from 0. */
  packTraceText(text: ArrayBuffer, index: number): Promise<ArrayBuffer>;
  /** Checks a whole block of a trace file (native/trace/block.h) and unpacks it: a text, or 48 bytes an event. Rejects with code EBADMSG. */
  unpackTraceBlock(block: ArrayBuffer): Promise<ArrayBuffer>;
  /** The same of a block of events, folded to commands: the columns of native/trace/fold.h. */
  foldTraceBlock(block: ArrayBuffer): Promise<ArrayBuffer>;
  readonly Trace: NativeTraceClass;
  readonly TraceFile: NativeTraceFileClass;
  /**
   * The embedded server runs one BACKUP or RESTORE statement on native threads; resolves with its
   * verdict when the statement has ended. `bytes` per device.
   */
  runStatement(
    statement: NativeStatement,
    control?: NativeStatementControl,
  ): Promise<{ ok: boolean; bytes: number[] }>;
  /** A statement from outside; given to the one `runStatement` that it belongs to. */
  readonly StatementControl: new () => NativeStatementControl;
  /**
   * Bytes of the stream that a backup of this database writes to each of `deviceCount` devices; 0 for a
   * replay file that cannot be read. Generated streams are rounded up to whole extents: the sum is what
   * runs, not `database.bytes`.
   */
  streamBytes(database: NativeDatabase, deviceCount: number, blockSize: number): number[];
  /**
   * Benchmarks only: the server's fill and the null medium's copy in one thread of this process, through
   * `bufferCount` buffers in turn, with no handoff. Resolves with what was moved and how long it took.
   */
  moveInProcess(
    database: NativeDatabase,
    transferSize: number,
    bufferCount: number,
  ): Promise<{ bytes: number; seconds: number }>;
  /** Removes segments of dead processes; never one that a living process has open. @returns how many */
  sweep(): number;
  /** Checks a finished medium's stored bytes against its chunk list with `threads` readers. */
  verifyMedium(
    path: string,
    chunkBytes: number,
    chunks: readonly string[],
    threads: number,
  ): Promise<{ bytes: number; badChunk: number; storedXxh3: string | null }>;
  /** Frames of a zstd seekable file: counts and sizes from its seek table; null when it has none. */
  seekTable(path: string): { frames: number; plainBytes: number; storedBytes: number } | null;
  /** Renames a file, on Windows durably. Unless it `replaces`, it rejects with EEXIST where the new name is taken. */
  moveFile(from: string, to: string, replaces: boolean): Promise<void>;
  /** When a living process was started, as its system counts it; null when there is none of this number. */
  processBirth(pid: number): bigint | null;
  /** Resolves when the process is gone (pidfd), or with false after `timeoutMs`. */
  processGone(pid: number, timeoutMs: number): Promise<boolean>;
  /** Monotonic nanoseconds, the clock of the trace. */
  nowNs(): bigint;
  /** Every constant that TypeScript repeats, compared in a test. */
  readonly constants: Readonly<Record<string, number>>;
}
