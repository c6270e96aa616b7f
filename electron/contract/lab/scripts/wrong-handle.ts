import { activeSet, from, normalEnd, size, write, type ScriptSource } from "../script-steps.ts";

/** Where the set's tag begins in a handle: {7 bits tag, 12 generation, 12 index}. */
const nextTag = 0x100_0000;

export const handleScript: ScriptSource = {
  title: { en: "Wrong handles", "pt-BR": "Handles errados" },
  steps: [
    ...activeSet(0, 25),
    {
      add: "secondary1",
      say: ["A secondary, to try handles in.", "Um secundário, para testar os handles."],
    },
    {
      by: "secondary1",
      call: "OpenInSecondaryEx",
      with: { instance: "", name: "$set" },
      say: ["It joins the set.", "Ele entra no conjunto."],
    },
    {
      by: "server",
      call: "SendCommand",
      with: { device: 0, commandCode: write, size, position: 0, buffer: from(9, "address") },
      completes: { code: 0, bytes: size, after: 20 },
      say: ["A Write with one buffer.", "Um Write com um buffer."],
    },
    {
      by: "primary",
      call: "GetCommand",
      with: { device: 0, timeout: 1000 },
      gives: { commandCode: write },
      say: ["The primary holds the buffer.", "O primário tem o buffer."],
    },
    {
      by: "primary",
      call: "GetBufferHandle",
      with: { buffer: from(14, "address") },
      say: ["The right handle.", "O handle certo."],
    },
    {
      by: "secondary1",
      call: "MapBufferHandle",
      with: { handle: from(15, "handle") },
      say: ["The right handle maps.", "O handle certo é mapeado."],
    },
    {
      by: "secondary1",
      call: "MapBufferHandle",
      with: { handle: from(15, "handle", 7) },
      is: "VD_E_INVALID",
      say: [
        "Unknown: its index is no buffer of the set. An error code, no foreign bytes.",
        "Desconhecido: seu índice não é buffer do conjunto. Um código de erro, nunca bytes alheios.",
      ],
    },
    {
      by: "secondary1",
      call: "MapBufferHandle",
      with: { handle: from(15, "handle", nextTag) },
      is: "VD_E_INVALID",
      say: [
        "Foreign: the tag is of another set. Handles mean something only within their own.",
        "Alheio: a marca é de outro conjunto. Um handle só vale dentro do seu.",
      ],
    },
    {
      by: "primary",
      call: "GetBufferHandle",
      with: { buffer: from(14, "address", 512) },
      is: "VD_E_INVALID",
      say: [
        "Interior: an address inside the buffer is not the one that GetCommand gave.",
        "Interior: um endereço dentro do buffer não é o que GetCommand deu.",
      ],
    },
    {
      by: "primary",
      call: "CompleteCommand",
      with: { device: 0, command: from(14, "command"), code: 0, bytes: size, position: 0 },
      say: ["The command ends, and with it the handle.", "O comando termina, e com ele o handle."],
    },
    {
      by: "secondary1",
      call: "MapBufferHandle",
      with: { handle: from(15, "handle") },
      is: "VD_E_INVALID",
      say: [
        "Stale: the number is the same, the command is over.",
        "Vencido: o número é o mesmo, o comando acabou.",
      ],
    },
    {
      by: "primary",
      call: "GetBufferHandle",
      with: { buffer: from(14, "address") },
      is: "VD_E_INVALID",
      say: [
        "Nor does the old address give a new handle: the buffer is the server's.",
        "Nem o endereço antigo dá um novo handle: o buffer é do servidor.",
      ],
    },
    {
      by: "secondary1",
      call: "Close",
      say: ["The secondary leaves.", "O secundário sai."],
    },
    ...normalEnd(),
  ],
};
