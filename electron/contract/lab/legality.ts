/**
 * Which code a call will answer in the state in which its process is: the matrices, and the few places where more
 * than the state decides.
 */
import { completionCode, nameOfHresult, vdError } from "../vdi.ts";
import { clientStates, labMethods, serverStates, type LabMethodId } from "./methods.ts";

export interface LabContext {
  /** State of the set as this process sees it. */
  readonly state: string;
  readonly role: "server" | "primary" | "secondary";
  /** Devices that this process has open. */
  readonly openDevices: number;
  readonly deviceCount: number;
  /** Server: a thread is inside ExecuteCompletionAgent. */
  readonly hasAgent: boolean;
  /** The primary has its configuration: a secondary may join. */
  readonly isReadyForSecondary: boolean;
  /** State of the device that the call is for; null when this process never opened one. */
  readonly device: string | null;
}

/** Name of the code that the call answers with good arguments; null for a device method without a device. */
export function expectedCode(id: LabMethodId, context: LabContext): string | null {
  const method = labMethods[id];
  if (method.object === "device" && context.device === null) return null;
  const states: readonly string[] = method.half === "server" ? serverStates : clientStates;
  const code = method.matrix[states.indexOf(context.state)] ?? "VD_E_PROTOCOL";
  return specials[id]?.(context) ?? code;
}

type Special = (context: LabContext) => string | null;

const needsPrimary: Special = (context) =>
  context.state === "DoesNotExist" && !context.isReadyForSecondary ? "VD_E_PROTOCOL" : null;
const inState =
  (wanted: string, decide: Special): Special =>
  (context) =>
    context.state === wanted ? decide(context) : null;
const byDevice = (codesOf: Readonly<Record<string, string>>): Special =>
  inState("Active", ({ device }) => codesOf[device ?? ""] ?? null);

/** Where more than the state decides; null: the matrix holds. */
const specials: Readonly<Partial<Record<LabMethodId, Special>>> = {
  "server.OpenDevice": inState("Initializing", ({ openDevices, deviceCount }) =>
    openDevices === deviceCount ? "VD_E_OPEN" : null,
  ),
  "server.ExecuteCompletionAgent": inState("Initializing", ({ hasAgent }) =>
    hasAgent ? "VD_E_PROTOCOL" : null,
  ),
  "server.Close": inState("Initializing", ({ openDevices }) =>
    openDevices > 0 ? "VD_E_PROTOCOL" : null,
  ),
  "server.SendCommand": byDevice({ IoError: "VD_E_IO_ERROR", Closed: "VD_E_PROTOCOL" }),
  "server.CloseDevice": byDevice({ Closed: "VD_E_CLOSE" }),
  "client.Close": inState("Active", ({ role, openDevices }) =>
    role === "secondary" && openDevices === 0 ? "NOERROR" : null,
  ),
  "client.OpenInSecondary": needsPrimary,
  "client.OpenInSecondaryEx": needsPrimary,
};

/** SendCommand's page names VD_E_IO_ERROR, no header gives it a number: this is the embedded server's. */
const ioError = 0x8007_0000 | completionCode.ERROR_IO_DEVICE | 0;

/** Name of what a method answered; a number in hexadecimal where it has none. */
export function nameOfAnswer(id: LabMethodId, hr: number): string {
  if (id === "server.IsSharedBuffer") return hr === 1 ? "TRUE" : "FALSE";
  if (hr === ioError) return "VD_E_IO_ERROR";
  return nameOfHresult(hr) ?? hexOf(hr);
}

/** Number of a name as `nameOfAnswer` gives it. */
export function answerOfName(name: string): number {
  if (name === "TRUE") return 1;
  if (name === "FALSE") return 0;
  if (name === "VD_E_IO_ERROR") return ioError;
  return Object.entries(vdError).find(([known]) => known === name)?.[1] ?? Number(name) | 0;
}

/** "0x80770006". */
export function hexOf(hr: number): string {
  return `0x${(hr >>> 0).toString(16).toUpperCase().padStart(8, "0")}`;
}

/** VD_E_CLOSE and VD_E_TIMEOUT are normal ends of a wait, not errors. */
export function toneOfAnswer(name: string): "ok" | "neutral" | "error" {
  if (name === "NOERROR" || name === "TRUE" || name === "FALSE") return "ok";
  return name === "VD_E_CLOSE" || name === "VD_E_TIMEOUT" ? "neutral" : "error";
}
