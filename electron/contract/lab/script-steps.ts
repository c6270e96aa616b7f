/** How the ready scripts are written, and the beginnings and ends that they share. */
import type { Text } from "./method-words.ts";
import type { LabReference, LabScalar, LabValue } from "./values.ts";

type Said = readonly [en: string, pt: string];

export interface CallStep {
  readonly by: string;
  readonly call: string;
  readonly with?: Readonly<Record<string, LabValue>>;
  /** Name of the code; NOERROR by default, null for a call that is never answered. */
  readonly is?: string | null;
  readonly gives?: Readonly<Record<string, LabScalar>>;
  /** SendCommand: what its completion routine finds, once `after` steps have begun. */
  readonly completes?: { readonly code: number; readonly bytes: number; readonly after: number };
  /** Waits meanwhile; ends once this many steps have begun. */
  readonly until?: number;
  readonly say: Said;
}

export type ScriptStep =
  | CallStep
  | { readonly kill: string; readonly say: Said }
  | { readonly add: string; readonly say: Said };

export interface ScriptSource {
  readonly title: Text;
  readonly steps: readonly ScriptStep[];
}

/** The answer of an earlier step. */
export function from(step: number, field: string, plus?: number): LabReference {
  return plus === undefined ? { from: step, field } : { from: step, field, plus };
}

export const size = 65_536;
export const write = 2;
export const clearError = 3;
export const flush = 12;
export const complete = 19;

/** Steps of `activeSet`; its buffer is the answer of the one before the last. */
export const activeSteps = 10;

/**
 * A set with one device and four buffers, Active, the agent inside until `agentUntil` steps have begun.
 *
 * @param before steps before these
 */
export function activeSet(before: number, agentUntil: number): ScriptStep[] {
  return [
    {
      by: "primary",
      call: "CreateEx",
      with: { instance: "", name: "$set", deviceCount: 1, features: 0x2000 },
      say: [
        "The backup application makes a set with one device, before any BACKUP statement runs.",
        "O aplicativo de backup cria um conjunto com um dispositivo, antes da instrução BACKUP.",
      ],
    },
    {
      by: "primary",
      call: "GetConfiguration",
      with: { timeout: 0xffff_ffff },
      gives: { maxTransferSize: size, blockSize: 512 },
      until: before + 6,
      say: [
        "The primary waits until the server has decided sizes and features.",
        "O primário espera até que o servidor decida tamanhos e recursos.",
      ],
    },
    {
      by: "server",
      call: "Open",
      with: { instance: "", name: "$set" },
      say: [
        "BACKUP ... TO VIRTUAL_DEVICE names the set; the server finds it by that name.",
        "BACKUP ... TO VIRTUAL_DEVICE cita o conjunto; o servidor o encontra por esse nome.",
      ],
    },
    {
      by: "server",
      call: "BeginConfiguration",
      with: {
        features: 0x5_2000,
        blockSize: 512,
        alignment: 0,
        maxTransferSize: size,
        timeout: 1000,
      },
      say: [
        "The server decides: blocks of 512 bytes, transfers of 64 KiB, a Complete at the end.",
        "O servidor decide: blocos de 512 bytes, transferências de 64 KiB, um Complete no fim.",
      ],
    },
    {
      by: "server",
      call: "RequestBuffers",
      with: { size, alignment: 0, count: 4 },
      say: [
        "Four buffers of 64 KiB for the whole set.",
        "Quatro buffers de 64 KiB para todo o conjunto.",
      ],
    },
    {
      by: "server",
      call: "EndConfiguration",
      say: [
        "The memory is made, and the primary's GetConfiguration returns.",
        "A memória é criada, e GetConfiguration do primário retorna.",
      ],
    },
    ...openedDevice(agentUntil),
  ];
}

/** The last four steps of `activeSet`: devices, agent, a buffer. */
function openedDevice(agentUntil: number): ScriptStep[] {
  return [
    {
      by: "server",
      call: "OpenDevice",
      with: { name: "$set" },
      say: [
        "The first device bears the set's name.",
        "O primeiro dispositivo leva o nome do conjunto.",
      ],
    },
    {
      by: "server",
      call: "ExecuteCompletionAgent",
      until: agentUntil,
      say: [
        "A server thread goes in to run completion routines; it stays until the set ends.",
        "Uma thread do servidor entra para executar rotinas de conclusão; fica até o fim do conjunto.",
      ],
    },
    {
      by: "server",
      call: "AllocateBuffer",
      with: { size, alignment: 0 },
      say: ["The server takes a buffer.", "O servidor pega um buffer."],
    },
    {
      by: "primary",
      call: "OpenDevice",
      with: { name: "$set" },
      say: [
        "The primary opens the device: all are open, the set is Active.",
        "O primário abre o dispositivo: todos abertos, o conjunto está Active.",
      ],
    },
  ];
}

/** CloseDevice, VD_E_CLOSE and Close on both sides: the normal end. Four steps. */
export function normalEnd(): ScriptStep[] {
  return [
    {
      by: "server",
      call: "CloseDevice",
      with: { device: 0 },
      say: ["The server is done with the device.", "O servidor terminou com o dispositivo."],
    },
    {
      by: "primary",
      call: "GetCommand",
      with: { device: 0, timeout: 1000 },
      is: "VD_E_CLOSE",
      say: [
        "VD_E_CLOSE is the normal end of a device. Success is only what the statement says.",
        "VD_E_CLOSE é o fim normal do dispositivo. Sucesso é só o que a instrução disser.",
      ],
    },
    {
      by: "primary",
      call: "Close",
      say: ["The primary lets the set go.", "O primário libera o conjunto."],
    },
    {
      by: "server",
      call: "Close",
      say: [
        "The server too: nothing of it stays in shared memory.",
        "O servidor também: nada fica na memória compartilhada.",
      ],
    },
  ];
}
