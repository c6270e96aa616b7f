/** A transcript as TypeScript against electron/vdi: layer 1 with its result codes, one function a process. */
import { labMethods } from "../../contract/lab/methods.ts";
import type { LabCallEntry, LabEntry } from "../../contract/lab/transcript.ts";
import {
  argumentOf,
  byProcess,
  callTitle,
  codeOf,
  handleCalls,
  type ProcessCalls,
} from "./export-words.ts";

const head = `/**
 * Calls of Handoff's protocol lab, against electron/vdi. One function is one process; calls bear their numbers in
 * the transcript, so that who runs the functions can keep the order.
 */
import type { NativeSet } from "./electron/vdi/addon.ts";
import type { NativeServerSet } from "./electron/vdi/native-server-set.ts";

function expectCode(call: string, hr: number, expected: number): void {
  if (hr !== expected) console.error(\`\${call} answered 0x\${(hr >>> 0).toString(16)}\`);
}
`;

/** @returns the source file, to lie in the checkout's root */
export function exportTs(entries: readonly LabEntry[]): string {
  const handles = handleCalls(entries);
  const carried =
    handles.length === 0
      ? []
      : [
          "// Carried from process to process by messages of the application's own.",
          ...handles.map((number) => `export let handle${number} = 0;`),
          "",
        ];
  return [head, ...carried, ...byProcess(entries).map((group) => functionOf(group, entries))].join(
    "\n",
  );
}

function functionOf(group: ProcessCalls, entries: readonly LabEntry[]): string {
  const type = group.isServer ? "NativeServerSet" : "NativeSet";
  const lines: string[] = [];
  let waiting: LabCallEntry[] = [];
  const settle = (before: number): void => {
    const over = waiting.filter(({ endedAfter }) => endedAfter !== null && endedAfter < before);
    waiting = waiting.filter((entry) => !over.includes(entry));
    lines.push(...over.map(awaited));
  };
  for (const entry of group.entries) {
    settle(entry.number);
    lines.push(...linesOf(entry, entries));
    if (entry.kind === "call" && isPending(entry)) waiting.push(entry);
  }
  settle(Number.MAX_SAFE_INTEGER);
  return [
    `export async function ${group.process}(set: ${type}): Promise<void> {`,
    ...lines.map((line) => `  ${line}`),
    ...(waiting.length > 0 ? waiting.map(({ number }) => `  void answer${number};`) : []),
    ...(lines.some((line) => line.includes("set.")) ? [] : ["  await Promise.resolve(set);"]),
    "}",
    "",
  ].join("\n");
}

function isPending(entry: LabCallEntry): boolean {
  return labMethods[entry.method].isBlocking && entry.problem === null;
}

function linesOf(entry: LabEntry, entries: readonly LabEntry[]): string[] {
  if (entry.kind !== "call")
    return [
      `// ${entry.number}: the process ${entry.kind === "kill" ? "was killed" : "started"} here.`,
    ];
  if (entry.problem !== null) return [`// ${callTitle(entry)} did not reach the interface.`];
  const call = new Call(entry, entries);
  const text = `const answer${entry.number} = ${statements[entry.method](call)};`;
  if (isPending(entry)) return [text];
  const handle =
    entry.method === "client.GetBufferHandle"
      ? [`handle${entry.number} = answer${entry.number}.handle ?? 0;`]
      : [];
  return [text, ...handle, checkOf(entry, `answer${entry.number}${hasFields(entry) ? ".hr" : ""}`)];
}

/** A call that answers more than its code. */
function hasFields(entry: LabCallEntry): boolean {
  return labMethods[entry.method].answers.length > 0;
}

function awaited(entry: LabCallEntry): string {
  const answer = `await answer${entry.number}`;
  return checkOf(entry, hasFields(entry) ? `(${answer}).hr` : answer);
}

function checkOf(entry: LabCallEntry, answer: string): string {
  const code = codeOf(entry) ?? "";
  return `expectCode("${callTitle(entry)}", ${answer}, ${entry.hr ?? 0}); // ${code}`;
}

class Call {
  readonly entry: LabCallEntry;
  readonly #entries: readonly LabEntry[];

  constructor(entry: LabCallEntry, entries: readonly LabEntry[]) {
    this.entry = entry;
    this.#entries = entries;
  }

  number(name: string): string {
    return String(argumentOf(this.entry, name, this.#entries).scalar);
  }

  text(name: string): string {
    return JSON.stringify(String(argumentOf(this.entry, name, this.#entries).scalar));
  }

  instance(): string {
    const { scalar } = argumentOf(this.entry, "instance", this.#entries);
    return scalar === "" ? "null" : JSON.stringify(scalar);
  }

  bigint(name: string): string {
    return `${BigInt(argumentOf(this.entry, name, this.#entries).scalar)}n`;
  }

  buffer(): string {
    const { scalar, source } = argumentOf(this.entry, "buffer", this.#entries);
    if (source === null) return `${String(scalar)}n`;
    const { from, plus = 0 } = source.reference;
    const base =
      source.entry.method === "client.GetCommand"
        ? `((await answer${from}).command?.address ?? 0n)`
        : `(answer${from}.address ?? 0n)`;
    return plus === 0 ? base : `${base} + ${plus}n`;
  }

  handle(): string {
    const { scalar, source } = argumentOf(this.entry, "handle", this.#entries);
    if (source === null) return String(scalar);
    const { from, plus = 0 } = source.reference;
    return plus === 0 ? `handle${from}` : `handle${from} + ${plus}`;
  }

  token(): string {
    const { source } = argumentOf(this.entry, "command", this.#entries);
    if (source === null) return "0";
    return `(await answer${source.reference.from}).command?.token ?? 0`;
  }

  #opened(): number {
    const { source } = argumentOf(this.entry, "device", this.#entries);
    const last = this.#entries
      .slice(0, this.entry.number - 1)
      .findLast(
        (entry) =>
          entry.kind === "call" &&
          entry.process === this.entry.process &&
          labMethods[entry.method].name === "OpenDevice",
      );
    return source?.reference.from ?? last?.number ?? 0;
  }

  /** Client: the device object, undefined where OpenDevice failed. */
  device(): string {
    return `answer${this.#opened()}.device`;
  }

  /** What a call on a device that was never opened gives. */
  deviceNumber(): string {
    return `${this.device()} ?? 0`;
  }
}

function numbers(call: Call, names: readonly string[]): string {
  return names.map((name) => call.number(name)).join(", ");
}

const wishFields = ["deviceCount", "features", "prefixZoneSize", "alignment", "serverTimeOut"];
const wish = (call: Call): string =>
  `{ ${wishFields.map((field) => `${field}: ${call.number(field)}`).join(", ")} }`;

const statements: Readonly<Record<LabCallEntry["method"], (call: Call) => string>> = {
  "server.Open": (call) => `set.open(${call.instance()}, ${call.text("name")})`,
  "server.GetConfiguration": () => "set.getConfiguration()",
  "server.BeginConfiguration": (call) =>
    `set.beginConfiguration(${numbers(call, ["features", "blockSize", "alignment", "maxTransferSize", "timeout"])})`,
  "server.RequestBuffers": (call) =>
    `set.requestBuffers(${numbers(call, ["size", "alignment", "count"])})`,
  "server.QueryAvailableBuffers": (call) =>
    `set.queryAvailableBuffers(${numbers(call, ["size", "alignment"])})`,
  "server.EndConfiguration": () => "set.endConfiguration()",
  "server.OpenDevice": (call) => `set.openDevice(${call.text("name")})`,
  "server.ExecuteCompletionAgent": () => "set.executeCompletionAgent()",
  "server.AllocateBuffer": (call) => `set.allocateBuffer(${numbers(call, ["size", "alignment"])})`,
  "server.FillBuffer": (call) => `set.fillBuffer(${call.buffer()}, ${call.text("text")})`,
  "server.FreeBuffer": (call) => `set.freeBuffer(${call.buffer()}, ${call.number("size")})`,
  "server.IsSharedBuffer": (call) => `set.isSharedBuffer(${call.buffer()})`,
  "server.SignalAbort": () => "set.signalAbort()",
  "server.Close": () => "set.close()",
  "server.SendCommand": (call) =>
    `set.sendCommand(${call.deviceNumber()}, ${numbers(call, ["commandCode", "size"])}, ${call.bigint("position")}, ${call.buffer()})`,
  "server.CloseDevice": (call) => `set.closeDevice(${call.deviceNumber()})`,
  "client.Create": (call) => `set.create(${call.text("name")}, ${wish(call)})`,
  "client.CreateEx": (call) =>
    `set.createEx(${call.instance()}, ${call.text("name")}, ${wish(call)})`,
  "client.GetConfiguration": (call) => `set.getConfiguration(${call.number("timeout")})`,
  "client.OpenDevice": (call) => `set.openDevice(${call.text("name")})`,
  "client.OpenInSecondary": (call) => `set.openInSecondary(${call.text("name")})`,
  "client.OpenInSecondaryEx": (call) =>
    `set.openInSecondaryEx(${call.instance()}, ${call.text("name")})`,
  "client.GetBufferHandle": (call) => `set.getBufferHandle(${call.buffer()})`,
  "client.MapBufferHandle": (call) => `set.mapBufferHandle(${call.handle()})`,
  "client.PeekBuffer": (call) =>
    `set.peek(${call.handle()}, ${numbers(call, ["offset", "length"])})`,
  "client.SignalAbort": () => "set.signalAbort()",
  "client.Close": () => "set.close()",
  "client.GetCommand": (call) =>
    `${call.device()}?.getCommand(${call.number("timeout")}) ?? Promise.reject(new Error("No device."))`,
  "client.CompleteCommand": (call) =>
    `${call.device()}?.completeCommand(${call.token()}, ${numbers(call, ["code", "bytes"])}, ${call.bigint("position")}) ?? 0`,
};
