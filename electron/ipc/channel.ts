/**
 * Typed calls and events over any port; knows no domain.
 *
 * Every message is parsed on arrival, every input, output and payload against the tables, in production
 * too. Every promise settles: by the answer, a deadline, a withdrawal, or the end of the channel
 * (CHANNEL_CLOSED). Both sides say hello first; sides of different contract versions refuse each other.
 *
 * Limits: `runningMax` calls may run on this side at once.
 */
import type { z } from "zod";
import { FaultError, asFault, isFaultCode } from "../contract/fault.ts";
import { contractVersion } from "../contract/version.ts";
import { parseMessage, type FaultData, type Hello, type Message } from "./messages.ts";
import { PortClosedError } from "./port-end.ts";
import type { Port } from "./port.ts";
import { RunningCall } from "./running-call.ts";
import type {
  CallTable,
  CancelSignal,
  Handlers,
  InputOf,
  Name,
  OutputOf,
  PayloadOf,
  Tables,
} from "./tables.ts";

const runningMax = 4_096;

export interface ChannelOptions<T extends Tables> {
  readonly tables: T;
  readonly handlers: Handlers<T["serves"]>;
  /** What this side is ("main", "secondary", ...) and its process, told in hello. */
  readonly role: string;
  readonly pid: number;
}

export interface CallOptions {
  /** Milliseconds; without it the call waits until it is answered or the channel ends. */
  readonly deadlineMs?: number;
  readonly cancel?: CancelSignal;
}

interface WaitingCall {
  readonly name: string;
  readonly output: z.ZodType;
  readonly settle: (result: { output: unknown } | { fault: FaultError }) => void;
}

export class Channel<T extends Tables> {
  /** The other side's hello. Rejects with CONTRACT_MISMATCH or CHANNEL_CLOSED. */
  readonly ready: Promise<Hello>;
  readonly #port: Port;
  readonly #options: ChannelOptions<T>;
  readonly #waiting = new Map<number, WaitingCall>();
  readonly #running = new Map<number, RunningCall>();
  readonly #listeners = new Map<string, Set<(payload: never) => void>>();
  readonly #closeListeners = new Set<() => void>();
  #besides: ((message: unknown) => void) | undefined;
  #greet!: (result: Hello | FaultError) => void;
  #isClosed = false;
  #lastId = 0;
  #lastSentSeq = 0;
  #lastHeardSeq = 0;

  constructor(port: Port, options: ChannelOptions<T>) {
    this.#port = port;
    this.#options = options;
    this.ready = new Promise<Hello>((resolve, reject) => {
      this.#greet = (result) => (result instanceof FaultError ? reject(result) : resolve(result));
    });
    this.ready.catch(() => undefined); // who does not wait for hello hears of the end by its calls
    port.onClose(() => this.#onClose());
    this.#send({ kind: "hello", contractVersion, role: options.role, pid: options.pid });
    port.onMessage((raw) => this.#onRaw(raw));
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /**
   * Asks the other side.
   *
   * @throws FaultError of the handler; CHANNEL_CLOSED, CALL_LATE, CALL_CANCELLED, CONTRACT_INVALID
   */
  call<K extends Name<T["calls"]>>(
    name: K,
    input: InputOf<T["calls"], K>,
    options: CallOptions = {},
  ): Promise<OutputOf<T["calls"], K>> {
    return new Promise((resolve, reject) => {
      const output = own<CallTable>(this.#options.tables.calls, name)?.output;
      const fault = this.#refusalOf(name, options);
      if (fault !== undefined || output === undefined) {
        reject(fault ?? unknownCall(name));
        return;
      }
      const id = ++this.#lastId;
      const end = this.#watch(id, name, options);
      this.#waiting.set(id, {
        name,
        output,
        settle: (result) => {
          this.#waiting.delete(id);
          end();
          if ("fault" in result) reject(result.fault);
          else resolve(result.output as OutputOf<T["calls"], K>);
        },
      });
      this.#sendCall({ kind: "call", id, name, input });
    });
  }

  /** Sends an event. A closed channel drops it: nobody is there to miss it. */
  emit<K extends Name<T["sends"]>>(name: K, payload: z.input<T["sends"][K]>): void {
    if (!this.#isClosed) {
      this.#send({ kind: "event", seq: ++this.#lastSentSeq, name, payload });
    }
  }

  /** Listens to an event. @returns how to stop */
  on<K extends Name<T["hears"]>>(
    name: K,
    listener: (payload: PayloadOf<T["hears"], K>) => void,
  ): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  /** Called once when the channel ends; later if it has ended already. @returns how to stop */
  onClose(closed: () => void): () => void {
    if (this.#isClosed) void Promise.resolve().then(closed);
    else this.#closeListeners.add(closed);
    return () => void this.#closeListeners.delete(closed);
  }

  /** Sends something that is no message of the wire (trace batches). */
  postBeside(message: object, transfer?: readonly ArrayBuffer[]): void {
    if (!this.#isClosed) this.#port.post(message, transfer);
  }

  /** Receives what is no message of the wire, unparsed. */
  onBeside(receive: (message: unknown) => void): void {
    this.#besides = receive;
  }

  /** Ends the channel and its port; all that waits is rejected with CHANNEL_CLOSED. */
  close(): void {
    this.#port.close();
    this.#onClose();
  }

  #refusalOf(name: string, options: CallOptions): FaultError | undefined {
    if (this.#isClosed) return new FaultError("CHANNEL_CLOSED", { call: name });
    if (options.cancel?.aborted === true) return new FaultError("CALL_CANCELLED", { call: name });
    return undefined;
  }

  /** Ends a call early by deadline or withdrawal. @returns how to stop watching */
  #watch(id: number, name: string, options: CallOptions): () => void {
    const endEarly = (fault: FaultError): void => {
      this.#waiting.get(id)?.settle({ fault });
      this.#send({ kind: "cancel", id });
    };
    const { deadlineMs, cancel } = options;
    const timer =
      deadlineMs === undefined
        ? undefined
        : setTimeout(
            () => endEarly(new FaultError("CALL_LATE", { call: name, seconds: deadlineMs / 1000 })),
            deadlineMs,
          );
    const onAbort = (): void => endEarly(new FaultError("CALL_CANCELLED", { call: name }));
    cancel?.addEventListener("abort", onAbort);
    return () => {
      clearTimeout(timer);
      cancel?.removeEventListener("abort", onAbort);
    };
  }

  #sendCall(message: Extract<Message, { kind: "call" }>): void {
    try {
      this.#port.post(message);
    } catch (error) {
      const code = error instanceof PortClosedError ? "CHANNEL_CLOSED" : "CONTRACT_INVALID";
      const fault = new FaultError(code, {
        call: message.name,
        path: "the input cannot be cloned",
      });
      this.#waiting.get(message.id)?.settle({ fault });
    }
  }

  /** Sends what must not throw; a port that broke meanwhile says so by its close event. */
  #send(message: Message): boolean {
    try {
      this.#port.post(message);
      return true;
    } catch {
      return false;
    }
  }

  #onRaw(raw: unknown): void {
    const message = parseMessage(raw);
    if (message === undefined) {
      this.#besides?.(raw);
      return;
    }
    switch (message.kind) {
      case "hello":
        this.#onHello(message);
        break;
      case "call":
        void this.#onCall(message.id, message.name, message.input);
        break;
      case "cancel":
        this.#running.get(message.id)?.cancel();
        break;
      case "ok":
        this.#onOk(message.id, message.output);
        break;
      case "fail":
        this.#waiting.get(message.id)?.settle({ fault: faultFrom(message.fault) });
        break;
      case "event":
        this.#onEvent(message);
        break;
    }
  }

  #onHello(hello: Hello): void {
    if (hello.contractVersion === contractVersion) {
      this.#greet(hello);
      return;
    }
    const reason = `${hello.role} speaks version ${hello.contractVersion}, ${this.#options.role} ${contractVersion}`;
    this.#greet(new FaultError("CONTRACT_MISMATCH", { reason }));
    this.close();
  }

  #onOk(id: number, output: unknown): void {
    const waiting = this.#waiting.get(id); // undefined: late, or never asked
    const parsed = waiting?.output.safeParse(output);
    if (parsed === undefined) return;
    waiting?.settle(
      parsed.success ? { output: parsed.data } : { fault: invalid(waiting.name, parsed.error) },
    );
  }

  #onEvent(event: Extract<Message, { kind: "event" }>): void {
    const schema = own(this.#options.tables.hears, event.name);
    if (event.seq !== this.#lastHeardSeq + 1) {
      this.close(); // no port of ours loses or repeats: the other side is broken
      return;
    }
    this.#lastHeardSeq = event.seq;
    const parsed = schema?.safeParse(event.payload);
    if (parsed?.success !== true) return;
    for (const listener of [...(this.#listeners.get(event.name) ?? [])])
      listener(parsed.data as never);
  }

  async #onCall(id: number, name: string, input: unknown): Promise<void> {
    if (this.#running.has(id)) return; // a number used twice has one answer
    const call = new RunningCall();
    this.#running.set(id, call);
    let answer: Message;
    try {
      answer = { kind: "ok", id, output: await this.#answerOf(name, input, call) };
    } catch (error) {
      answer = { kind: "fail", id, fault: dataOf(asFault(error)) };
    }
    this.#running.delete(id);
    if (call.isCancelled() || this.#isClosed || this.#send(answer)) return;
    const fault = new FaultError("CONTRACT_INVALID", {
      call: name,
      path: "the answer cannot be cloned",
    });
    this.#send({ kind: "fail", id, fault: dataOf(fault) });
  }

  #answerOf(name: string, input: unknown, call: RunningCall): unknown {
    const schema = own(this.#options.tables.serves, name);
    const handler = own(this.#options.handlers, name) as
      ((input: unknown, call: RunningCall) => unknown) | undefined;
    if (schema === undefined || handler === undefined) {
      throw unknownCall(name);
    }
    if (this.#running.size > runningMax) {
      throw new FaultError("CONTRACT_INVALID", { call: name, path: "too many calls at once" });
    }
    const parsed = schema.input.safeParse(input);
    if (!parsed.success) throw invalid(name, parsed.error);
    return handler(parsed.data, call);
  }

  #onClose(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#greet(new FaultError("CHANNEL_CLOSED", { call: "hello" }));
    for (const call of this.#running.values()) call.cancel();
    for (const call of [...this.#waiting.values()]) {
      call.settle({ fault: new FaultError("CHANNEL_CLOSED", { call: call.name }) });
    }
    for (const listener of [...this.#closeListeners]) listener();
    this.#closeListeners.clear();
  }
}

/** An entry of a table by a name from outside: inherited names are none. */
function own<Table extends object>(table: Table, name: string): Table[keyof Table] | undefined {
  return Object.hasOwn(table, name) ? table[name as keyof Table] : undefined;
}

function unknownCall(call: string): FaultError {
  return new FaultError("CONTRACT_INVALID", { call, path: "unknown call" });
}

/** Names the place, never the value: it may be a secret. */
function invalid(call: string, error: z.ZodError): FaultError {
  const path = error.issues[0]?.path.map(String).join(".") ?? "";
  return new FaultError("CONTRACT_INVALID", { call, path: path === "" ? "(whole)" : path });
}

function dataOf(fault: FaultError): FaultData {
  return { code: fault.code, parameters: { ...fault.parameters } };
}

function faultFrom(data: FaultData): FaultError {
  return isFaultCode(data.code)
    ? new FaultError(data.code, data.parameters)
    : new FaultError("UNEXPECTED", { reason: data.code });
}
