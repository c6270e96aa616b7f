/**
 * Runs one BACKUP or RESTORE of a session in native threads and turns its end into messages, history and databases.
 */
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { verbOf } from "../../sql/statement/build.ts";
import type {
  BackupStatement,
  MediaStatement,
  RestoreStatement,
} from "../../sql/statement/spec.ts";
import type { NativeSink, NativeStatement } from "../../vdi/addon.ts";
import type { ResultSet } from "../tsql/query.ts";
import { failure, SqlError, type ServerMessage } from "../tsql/values.ts";
import { mediaHeadBytes, readMediaHead } from "./media-head.ts";
import { checkFamilies, mediaRows } from "./media-rows.ts";
import { blockSizeOf, conductOf, defaults, type Conduct } from "./media-native.ts";
import { checkBackup, checkRestore, checkStatement } from "./media-checks.ts";
import type { ServerState } from "./server-state.ts";
import type { Request, Session } from "./sessions.ts";

/** Buffers for each device, and for the set besides. */
const buffersPerDevice = 4;
const buffersBesides = 2;

/** Only for the error log: whoever ran the statement does not get them. */
const logged = new Set([3041, 18210]);
const errorAbove = 10;
const progressNumber = 3211;
/** State of 3201 when a virtual device could not be opened: errors.md 30. */
const openDeviceState = 6;

export interface MediaRunOptions {
  readonly state: ServerState;
  readonly session: Session;
  readonly request: Request;
  readonly conduct: Conduct | null;
  readonly say: (message: ServerMessage) => void;
  readonly answer: (result: ResultSet) => void;
}

/** Runs the statement to its end. @returns whether it succeeded; everything else was said */
export async function runMedia(spec: MediaStatement, options: MediaRunOptions): Promise<boolean> {
  const verb = verbOf(spec);
  options.request.command = verb;
  options.request.database = spec.database ?? options.session.database;
  const run = new MediaRun(options, verb);
  try {
    checkStatement(spec, options.session);
    return spec.kind === "backup" ? await run.backup(spec) : await run.restore(spec);
  } catch (error) {
    if (!(error instanceof SqlError)) {
      throw error;
    }
    options.say(error.toMessage());
    options.say(failure(3013, `${verb} ends abnormally.`).toMessage());
    return false;
  }
}

type NativeMessage = Parameters<NativeStatement["onMessage"]>[0];

class MediaRun {
  readonly #options: MediaRunOptions;
  readonly #verb: string;
  #deviceNames: readonly string[] = [];
  /** Good news that must wait; null: nothing has to. */
  #held: ServerMessage[] | null = null;

  constructor(options: MediaRunOptions, verb: string) {
    this.#options = options;
    this.#verb = verb;
  }

  async backup(spec: BackupStatement): Promise<boolean> {
    const { state, session } = this.#options;
    const { database, source } = checkBackup(spec, state);
    const blockSize = spec.options.blockSize ?? blockSizeOf(source);
    const expected = state.addon.streamBytes(source, spec.devices.length, blockSize);
    const expectedBytes = expected.reduce((sum, bytes) => sum + bytes, 0);
    const startedAtMs = Date.now();
    database.busy = "backup";
    let result: { ok: boolean; bytes: number[] };
    try {
      this.#sayAsRecorded(spec);
      const action = { kind: "backup" as const, database: source };
      result = await this.#run(spec, { blockSize, expectedBytes, action });
    } finally {
      database.busy = null;
    }
    if (result.ok) {
      const { name, description, mediaName, mediaDescription, copyOnly } = spec.options;
      state.history.add({
        kind: "backup",
        database: database.name,
        type: spec.what === "log" ? "L" : spec.options.differential ? "I" : "D",
        startedAtMs,
        finishedAtMs: Date.now(),
        bytes: result.bytes.reduce((sum, bytes) => sum + bytes, 0),
        devices: spec.devices.map((device) => device.name),
        user: session.login.name,
        setId: randomUUID(),
        mediaSetId: randomUUID(),
        name,
        description,
        mediaName,
        mediaDescription,
        isCopyOnly: copyOnly,
        blockSize,
        recoveryModel: database.streams.log === undefined ? "SIMPLE" : "FULL",
      });
    }
    return result.ok;
  }

  /** Options that would change the stream of a real server: here it comes as it was recorded, and that is said. */
  #sayAsRecorded({ options }: BackupStatement): void {
    const { checksum, name, description, mediaName, mediaDescription } = options;
    const asked = [
      ...(checksum === true ? ["CHECKSUM"] : []),
      ...(name !== null ? ["NAME"] : []),
      ...(description !== null ? ["DESCRIPTION"] : []),
      ...(mediaName !== null ? ["MEDIANAME"] : []),
      ...(mediaDescription !== null ? ["MEDIADESCRIPTION"] : []),
    ];
    if (asked.length > 0) {
      const text = `The stream is given as it was recorded: ${asked.join(", ")} is kept in msdb only.`;
      this.#options.say({ number: 0, severity: 0, state: 1, text });
    }
  }

  async restore(spec: RestoreStatement): Promise<boolean> {
    const { state } = this.#options;
    const database = checkRestore(spec, state);
    if (spec.what === "verifyOnly") {
      return this.#verify(spec);
    }
    if (spec.database === null) {
      return this.#readHead(spec);
    }
    if (database !== null) {
      database.busy = "restore";
    }
    try {
      return await this.#restoreDatabase(spec, spec.database);
    } finally {
      if (database !== null) {
        database.busy = null;
      }
    }
  }

  async #verify(spec: RestoreStatement): Promise<boolean> {
    const sink: NativeSink = this.#options.conduct?.sink ?? { kind: "discard" };
    const { ok } = await this.#run(spec, {
      ...this.#restoreFacts(spec),
      action: { kind: "restore", sink },
    });
    return ok;
  }

  /** HEADERONLY, FILELISTONLY, LABELONLY: reads the beginnings and closes the devices early. */
  async #readHead(spec: RestoreStatement): Promise<boolean> {
    const folder = mkdtempSync(path.join(tmpdir(), "handoff-head-"));
    try {
      const files = spec.devices.map((_, index) => path.join(folder, `${index + 1}.head`));
      const sink: NativeSink = { kind: "head", files, headBytes: mediaHeadBytes };
      this.#held = [];
      const action = { kind: "restore" as const, sink };
      const { ok } = await this.#run(spec, { ...this.#restoreFacts(spec), action });
      if (!ok) {
        this.#release();
        return false;
      }
      const head = readMediaHead(files[0] ?? "");
      if (head === null) {
        throw failure(1844, `${this.#verb} of a compressed backup is not supported here.`);
      }
      this.#options.answer(mediaRows(spec.what, head));
      return true;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  #restoreFacts(spec: RestoreStatement): { blockSize: number; expectedBytes: number } {
    return {
      blockSize: spec.options.blockSize ?? defaults.blockSize,
      expectedBytes: this.#options.conduct?.restoreBytes ?? 0,
    };
  }

  async #restoreDatabase(spec: RestoreStatement, name: string): Promise<boolean> {
    const { state, conduct } = this.#options;
    const facts = this.#restoreFacts(spec);
    if (conduct?.sink !== undefined) {
      const action = { kind: "restore" as const, sink: conduct.sink };
      return (await this.#run(spec, { ...facts, action })).ok;
    }
    const target = state.catalog.newRestoreFiles(spec.devices.length);
    if (target === null) {
      throw failure(3634, "This server has no folder to restore into.");
    }
    const startedAtMs = Date.now();
    const sink: NativeSink = { kind: "into", files: target.files, force: false };
    // The verdict waits until the streams are known to be one whole set.
    this.#held = [];
    const { ok, bytes } = await this.#run(spec, { ...facts, action: { kind: "restore", sink } });
    try {
      checkFamilies(ok ? target.files.map(readMediaHead) : []);
    } catch (error) {
      rmSync(target.folder, { recursive: true, force: true });
      throw error;
    }
    if (!ok) {
      rmSync(target.folder, { recursive: true, force: true });
      this.#release();
      return false;
    }
    this.#restored(spec, name, target);
    this.#release();
    state.history.add({
      kind: "restore",
      database: name,
      type: spec.what === "log" ? "L" : "D",
      startedAtMs,
      finishedAtMs: Date.now(),
      bytes: bytes.reduce((sum, count) => sum + count, 0),
      devices: spec.devices.map((device) => device.name),
      user: this.#options.session.login.name,
      isReplace: spec.options.replace,
      hasRecovery: spec.options.recovery?.kind !== "noRecovery",
    });
    return true;
  }

  #restored(
    { what, options }: RestoreStatement,
    name: string,
    target: { folder: string; files: string[] },
  ): void {
    const { catalog } = this.#options.state;
    const states = { recovery: "ONLINE", noRecovery: "RESTORING", standby: "STANDBY" } as const;
    const state = states[options.recovery?.kind ?? "recovery"];
    const known = catalog.find(name);
    if (what === "log") {
      // A generated or recorded log says nothing about pages: what it changes is the state.
      rmSync(target.folder, { recursive: true, force: true });
      if (known !== null) {
        known.state = state;
        catalog.stateChanged();
      }
      return;
    }
    const moved = options.moves.map(({ logicalName, to }) => ({ logicalName, physicalName: to }));
    const plain = [
      { logicalName: name, physicalName: `/var/handoff/data/${name}.mdf` },
      { logicalName: `${name}_log`, physicalName: `/var/handoff/data/${name}_log.ldf` },
    ];
    catalog.restored(name, target.folder, {
      streams: { full: { kind: "replay", files: target.files } },
      files: moved.length > 0 ? moved : plain,
      state,
    });
  }

  async #run(
    spec: MediaStatement,
    {
      blockSize,
      expectedBytes,
      action,
    }: Pick<NativeStatement, "action" | "blockSize"> & { expectedBytes: number },
  ): Promise<{ ok: boolean; bytes: number[] }> {
    const { state, request, session } = this.#options;
    const { options, devices } = spec;
    this.#deviceNames = devices.map(({ name }) => name);
    const control = new state.addon.StatementControl();
    Object.assign(request, { control, expectedBytes, waitType: "BACKUPIO" });
    const statement: NativeStatement = {
      ...conductOf(this.#options.conduct),
      deviceNames: this.#deviceNames,
      blockSize,
      transferSize: options.maxTransferSize ?? defaults.maxTransferSize,
      bufferCount: options.bufferCount ?? buffersPerDevice * devices.length + buffersBesides,
      ...(options.stats === null ? {} : { stats: { percent: options.stats, expectedBytes } }),
      action,
      onMessage: (message) => this.#onMessage(message),
    };
    if (session.isCancelled) {
      control.abort();
    }
    try {
      return await state.addon.runStatement(statement, control);
    } finally {
      Object.assign(request, { control: null, waitType: null });
    }
  }

  #onMessage({ number, severity, text, device }: NativeMessage): void {
    const { say, state } = this.#options;
    const isError = severity > errorAbove;
    const state3201 = number === 3201 ? openDeviceState : 1;
    const message = {
      number,
      severity: isError ? severity : 0,
      state: state3201,
      text: this.#worded(number, withDevice(text, this.#deviceNames[device])),
    };
    if (isError) {
      state.log({ ...message, device, isTold: !logged.has(number) });
    }
    if (logged.has(number)) {
      return;
    }
    const said = this.#isVerified(number) ? verified : message;
    if (this.#held !== null && !isError && number !== progressNumber) {
      this.#held.push(said);
    } else {
      say(said);
    }
  }

  /** Says what waited. */
  #release(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const message of held) {
      this.#options.say(message);
    }
  }

  /** RESTORE VERIFYONLY ends with a verdict of its own. */
  #isVerified(number: number): boolean {
    return number === 3014 && this.#verb === "RESTORE VERIFYONLY";
  }

  #worded(number: number, text: string): string {
    const isVerdict = number === 3013 || number === 3014;
    return isVerdict ? text.replace(/^(BACKUP|RESTORE) DATABASE/, this.#verb) : text;
  }
}

const verified: ServerMessage = {
  number: 3262,
  severity: 0,
  state: 1,
  text: "The backup set on file 1 is valid.",
};

/** A message about one of several devices says which. */
function withDevice(text: string, name: string | undefined): string {
  return name === undefined || text.includes(`"${name}"`) ? text : `${text} (device "${name}")`;
}
