/**
 * The published methods as one table: parameters, answers, which state allows what, and in which words. Forms,
 * checks, exports and tests all follow from it.
 *
 * Source: VDI reference 1.4 and 1.5 (matrices), 1.7 (who may call what), 2 (methods). `page` is the page of the
 * specification. The few entries with `isOurs` are no part of the interface: a server's fill, a client's look.
 */
import { vdFeature } from "../vdi.ts";
import { words, type Text } from "./method-words.ts";
import type { LabScalar, ParameterKind } from "./values.ts";

export interface LabParameter {
  readonly name: string;
  readonly kind: ParameterKind;
  /** What the form begins with where no earlier answer offers a better one. */
  readonly initial: LabScalar;
}

export interface LabField {
  readonly name: string;
  readonly kind: ParameterKind | "value";
}

export interface LabMethod {
  readonly half: "client" | "server";
  readonly name: string;
  readonly object: "set" | "device";
  readonly parameters: readonly LabParameter[];
  readonly answers: readonly LabField[];
  /** Codes by state, in the order of `clientStates` or `serverStates`. */
  readonly matrix: readonly string[];
  /** State that a success leads to; null when it stays. */
  readonly leadsTo: string | null;
  /** May wait: shown as pending, ended by SignalAbort or Close. */
  readonly isBlocking: boolean;
  readonly isOurs: boolean;
  readonly page: string;
  readonly text: Text;
}

export const clientStates = [
  "DoesNotExist",
  "Configurable",
  "Initializing",
  "Active",
  "NormallyTerminated",
  "AbnormallyTerminated",
] as const;
export const serverStates = [
  "DoesNotExist",
  "Connected",
  "Configurable",
  "Initializing",
  "Active",
  "NormallyTerminated",
  "AbnormallyTerminated",
] as const;

const codes: Readonly<Record<string, string>> = {
  ok: "NOERROR",
  P: "VD_E_PROTOCOL",
  A: "VD_E_ABORT",
  I: "VD_E_INVALID",
  O: "VD_E_OPEN",
  C: "VD_E_CLOSE",
};

const kib64 = 65_536;
const configParameters: readonly LabParameter[] = [
  { name: "deviceCount", kind: "count", initial: 1 },
  { name: "features", kind: "features", initial: vdFeature.VDF_RequestComplete },
  { name: "prefixZoneSize", kind: "bytes", initial: 0 },
  { name: "alignment", kind: "bytes", initial: 0 },
  { name: "serverTimeOut", kind: "timeout", initial: 0 },
];
const configAnswers: readonly LabField[] = [
  "deviceCount",
  "features",
  "prefixZoneSize",
  "alignment",
  "serverTimeOut",
  "blockSize",
  "maxTransferSize",
  "bufferAreaSize",
].map((name) => ({ name, kind: "value" }));
const instance: LabParameter = { name: "instance", kind: "instance", initial: "" };
const setName: LabParameter = { name: "name", kind: "name", initial: "$set" };
const timeout: LabParameter = { name: "timeout", kind: "timeout", initial: 1_000 };
const device: LabParameter = { name: "device", kind: "device", initial: 0 };
const buffer: LabParameter = { name: "buffer", kind: "address", initial: "0x0" };
const handle: LabParameter = { name: "handle", kind: "handle", initial: 0 };
const size: LabParameter = { name: "size", kind: "bytes", initial: kib64 };
const alignment: LabParameter = { name: "alignment", kind: "bytes", initial: 0 };

interface Rest {
  readonly answers?: readonly LabField[];
  readonly leadsTo?: string;
  readonly isBlocking?: boolean;
  readonly isOurs?: boolean;
  readonly object?: "device";
}

function method(
  id: keyof typeof words,
  [page, matrix]: readonly [page: string, matrix: string],
  parameters: readonly LabParameter[],
  rest: Rest = {},
): LabMethod {
  const [half, name] = id.split(".") as ["client" | "server", string];
  return {
    half,
    name,
    object: rest.object ?? "set",
    parameters,
    answers: rest.answers ?? [],
    matrix: matrix.split(" ").map((sign) => codes[sign] ?? sign),
    leadsTo: rest.leadsTo ?? null,
    isBlocking: rest.isBlocking ?? false,
    isOurs: rest.isOurs ?? false,
    page,
    text: words[id],
  };
}

const deviceAnswer: readonly LabField[] = [{ name: "device", kind: "device" }];
const aborted = { leadsTo: "AbnormallyTerminated" };
const gone = { leadsTo: "DoesNotExist" };

/** By id: "server.Open", "client.CreateEx". In the order of a column. */
export const labMethods = {
  "server.Open": method("server.Open", ["3gha", "ok P P P P P P"], [instance, setName], {
    leadsTo: "Connected",
  }),
  "server.GetConfiguration": method("server.GetConfiguration", ["8z3i", "P ok ok ok ok ok A"], [], {
    answers: configAnswers,
  }),
  "server.BeginConfiguration": method(
    "server.BeginConfiguration",
    ["3zxq", "P ok P P P P P"],
    [
      {
        name: "features",
        kind: "features",
        initial:
          vdFeature.VDF_RequestComplete | vdFeature.VDF_WriteMedia | vdFeature.VDF_CompleteEnabled,
      },
      { name: "blockSize", kind: "bytes", initial: 512 },
      alignment,
      { name: "maxTransferSize", kind: "bytes", initial: kib64 },
      timeout,
    ],
    { leadsTo: "Configurable" },
  ),
  "server.RequestBuffers": method(
    "server.RequestBuffers",
    ["8ktv", "P P ok ok ok P P"],
    [size, alignment, { name: "count", kind: "count", initial: 4 }],
  ),
  "server.QueryAvailableBuffers": method(
    "server.QueryAvailableBuffers",
    ["vdi.h", "P P ok ok ok P P"],
    [size, alignment],
    { answers: [{ name: "count", kind: "value" }] },
  ),
  "server.EndConfiguration": method("server.EndConfiguration", ["1u7i", "P P ok P P P P"], [], {
    leadsTo: "Initializing",
  }),
  "server.OpenDevice": method("server.OpenDevice", ["986d", "P P P ok P P A"], [setName], {
    answers: deviceAnswer,
  }),
  "server.ExecuteCompletionAgent": method(
    "server.ExecuteCompletionAgent",
    ["9l9w", "P P P ok P P A"],
    [],
    { leadsTo: "Active", isBlocking: true },
  ),
  "server.AllocateBuffer": method(
    "server.AllocateBuffer",
    ["271u", "P P P ok ok ok A"],
    [size, alignment],
    {
      answers: [
        { name: "address", kind: "address" },
        { name: "index", kind: "value" },
      ],
    },
  ),
  "server.FillBuffer": method(
    "server.FillBuffer",
    ["", "P P P ok ok ok A"],
    [buffer, { name: "text", kind: "text", initial: "Bytes stay, handles travel. " }],
    { isOurs: true },
  ),
  "server.FreeBuffer": method("server.FreeBuffer", ["9acy", "P P P ok ok ok A"], [buffer, size]),
  "server.IsSharedBuffer": method(
    "server.IsSharedBuffer",
    ["5kmq", "FALSE FALSE FALSE TRUE TRUE TRUE TRUE"],
    [buffer],
  ),
  "server.SignalAbort": method("server.SignalAbort", ["2ayc", "P ok ok ok ok ok ok"], [], aborted),
  "server.Close": method("server.Close", ["4kyt", "P ok ok ok P ok ok"], [], gone),
  "server.SendCommand": method(
    "server.SendCommand",
    ["1mg4", "P P P P ok P A"],
    [
      device,
      { name: "commandCode", kind: "commandCode", initial: 2 },
      size,
      { name: "position", kind: "position", initial: 0 },
      buffer,
    ],
    { answers: [{ name: "token", kind: "value" }], object: "device" },
  ),
  "server.CloseDevice": method("server.CloseDevice", ["2yp1", "P P P P ok C A"], [device], {
    leadsTo: "NormallyTerminated",
    object: "device",
  }),

  "client.Create": method(
    "client.Create",
    ["02ew", "ok P P P P P"],
    [setName, ...configParameters],
    {
      leadsTo: "Configurable",
    },
  ),
  "client.CreateEx": method(
    "client.CreateEx",
    ["02ew", "ok P P P P P"],
    [instance, setName, ...configParameters],
    { leadsTo: "Configurable" },
  ),
  "client.GetConfiguration": method(
    "client.GetConfiguration",
    ["1vou", "P ok ok ok ok A"],
    [timeout],
    { answers: configAnswers, leadsTo: "Initializing", isBlocking: true },
  ),
  "client.OpenDevice": method("client.OpenDevice", ["9wrp", "P P ok O P A"], [setName], {
    answers: deviceAnswer,
    leadsTo: "Active",
  }),
  "client.OpenInSecondary": method("client.OpenInSecondary", ["9hh4", "ok P P P P P"], [setName], {
    leadsTo: "Initializing",
  }),
  "client.OpenInSecondaryEx": method(
    "client.OpenInSecondaryEx",
    ["9hh4", "ok P P P P P"],
    [instance, setName],
    { leadsTo: "Initializing" },
  ),
  "client.GetBufferHandle": method("client.GetBufferHandle", ["2411", "P I I ok I A"], [buffer], {
    answers: [{ name: "handle", kind: "handle" }],
  }),
  "client.MapBufferHandle": method("client.MapBufferHandle", ["1sdh", "P I I ok I A"], [handle], {
    answers: [{ name: "address", kind: "address" }],
  }),
  "client.PeekBuffer": method(
    "client.PeekBuffer",
    ["", "P I I ok I A"],
    [
      handle,
      { name: "offset", kind: "bytes", initial: 0 },
      { name: "length", kind: "bytes", initial: 64 },
    ],
    { answers: [{ name: "text", kind: "value" }], isOurs: true },
  ),
  "client.SignalAbort": method("client.SignalAbort", ["60vo", "P ok ok ok ok ok"], [], aborted),
  "client.Close": method("client.Close", ["62w5", "P ok ok O ok ok"], [], gone),
  "client.GetCommand": method("client.GetCommand", ["4oh0", "P P P ok P A"], [device, timeout], {
    answers: [
      { name: "command", kind: "command" },
      { name: "commandCode", kind: "value" },
      { name: "size", kind: "value" },
      { name: "position", kind: "value" },
      { name: "address", kind: "address" },
    ],
    isBlocking: true,
    object: "device",
  }),
  "client.CompleteCommand": method(
    "client.CompleteCommand",
    ["4bfo", "P P P ok P A"],
    [
      device,
      { name: "command", kind: "command", initial: 0 },
      { name: "code", kind: "completionCode", initial: 0 },
      { name: "bytes", kind: "bytes", initial: kib64 },
      { name: "position", kind: "position", initial: 0 },
    ],
    { object: "device" },
  ),
} as const satisfies Record<keyof typeof words, LabMethod>;

export type LabMethodId = keyof typeof labMethods;
export const labMethodIds = Object.keys(labMethods) as [LabMethodId, ...LabMethodId[]];

/** The methods of one column, in its order. */
export function methodsOf(half: "client" | "server"): LabMethodId[] {
  return labMethodIds.filter((id) => labMethods[id].half === half);
}
