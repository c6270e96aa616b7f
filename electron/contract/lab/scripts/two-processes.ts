import { activeSet, from, normalEnd, size, write, type ScriptSource } from "../script-steps.ts";

const sentence = "Bytes stay, handles travel. ";

export const twoProcessesScript: ScriptSource = {
  title: { en: "Two processes and one buffer", "pt-BR": "Dois processos e um buffer" },
  steps: [
    ...activeSet(0, 23),
    {
      add: "secondary1",
      say: [
        "A second process of the backup application starts.",
        "Começa um segundo processo do aplicativo de backup.",
      ],
    },
    {
      by: "secondary1",
      call: "OpenInSecondaryEx",
      with: { instance: "", name: "$set" },
      say: [
        "The set is configured, so a secondary may join. It opens no device.",
        "O conjunto está configurado, então um secundário pode entrar. Não abre dispositivo.",
      ],
    },
    {
      by: "server",
      call: "FillBuffer",
      with: { buffer: from(9, "address"), text: sentence },
      say: [
        "The server writes a sentence into the buffer, once.",
        "O servidor grava uma frase no buffer, uma única vez.",
      ],
    },
    {
      by: "server",
      call: "SendCommand",
      with: { device: 0, commandCode: write, size, position: 0, buffer: from(9, "address") },
      completes: { code: 0, bytes: size, after: 19 },
      say: [
        "Queued; with its delivery the buffer becomes the client's.",
        "Na fila; com a entrega, o buffer passa a ser do cliente.",
      ],
    },
    {
      by: "primary",
      call: "GetCommand",
      with: { device: 0, timeout: 1000 },
      gives: { commandCode: write, size },
      say: [
        "The primary sees the buffer at an address of its own.",
        "O primário vê o buffer em um endereço próprio.",
      ],
    },
    {
      by: "primary",
      call: "GetBufferHandle",
      with: { buffer: from(15, "address") },
      say: [
        "The address of this process becomes a number that the other one understands.",
        "O endereço deste processo vira um número que o outro entende.",
      ],
    },
    {
      by: "secondary1",
      call: "MapBufferHandle",
      with: { handle: from(16, "handle") },
      say: [
        "The number becomes an address of the secondary: same bytes, another address.",
        "O número vira um endereço do secundário: mesmos bytes, outro endereço.",
      ],
    },
    {
      by: "secondary1",
      call: "PeekBuffer",
      with: { handle: from(16, "handle"), offset: 0, length: sentence.length },
      gives: { text: sentence },
      say: [
        "The server's sentence, read by a process that nobody sent a byte to.",
        "A frase do servidor, lida por um processo a quem ninguém enviou um byte.",
      ],
    },
    {
      by: "primary",
      call: "CompleteCommand",
      with: { device: 0, command: from(15, "command"), code: 0, bytes: size, position: 0 },
      say: [
        "Who got the command completes it. From here nobody but the server may touch the buffer.",
        "Quem recebeu o comando o conclui. Daqui em diante só o servidor pode tocar no buffer.",
      ],
    },
    {
      by: "secondary1",
      call: "MapBufferHandle",
      with: { handle: from(16, "handle") },
      is: "VD_E_INVALID",
      say: [
        "The handle is stale: it was valid from GetCommand to CompleteCommand.",
        "O handle venceu: valia de GetCommand a CompleteCommand.",
      ],
    },
    {
      by: "secondary1",
      call: "Close",
      say: [
        "A secondary closes its own view; the set goes on.",
        "Um secundário fecha só a sua visão; o conjunto continua.",
      ],
    },
    ...normalEnd(),
  ],
};
