/**
 * The protocol lab: real processes, one call after the other, everything written down.
 *
 * Runs in: main. A call is an entry that begins at once and ends when its process answers or dies; blocking calls
 * stay open meanwhile. Entries are never changed, only replaced.
 * Limits: lab/limits.ts; `entriesMax` entries, then it must be started over.
 */
import { randomBytes } from "node:crypto";
import { performance } from "node:perf_hooks";
import { asFault, FaultError } from "../../contract/fault.ts";
import type { LabInsight, LabProcess, LabView } from "../../contract/lab/calls.ts";
import { labMethods, type LabMethodId } from "../../contract/lab/methods.ts";
import { entriesMax, type LabCallEntry, type LabEntry } from "../../contract/lab/transcript.ts";
import type { LabValue } from "../../contract/lab/values.ts";
import { wordsOfExit } from "../../host/await-hello.ts";
import type { ProcessHost } from "../../host/process-host.ts";
import { startLabProcess, within, type Child, type LabChannel } from "../children.ts";
import { labLimits } from "./limits.ts";
import { resolve, withKnownReferences, type Missing } from "./references.ts";

export interface LabListener {
  readonly onView: (view: LabView) => void;
  readonly onEntry: (entry: LabEntry) => void;
}

interface Member {
  readonly id: string;
  readonly child: Child<LabChannel>;
  insight: LabInsight | null;
  ended: string | null;
}

export interface Begun {
  readonly number: number;
  /** The call is where it blocks, or over. */
  readonly entered: Promise<void>;
  readonly ended: Promise<void>;
}

export class LabSession {
  readonly #host: ProcessHost;
  readonly #listener: LabListener;
  readonly #members = new Map<string, Member>();
  readonly #looks = new Set<NodeJS.Timeout>();
  #entries: LabEntry[] = [];
  #startedAt = 0;
  #setName = "";
  #opening: Promise<void> | null = null;
  /** Entry of a command that waits for its completion routine, by token. */
  readonly #sent = new Map<number, number>();
  script: LabView["script"] = null;

  constructor(host: ProcessHost, listener: LabListener) {
    this.#host = host;
    this.#listener = listener;
  }

  get entries(): readonly LabEntry[] {
    return this.#entries;
  }

  get setName(): string {
    return this.#setName;
  }

  entry(number: number): LabEntry | undefined {
    return this.#entries[number - 1];
  }

  /** Starts server and primary if the lab is not open. @throws FaultError PROCESS_NOT_STARTED */
  open(): Promise<void> {
    this.#opening ??= this.#start().catch(async (error: unknown) => {
      await this.end();
      throw error;
    });
    return this.#opening;
  }

  async #start(): Promise<void> {
    this.#setName = `LAB-${randomBytes(3).toString("hex")}`;
    this.#startedAt = performance.now();
    await Promise.all(["server", "primary"].map((id) => this.#startMember(id)));
    await this.look();
  }

  /** Ends every process and forgets everything. */
  async end(): Promise<void> {
    for (const look of this.#looks) clearTimeout(look);
    this.#looks.clear();
    const members = [...this.#members.values()];
    this.#members.clear();
    await Promise.all(members.map(({ child }) => child.leave()));
    this.#entries = [];
    this.#sent.clear();
    this.#opening = null;
    this.tell();
  }

  /**
   * Begins a call.
   *
   * @param values literals or references to entries
   * @throws FaultError LAB_FULL, LAB_NO_PROCESS
   */
  begin(
    id: string,
    method: LabMethodId,
    values: Readonly<Record<string, LabValue>>,
    step: number | null = null,
  ): Begun {
    const member = this.#members.get(id);
    if (member === undefined) throw new FaultError("LAB_NO_PROCESS", { process: id });
    const known = withKnownReferences(method, id, values, this.#entries);
    const resolved = resolve(method, known, this.#entries, this.#setName);
    const entry: LabCallEntry = {
      ...this.#blank(id, step),
      kind: "call",
      method,
      values: known,
      arguments: "missing" in resolved ? {} : resolved.values,
      hr: null,
      results: {},
      completion: null,
      problem: null,
    };
    this.#add(entry);
    const ended = this.#carryOut(member, entry, resolved);
    return { number: entry.number, entered: this.#entered(member, entry, ended), ended };
  }

  /** Adds the next secondary. @returns its id */
  async addSecondary(step: number | null = null): Promise<string> {
    const count = [...this.#members.keys()].filter((id) => id.startsWith("secondary")).length;
    if (count >= labLimits.secondariesMax)
      throw new FaultError("LAB_FULL", { limit: labLimits.secondariesMax });
    const id = `secondary${count + 1}`;
    const entry: LabEntry = { ...this.#blank(id, step), kind: "addSecondary" };
    this.#add(entry);
    await this.#startMember(id);
    this.#end(entry.number, {});
    return id;
  }

  /** SIGKILL; resolves once the process is gone. */
  async kill(id: string, step: number | null = null): Promise<void> {
    const member = this.#members.get(id);
    if (member === undefined) throw new FaultError("LAB_NO_PROCESS", { process: id });
    const entry: LabEntry = { ...this.#blank(id, step), kind: "kill" };
    this.#add(entry);
    member.child.kill();
    await member.child.exited;
    this.#end(entry.number, {});
  }

  /** Changes an entry and tells it. */
  change(number: number, part: Partial<LabCallEntry>): void {
    const entry = this.entry(number);
    if (entry === undefined) return;
    const changed = { ...entry, ...part } as LabEntry;
    this.#entries[number - 1] = changed;
    this.#listener.onEntry(changed);
  }

  view(): LabView {
    return {
      isOpen: this.#members.size > 0,
      setName: this.#setName,
      processes: [...this.#members.values()]
        .sort(inOrder)
        .map(({ id, child, insight, ended }): LabProcess => ({
          id,
          role: id === "server" || id === "primary" ? id : "secondary",
          pid: child.pid,
          ended,
          insight,
        })),
      script: this.script,
    };
  }

  tell(): void {
    this.#listener.onView(this.view());
  }

  async #startMember(id: string): Promise<void> {
    const child = await startLabProcess(this.#host, id);
    const member: Member = { id, child, insight: null, ended: null };
    this.#members.set(id, member);
    child.channel.on("completed", ({ token, ...completion }) =>
      this.#onCompleted(token, completion),
    );
    void child.exited.then((exit) => {
      member.ended = wordsOfExit(exit);
      member.insight = null;
      if (this.#members.get(id) === member) this.#lookSoon();
    });
  }

  #blank(process: string, step: number | null): Omit<LabEntry, "kind"> {
    if (this.#entries.length >= entriesMax) throw new FaultError("LAB_FULL", { limit: entriesMax });
    return {
      number: this.#entries.length + 1,
      process,
      startedMs: this.#nowMs(),
      endedMs: null,
      endedAfter: null,
      step,
      difference: null,
    };
  }

  #add(entry: LabEntry): void {
    this.#entries.push(entry);
    this.#listener.onEntry(entry);
  }

  async #carryOut(
    member: Member,
    entry: LabCallEntry,
    resolved: { readonly values: LabCallEntry["arguments"] } | Missing,
  ): Promise<void> {
    if ("missing" in resolved) {
      this.#end(entry.number, { problem: { kind: "missing", what: resolved.missing } });
      return;
    }
    try {
      const { hr, results } = await member.child.channel.call("call", {
        method: entry.method,
        arguments: resolved.values,
      });
      if (entry.method === "server.SendCommand")
        this.#onSent(entry.number, Number(results["token"]));
      this.#end(entry.number, { hr, results });
    } catch (error) {
      const fault = asFault(error);
      const what = String(fault.parameters["path"] ?? member.id);
      const kind = fault.code === "CHANNEL_CLOSED" ? "gone" : "argument";
      this.#end(entry.number, { problem: { kind, what } });
    }
  }

  #end(number: number, part: Partial<LabCallEntry>): void {
    if (this.entry(number) === undefined) return; // The lab was started over meanwhile.
    this.change(number, { ...part, endedMs: this.#nowMs(), endedAfter: this.#entries.length });
    this.#lookSoon();
  }

  /** A completion may be heard of before the answer of the SendCommand that it ends. */
  readonly #early = new Map<number, Omit<NonNullable<LabCallEntry["completion"]>, "after">>();

  #onSent(number: number, token: number): void {
    this.#sent.set(token, number);
    const early = this.#early.get(token);
    if (early !== undefined) this.#onCompleted(token, early);
  }

  #onCompleted(
    token: number,
    completion: Omit<NonNullable<LabCallEntry["completion"]>, "after">,
  ): void {
    const number = this.#sent.get(token);
    if (number === undefined) {
      this.#early.set(token, completion);
      return;
    }
    this.#early.delete(token);
    this.#sent.delete(token);
    this.change(number, { completion: { ...completion, after: this.#entries.length } });
    this.#lookSoon();
  }

  /** Only ExecuteCompletionAgent can be seen from outside to be where it blocks; others need not be waited for. */
  async #entered(member: Member, entry: LabCallEntry, ended: Promise<void>): Promise<void> {
    if (!labMethods[entry.method].isBlocking || entry.method !== "server.ExecuteCompletionAgent")
      return;
    const until = performance.now() + labLimits.enterMsMax;
    while (performance.now() < until) {
      const isOver = await within(ended, labLimits.enterLookMs);
      const insight = isOver
        ? null
        : await member.child.channel.call("inspect", {}).catch(() => null);
      if (insight === null || insight.hasAgent) return;
    }
  }

  #lookSoon(): void {
    for (const look of this.#looks) clearTimeout(look);
    this.#looks.clear();
    for (const ms of labLimits.looksMs) {
      const look = setTimeout(() => {
        this.#looks.delete(look);
        void this.look();
      }, ms);
      this.#looks.add(look);
    }
  }

  /** Looks at every living process now and tells what it saw. */
  async look(): Promise<void> {
    await Promise.all(
      [...this.#members.values()].map(async (member) => {
        if (member.ended !== null) return;
        member.insight = await member.child.channel.call("inspect", {}).catch(() => null);
      }),
    );
    this.tell();
  }

  #nowMs(): number {
    return Math.round((performance.now() - this.#startedAt) * 1_000) / 1_000;
  }
}

/** Server, primary, secondaries in order. */
function inOrder(left: Member, right: Member): number {
  const place = ({ id }: Member): string => (id === "server" ? "" : id);
  return place(left) < place(right) ? -1 : 1;
}
