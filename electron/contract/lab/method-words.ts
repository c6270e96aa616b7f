/** One sentence for each method, in both languages: what it does and what a caller must know. */
export interface Text {
  readonly en: string;
  readonly "pt-BR": string;
}

export const words = {
  "server.Open": {
    en: "The server's first call: finds the set by the name in the statement.",
    "pt-BR": "Primeira chamada do servidor: encontra o conjunto pelo nome da instrução.",
  },
  "server.GetConfiguration": {
    en: "Reads what the client wishes; later, what was decided.",
    "pt-BR": "Lê o que o cliente deseja; depois, o que foi decidido.",
  },
  "server.BeginConfiguration": {
    en: "Decides features, block and transfer size for the life of the set.",
    "pt-BR": "Decide recursos, bloco e transferência para toda a vida do conjunto.",
  },
  "server.RequestBuffers": {
    en: "Asks for buffer memory; it is made at EndConfiguration, or at once after it.",
    "pt-BR": "Pede memória de buffers; é criada em EndConfiguration, ou logo depois dele.",
  },
  "server.QueryAvailableBuffers": {
    en: "How many buffers of this kind could still be had.",
    "pt-BR": "Quantos buffers deste tipo ainda estão disponíveis.",
  },
  "server.EndConfiguration": {
    en: "Makes the buffers and wakes the client that waits in GetConfiguration.",
    "pt-BR": "Cria os buffers e acorda o cliente que espera em GetConfiguration.",
  },
  "server.OpenDevice": {
    en: "Opens the next device; the first bears the set's name.",
    "pt-BR": "Abre o próximo dispositivo; o primeiro leva o nome do conjunto.",
  },
  "server.ExecuteCompletionAgent": {
    en: "A thread enters and runs the completion routines until the set ends. No command goes before it.",
    "pt-BR":
      "Uma thread entra e executa as rotinas de conclusão até o fim do conjunto. Nenhum comando vai antes dela.",
  },
  "server.AllocateBuffer": {
    en: "Takes a buffer; its address is valid in the server's process.",
    "pt-BR": "Pega um buffer; o endereço vale no processo do servidor.",
  },
  "server.FillBuffer": {
    en: "Ours, no part of the interface: writes a text into a buffer, over and over.",
    "pt-BR": "Nossa, não faz parte da interface: grava um texto no buffer, repetidamente.",
  },
  "server.FreeBuffer": {
    en: "Gives a buffer back; refused while it is out with a command.",
    "pt-BR": "Devolve um buffer; recusado enquanto está fora com um comando.",
  },
  "server.IsSharedBuffer": {
    en: "Does this address lie in a buffer of the set? Answers TRUE or FALSE, no code.",
    "pt-BR": "Este endereço está em um buffer do conjunto? Responde TRUE ou FALSE, não um código.",
  },
  "server.SignalAbort": {
    en: "Aborts the whole set; every blocked call returns VD_E_ABORT.",
    "pt-BR": "Aborta todo o conjunto; toda chamada em espera retorna VD_E_ABORT.",
  },
  "server.Close": {
    en: "Ends the server's use of the set; with devices open it aborts and answers VD_E_PROTOCOL.",
    "pt-BR":
      "Encerra o uso do conjunto pelo servidor; com dispositivos abertos, aborta e responde VD_E_PROTOCOL.",
  },
  "server.SendCommand": {
    en: "Queues a command for the client. Its completion routine runs once, also when it is refused.",
    "pt-BR":
      "Enfileira um comando para o cliente. A rotina de conclusão roda uma vez, mesmo se recusado.",
  },
  "server.CloseDevice": {
    en: "Ends the device: the client's GetCommand answers VD_E_CLOSE.",
    "pt-BR": "Encerra o dispositivo: GetCommand do cliente responde VD_E_CLOSE.",
  },
  "client.Create": {
    en: "SQL Server 7.0's form of CreateEx; the instance comes from the environment.",
    "pt-BR": "Forma de CreateEx do SQL Server 7.0; a instância vem do ambiente.",
  },
  "client.CreateEx": {
    en: "Makes the set; this process becomes its primary client.",
    "pt-BR": "Cria o conjunto; este processo passa a ser o cliente primário.",
  },
  "client.GetConfiguration": {
    en: "Waits until the server has configured the set.",
    "pt-BR": "Espera até que o servidor tenha configurado o conjunto.",
  },
  "client.OpenDevice": {
    en: "Opens a device by its name; this process serves its commands then.",
    "pt-BR": "Abre um dispositivo pelo nome; este processo atende então seus comandos.",
  },
  "client.OpenInSecondary": {
    en: "SQL Server 7.0's form of OpenInSecondaryEx.",
    "pt-BR": "Forma de OpenInSecondaryEx do SQL Server 7.0.",
  },
  "client.OpenInSecondaryEx": {
    en: "Joins an existing set, once the primary's GetConfiguration has returned.",
    "pt-BR": "Entra em um conjunto existente, depois que GetConfiguration do primário retornou.",
  },
  "client.GetBufferHandle": {
    en: "Turns an address of this process into a number that every process of the set understands.",
    "pt-BR":
      "Transforma um endereço deste processo em um número que todo processo do conjunto entende.",
  },
  "client.MapBufferHandle": {
    en: "Turns the number into an address of this process: same bytes, another address.",
    "pt-BR": "Transforma o número em um endereço deste processo: mesmos bytes, outro endereço.",
  },
  "client.PeekBuffer": {
    en: "Ours, no part of the interface: a copy of a few bytes of a buffer, by its handle.",
    "pt-BR": "Nossa, não faz parte da interface: cópia de alguns bytes de um buffer, pelo handle.",
  },
  "client.SignalAbort": {
    en: "Aborts the whole set, for every process.",
    "pt-BR": "Aborta todo o conjunto, para todos os processos.",
  },
  "client.Close": {
    en: "Ends this process's use of the set; with devices open it aborts and answers VD_E_OPEN.",
    "pt-BR":
      "Encerra o uso do conjunto por este processo; com dispositivos abertos, aborta e responde VD_E_OPEN.",
  },
  "client.GetCommand": {
    en: "Waits for the next command; VD_E_CLOSE is the normal end, VD_E_TIMEOUT only means: nothing yet.",
    "pt-BR":
      "Espera o próximo comando; VD_E_CLOSE é o fim normal, VD_E_TIMEOUT só quer dizer: nada ainda.",
  },
  "client.CompleteCommand": {
    en: "Answers a command; from here its buffer belongs to the server again.",
    "pt-BR": "Responde a um comando; a partir daqui o buffer é do servidor outra vez.",
  },
} as const satisfies Record<string, Text>;
