import {
  activeSet,
  complete,
  flush,
  from,
  normalEnd,
  size,
  write,
  type ScriptSource,
  type ScriptStep,
} from "../script-steps.ts";

/** A command without a buffer, sent, received and completed with success. */
function exchange(
  step: number,
  commandCode: number,
  said: [ScriptStep["say"], ScriptStep["say"]],
): ScriptStep[] {
  return [
    {
      by: "server",
      call: "SendCommand",
      with: { device: 0, commandCode, size: 0, position: 0, buffer: "0x0" },
      completes: { code: 0, bytes: 0, after: step + 2 },
      say: said[0],
    },
    {
      by: "primary",
      call: "GetCommand",
      with: { device: 0, timeout: 1000 },
      gives: { commandCode },
      say: said[1],
    },
    {
      by: "primary",
      call: "CompleteCommand",
      with: { device: 0, command: from(step + 1, "command"), code: 0, bytes: 0, position: 0 },
      say: ["Done, and said so.", "Feito, e informado."],
    },
  ];
}

export const backupScript: ScriptSource = {
  title: { en: "The smallest backup", "pt-BR": "O menor backup" },
  steps: [
    ...activeSet(0, 22),
    {
      by: "server",
      call: "FillBuffer",
      with: { buffer: from(9, "address"), text: "The smallest backup. " },
      say: [
        "The server reads pages of the database into the buffer; here, a sentence.",
        "O servidor lê páginas do banco para o buffer; aqui, uma frase.",
      ],
    },
    {
      by: "server",
      call: "SendCommand",
      with: { device: 0, commandCode: write, size, position: 0, buffer: from(9, "address") },
      completes: { code: 0, bytes: size, after: 14 },
      say: [
        "Write: these 64 KiB are for the medium. From delivery on the buffer is the client's.",
        "Write: estes 64 KiB são para a mídia. Após a entrega, o buffer é do cliente.",
      ],
    },
    {
      by: "primary",
      call: "GetCommand",
      with: { device: 0, timeout: 1000 },
      gives: { commandCode: write, size },
      say: [
        "The primary has the command and, at its own address, the bytes.",
        "O primário tem o comando e, em seu próprio endereço, os bytes.",
      ],
    },
    {
      by: "primary",
      call: "CompleteCommand",
      with: { device: 0, command: from(13, "command"), code: 0, bytes: size, position: 0 },
      say: [
        "They are stored: the buffer belongs to the server again, at once.",
        "Estão gravados: o buffer volta a ser do servidor, na hora.",
      ],
    },
    ...exchange(15, flush, [
      [
        "Flush: everything so far must be durable. There can be several.",
        "Flush: tudo até aqui precisa ser durável. Pode haver vários.",
      ],
      ["Here a client calls fsync.", "Aqui o cliente chama fsync."],
    ]),
    ...exchange(18, complete, [
      [
        "Complete: the client is to finish its medium before the statement may succeed.",
        "Complete: o cliente deve concluir a mídia antes de a instrução ter sucesso.",
      ],
      ["Here a client writes its manifest.", "Aqui o cliente grava seu manifesto."],
    ]),
    ...normalEnd(),
  ],
};
