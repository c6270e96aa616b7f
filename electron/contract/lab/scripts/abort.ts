import {
  activeSet,
  activeSteps,
  from,
  size,
  write,
  type ScriptSource,
  type ScriptStep,
} from "../script-steps.ts";

const infinite = 0xffff_ffff;
/** Steps of the first half; the second begins with a new set. */
const firstHalf = activeSteps + 8;

/** Waits until `until` steps have begun, then VD_E_ABORT. */
function waitForAbort(until: number): ScriptStep {
  return {
    by: "primary",
    call: "GetCommand",
    with: { device: 0, timeout: infinite },
    is: "VD_E_ABORT",
    until,
    say: [
      "The client waits without limit for a command that never comes.",
      "O cliente espera sem limite por um comando que nunca chega.",
    ],
  };
}

export const abortScript: ScriptSource = {
  title: { en: "Abort from either side", "pt-BR": "Abortar de cada lado" },
  steps: [
    ...activeSet(0, 14),
    {
      by: "server",
      call: "SendCommand",
      with: { device: 0, commandCode: write, size, position: 0, buffer: from(9, "address") },
      completes: { code: 995, bytes: 0, after: 14 },
      say: ["A Write is under way.", "Um Write está em curso."],
    },
    {
      by: "primary",
      call: "GetCommand",
      with: { device: 0, timeout: 1000 },
      gives: { commandCode: write },
      say: ["The client has it.", "O cliente o tem."],
    },
    waitForAbort(14),
    {
      by: "primary",
      call: "SignalAbort",
      say: [
        "The client aborts: the wait returns, the Write is completed with 995, the agent leaves.",
        "O cliente aborta: a espera retorna, o Write é concluído com 995, o agente sai.",
      ],
    },
    {
      by: "primary",
      call: "CompleteCommand",
      with: { device: 0, command: from(12, "command"), code: 0, bytes: size, position: 0 },
      is: "VD_E_ABORT",
      say: ["A late completion is ignored.", "Uma conclusão atrasada é ignorada."],
    },
    {
      by: "server",
      call: "AllocateBuffer",
      with: { size, alignment: 0 },
      is: "VD_E_ABORT",
      say: [
        "No new buffers either: the only duty left is Close.",
        "Nem novos buffers: o único dever que resta é Close.",
      ],
    },
    { by: "server", call: "Close", say: ["The server closes.", "O servidor fecha."] },
    {
      by: "primary",
      call: "Close",
      say: [
        "So does the client; the same objects can make a new set now.",
        "O cliente também; os mesmos objetos podem criar agora um novo conjunto.",
      ],
    },
    ...activeSet(firstHalf, firstHalf + activeSteps + 2),
    waitForAbort(firstHalf + activeSteps + 2),
    {
      by: "server",
      call: "SignalAbort",
      say: [
        "Now the server aborts, as when somebody kills the statement.",
        "Agora o servidor aborta, como quando alguém mata a instrução.",
      ],
    },
    {
      by: "primary",
      call: "GetBufferHandle",
      with: { buffer: "0x1000" },
      is: "VD_E_ABORT",
      say: [
        "Every call answers VD_E_ABORT, whatever its arguments.",
        "Toda chamada responde VD_E_ABORT, sejam quais forem os argumentos.",
      ],
    },
    { by: "primary", call: "Close", say: ["The client closes.", "O cliente fecha."] },
    { by: "server", call: "Close", say: ["And the server.", "E o servidor."] },
  ],
};
