/**
 * A transcript as C++ in the style of Microsoft's headers: vdi.h and vdierror.h are all it needs. One function a
 * process; what runs beside what is told by the calls' numbers.
 */
import { labMethods } from "../../contract/lab/methods.ts";
import type { LabCallEntry, LabEntry } from "../../contract/lab/transcript.ts";
import { nameOfCommand, nameOfCompletion } from "../../contract/vdi.ts";
import {
  argumentOf,
  byProcess,
  callTitle,
  capitalised,
  codeOf,
  handleCalls,
  type ProcessCalls,
} from "./export-words.ts";

const head = `// Calls of Handoff's protocol lab, against the published interface. One function is one process; calls bear
// their numbers in the transcript, so that who runs the functions can keep the order. Calls that block need a
// thread of their own.
#include <windows.h>
#include <stdio.h>

#include "vdi.h"
#include "vdierror.h"

static void Expect(HRESULT hr, HRESULT expected, const char* call) {
  if (hr != expected) printf("%s answered 0x%08lX\\n", call, static_cast<unsigned long>(hr));
}

// Runs on the thread inside ExecuteCompletionAgent.
static void Completed(VDS_Command* command) {
  printf("completed: code %lu, %lu bytes\\n", static_cast<unsigned long>(command->completionCode),
         static_cast<unsigned long>(command->bytesTransferred));
}

static void FillText(BYTE* buffer, DWORD size, const char* text, DWORD length) {
  for (DWORD at = 0; at < size; ++at) buffer[at] = static_cast<BYTE>(text[at % length]);
}
`;

/** @returns the source file */
export function exportCpp(entries: readonly LabEntry[]): string {
  const handles = handleCalls(entries);
  const carried =
    handles.length === 0
      ? []
      : [
          "// Carried from process to process by messages of the application's own.",
          ...handles.map((number) => `static DWORD handle${number} = 0;`),
          "",
        ];
  const functions = byProcess(entries).map((group) => functionOf(group, entries));
  const used = functions.join("\n");
  const unused = ["Completed", "FillText"].filter((name) => !used.includes(name));
  const uses = unused.map((name) => `  (void)${name};`);
  const main = [
    "int main() {",
    ...(used.includes("Expect(") ? uses : ["  (void)Expect;", ...uses]),
    ...byProcess(entries).map(({ process }) => `  (void)${capitalised(process)};`),
    "  return 0;",
    "}",
    "",
  ];
  return [head, ...carried, ...functions, ...main].join("\n");
}

function functionOf(group: ProcessCalls, entries: readonly LabEntry[]): string {
  const type = group.isServer ? "IServerVirtualDeviceSet2" : "IClientVirtualDeviceSet2";
  const lines = group.entries.flatMap((entry) =>
    entry.kind === "call" ? callLines(entry, entries) : [commentOf(entry)],
  );
  const hasCall = lines.some((line) => line.startsWith("hr = "));
  return [
    `static void ${capitalised(group.process)}(${type}* set) {`,
    ...(hasCall ? ["  HRESULT hr = NOERROR;"] : ["  (void)set;"]),
    ...lines.map((line) => (line === "" ? "" : `  ${line}`)),
    "}",
    "",
  ].join("\n");
}

function commentOf(entry: LabEntry): string {
  return entry.kind === "kill"
    ? `// ${entry.number}: the process was killed here.`
    : `// ${entry.number}: the process started here.`;
}

function callLines(entry: LabCallEntry, entries: readonly LabEntry[]): string[] {
  if (entry.problem !== null && entry.hr === null)
    return [`// ${callTitle(entry)} did not reach the interface.`];
  const statement = statements[entry.method](new Call(entry, entries));
  const code = codeOf(entry);
  const check =
    code === null
      ? [`(void)hr;  // ${entry.number} was never answered.`]
      : [`Expect(hr, ${cppCode(code)}, "${callTitle(entry)}");`];
  return labMethods[entry.method].isOurs ? statement : [...statement, ...check];
}

/** VD_E_IO_ERROR has a name on SendCommand's page and no number in the headers. */
function cppCode(name: string): string {
  if (name === "VD_E_IO_ERROR") return "HRESULT_FROM_WIN32(ERROR_IO_DEVICE)";
  return name.startsWith("0x") ? `static_cast<HRESULT>(${name})` : name;
}

/** Arguments of one call as C++ expressions. */
class Call {
  readonly entry: LabCallEntry;
  readonly n: number;
  readonly #entries: readonly LabEntry[];

  constructor(entry: LabCallEntry, entries: readonly LabEntry[]) {
    this.entry = entry;
    this.n = entry.number;
    this.#entries = entries;
  }

  number(name: string): string {
    return `${Number(argumentOf(this.entry, name, this.#entries).scalar)}u`;
  }

  text(name: string): string {
    return wide(String(argumentOf(this.entry, name, this.#entries).scalar));
  }

  instance(): string {
    const { scalar } = argumentOf(this.entry, "instance", this.#entries);
    return scalar === "" ? "NULL" : wide(String(scalar));
  }

  timeout(): string {
    const { scalar } = argumentOf(this.entry, "timeout", this.#entries);
    return scalar === 0xffff_ffff ? "INFINITE" : `${Number(scalar)}u`;
  }

  buffer(): string {
    const { scalar, source } = argumentOf(this.entry, "buffer", this.#entries);
    if (source === null)
      return scalar === "0x0" ? "NULL" : `reinterpret_cast<BYTE*>(${String(scalar)})`;
    const { from, plus = 0 } = source.reference;
    const isCommand = source.entry.method === "client.GetCommand";
    const base = isCommand ? `command${from}->buffer` : `address${from}`;
    return plus === 0 ? base : `${base} + ${plus}`;
  }

  handle(): string {
    const { scalar, source } = argumentOf(this.entry, "handle", this.#entries);
    if (source === null) return `${Number(scalar)}u`;
    const { from, plus = 0 } = source.reference;
    return plus === 0 ? `handle${from}` : `handle${from} + ${plus}u`;
  }

  command(): string {
    const { source } = argumentOf(this.entry, "command", this.#entries);
    return source === null ? "NULL" : `command${source.reference.from}`;
  }

  /** The device's variable; the last one opened by this process where the number alone is known. */
  device(): string {
    const { source } = argumentOf(this.entry, "device", this.#entries);
    const opened = this.#entries
      .slice(0, this.n - 1)
      .findLast(
        (entry) =>
          entry.kind === "call" &&
          entry.process === this.entry.process &&
          labMethods[entry.method].name === "OpenDevice",
      );
    return `device${source?.reference.from ?? opened?.number ?? 0}`;
  }

  /** Size of the buffer that is filled: that of its AllocateBuffer. */
  allocated(): string {
    const { source } = argumentOf(this.entry, "buffer", this.#entries);
    return `${Number(source?.entry.arguments["size"] ?? 0)}u`;
  }

  narrow(name: string): { readonly literal: string; readonly length: number } {
    const text = String(argumentOf(this.entry, name, this.#entries).scalar);
    return { literal: quoted(text), length: new TextEncoder().encode(text).length };
  }
}

function quoted(text: string): string {
  const bytes = [...new TextEncoder().encode(text)].map((byte) => {
    const char = String.fromCharCode(byte);
    return /[ !#-[\]-~]/.test(char) && char !== "?"
      ? char
      : `\\${byte.toString(8).padStart(3, "0")}`;
  });
  return `"${bytes.join("")}"`;
}

function wide(text: string): string {
  const chars = Array.from(text, (char) => {
    const point = char.codePointAt(0) ?? 0;
    if (/[ !#-[\]-~]/.test(char) && char !== "?") return char;
    return point < 0x80
      ? `\\${point.toString(8).padStart(3, "0")}`
      : `\\U${point.toString(16).padStart(8, "0")}`;
  });
  return `L"${chars.join("")}"`;
}

const wishFields = ["deviceCount", "features", "prefixZoneSize", "alignment", "serverTimeOut"];
const create = (call: Call, name: string, first: string): string[] => [
  `VDConfig config${call.n} = {};`,
  ...wishFields.map((field) => `config${call.n}.${field} = ${call.number(field)};`),
  `hr = set->${name}(${first}${call.text("name")}, &config${call.n});`,
];
const configured = (call: Call, args: string): string[] => [
  `VDConfig config${call.n} = {};`,
  `hr = set->GetConfiguration(${args}&config${call.n});`,
];
const opened = (call: Call, type: string): string[] => [
  `${type}* device${call.n} = NULL;`,
  `hr = set->OpenDevice(${call.text("name")}, &device${call.n});`,
];

const statements: Readonly<Record<LabCallEntry["method"], (call: Call) => string[]>> = {
  "server.Open": (call) => [`hr = set->Open(${call.instance()}, ${call.text("name")});`],
  "server.GetConfiguration": (call) => configured(call, ""),
  "server.BeginConfiguration": (call) => {
    const args = ["features", "blockSize", "alignment", "maxTransferSize", "timeout"];
    return [`hr = set->BeginConfiguration(${args.map((name) => call.number(name)).join(", ")});`];
  },
  "server.RequestBuffers": (call) => [
    `hr = set->RequestBuffers(${call.number("size")}, ${call.number("alignment")}, ${call.number("count")});`,
  ],
  "server.QueryAvailableBuffers": (call) => [
    `DWORD count${call.n} = 0;`,
    `hr = set->QueryAvailableBuffers(${call.number("size")}, ${call.number("alignment")}, &count${call.n});`,
  ],
  "server.EndConfiguration": () => ["hr = set->EndConfiguration();"],
  "server.OpenDevice": (call) => opened(call, "IServerVirtualDevice"),
  "server.ExecuteCompletionAgent": () => ["hr = set->ExecuteCompletionAgent();  // blocks"],
  "server.AllocateBuffer": (call) => [
    `BYTE* address${call.n} = NULL;`,
    `hr = set->AllocateBuffer(&address${call.n}, ${call.number("size")}, ${call.number("alignment")});`,
  ],
  "server.FillBuffer": (call) => {
    const { literal, length } = call.narrow("text");
    return [`FillText(${call.buffer()}, ${call.allocated()}, ${literal}, ${length}u);`];
  },
  "server.FreeBuffer": (call) => [
    `hr = set->FreeBuffer(${call.buffer()}, ${call.number("size")});`,
  ],
  "server.IsSharedBuffer": (call) => [`hr = set->IsSharedBuffer(${call.buffer()});`],
  "server.SignalAbort": () => ["hr = set->SignalAbort();"],
  "server.Close": () => ["hr = set->Close();"],
  "server.SendCommand": (call) => {
    const code = Number(call.entry.arguments["commandCode"] ?? 0);
    return [
      `static VDS_Command command${call.n} = {};`,
      `command${call.n}.commandCode = ${nameOfCommand(code) ?? `${code}u`};`,
      `command${call.n}.size = ${call.number("size")};`,
      `command${call.n}.inPosition = ${call.number("position")};`,
      `command${call.n}.buffer = ${call.buffer()};`,
      `command${call.n}.completionRoutine = Completed;`,
      `hr = ${call.device()}->SendCommand(&command${call.n});`,
    ];
  },
  "server.CloseDevice": (call) => [`hr = ${call.device()}->CloseDevice();`],
  "client.Create": (call) => create(call, "Create", ""),
  "client.CreateEx": (call) => create(call, "CreateEx", `${call.instance()}, `),
  "client.GetConfiguration": (call) => configured(call, `${call.timeout()}, `),
  "client.OpenDevice": (call) => opened(call, "IClientVirtualDevice"),
  "client.OpenInSecondary": (call) => [`hr = set->OpenInSecondary(${call.text("name")});`],
  "client.OpenInSecondaryEx": (call) => [
    `hr = set->OpenInSecondaryEx(${call.instance()}, ${call.text("name")});`,
  ],
  "client.GetBufferHandle": (call) => [
    `hr = set->GetBufferHandle(${call.buffer()}, &handle${call.n});`,
  ],
  "client.MapBufferHandle": (call) => [
    `BYTE* address${call.n} = NULL;`,
    `hr = set->MapBufferHandle(${call.handle()}, &address${call.n});`,
  ],
  "client.PeekBuffer": (call) => [
    `BYTE* address${call.n} = NULL;`,
    `if (set->MapBufferHandle(${call.handle()}, &address${call.n}) == NOERROR)`,
    `  fwrite(address${call.n} + ${call.number("offset")}, 1, ${call.number("length")}, stdout);`,
  ],
  "client.SignalAbort": () => ["hr = set->SignalAbort();"],
  "client.Close": () => ["hr = set->Close();"],
  "client.GetCommand": (call) => [
    `VDC_Command* command${call.n} = NULL;`,
    `hr = ${call.device()}->GetCommand(${call.timeout()}, &command${call.n});`,
  ],
  "client.CompleteCommand": (call) => {
    const code = Number(call.entry.arguments["code"] ?? 0);
    const args = [
      call.command(),
      nameOfCompletion(code) ?? `${code}u`,
      call.number("bytes"),
      call.number("position"),
    ];
    return [`hr = ${call.device()}->CompleteCommand(${args.join(", ")});`];
  },
};
