import {
  activeSet,
  clearError,
  type CallStep,
  from,
  normalEnd,
  size,
  write,
  type ScriptSource,
} from "../script-steps.ts";

const diskFull = 112;
const ioDevice = 1117;

function send(
  commandCode: number,
  buffer: number | null,
  rest: Pick<CallStep, "completes" | "is" | "say">,
): CallStep {
  return {
    by: "server",
    call: "SendCommand",
    with: {
      device: 0,
      commandCode,
      size: buffer === null ? 0 : size,
      position: 0,
      buffer: buffer === null ? "0x0" : from(buffer, "address"),
    },
    ...rest,
  };
}

export const ioErrorScript: ScriptSource = {
  title: { en: "IO-ERROR and recovery", "pt-BR": "IO-ERROR e recuperação" },
  steps: [
    ...activeSet(0, 24),
    {
      by: "server",
      call: "AllocateBuffer",
      with: { size, alignment: 0 },
      say: ["A second buffer.", "Um segundo buffer."],
    },
    send(write, 9, {
      completes: { code: diskFull, bytes: 0, after: 15 },
      say: ["The first Write.", "O primeiro Write."],
    }),
    send(write, 11, {
      completes: { code: ioDevice, bytes: 0, after: 15 },
      say: ["A second one waits behind it.", "Um segundo espera atrás dele."],
    }),
    {
      by: "primary",
      call: "GetCommand",
      with: { device: 0, timeout: 1000 },
      gives: { commandCode: write },
      say: ["The client takes the first.", "O cliente pega o primeiro."],
    },
    {
      by: "primary",
      call: "CompleteCommand",
      with: { device: 0, command: from(14, "command"), code: diskFull, bytes: 0, position: 0 },
      say: [
        "The disk is full (112): the device goes into IO-ERROR, and the second Write is swept away with 1117.",
        "O disco está cheio (112): o dispositivo entra em IO-ERROR, e o segundo Write cai com 1117.",
      ],
    },
    send(write, 9, {
      is: "VD_E_IO_ERROR",
      completes: { code: ioDevice, bytes: 0, after: 16 },
      say: [
        "In IO-ERROR a Write is refused at once; its routine runs on the sending thread.",
        "Em IO-ERROR um Write é recusado na hora; a rotina roda na thread que envia.",
      ],
    }),
    send(clearError, null, {
      completes: { code: 0, bytes: 0, after: 19 },
      say: ["Only ClearError is accepted.", "Só ClearError é aceito."],
    }),
    {
      by: "primary",
      call: "GetCommand",
      with: { device: 0, timeout: 1000 },
      gives: { commandCode: clearError },
      say: [
        "It comes once nothing else is outstanding.",
        "Ele chega quando nada mais está pendente.",
      ],
    },
    {
      by: "primary",
      call: "CompleteCommand",
      with: { device: 0, command: from(18, "command"), code: 0, bytes: 0, position: 0 },
      say: [
        "ClearError is completed with success and nothing else: the device is Active again.",
        "ClearError é concluído com sucesso e nada mais: o dispositivo volta a Active.",
      ],
    },
    send(write, 9, {
      completes: { code: 0, bytes: size, after: 22 },
      say: ["The server tries the Write again.", "O servidor tenta o Write outra vez."],
    }),
    {
      by: "primary",
      call: "GetCommand",
      with: { device: 0, timeout: 1000 },
      gives: { commandCode: write },
      say: ["It arrives as ever.", "Ele chega como sempre."],
    },
    {
      by: "primary",
      call: "CompleteCommand",
      with: { device: 0, command: from(21, "command"), code: 0, bytes: size, position: 0 },
      say: ["This time there is room.", "Desta vez há espaço."],
    },
    ...normalEnd(),
  ],
};
