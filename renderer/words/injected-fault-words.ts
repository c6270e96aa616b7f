/** Of each fault that can be injected: its name, what will happen, and the rule of VDI that it shows, with pages. */
import { aftermathWords } from "../../electron/contract/aftermath.ts";
import type { AftermathKey } from "../../electron/contract/aftermath.ts";
import { fillIn } from "../../electron/contract/fault.ts";
import type { FaultKind } from "../../electron/contract/job.ts";
import type { Aftermath } from "../../electron/contract/step.ts";
import type { Language } from "./words.ts";

interface FaultText {
  readonly name: string;
  readonly will: string;
  readonly rule: string;
}

/** Page ids of the VDI specification ("vbackup.chm"). */
export const rulePages: Readonly<Record<FaultKind, string>> = {
  "secondary-crash": "1ess, 2411",
  "secondary-hang": "1ess, 5pke",
  "media-full": "4db9, 66hz",
  "media-error": "66hz, 0pte",
  "bad-handle": "1sdh, 9y0p",
  "foreign-handle": "1sdh",
  "interior-handle": "2411",
  "double-completion": "4bfo",
  "completion-order": "80xj",
  "disk-full": "4db9, 66hz",
  "io-error": "66hz, 0pte, 1mg4",
  "server-abort": "50oe, 60vo",
  "server-crash": "50oe, 1ess",
  "client-timeout": "5pke",
};

const en: Readonly<Record<FaultKind, FaultText>> = {
  "secondary-crash": {
    name: "Secondary crashes",
    will: "The secondary kills itself with the lease in its hands. The primary sees it, takes the leases back, and a new process goes on at the last acknowledged byte.",
    rule: "VDI does not notice a dead secondary: the primary must watch its processes. Only the process that got a command may complete it, and only when the other one is surely dead.",
  },
  "secondary-hang": {
    name: "Secondary hangs",
    will: "The secondary answers no more. When its lease has passed its deadline it is killed and replaced.",
    rule: "VDI sets no limit to a client that hangs, unless serverTimeOut is above 0: finding out is the primary's duty.",
  },
  "media-full": {
    name: "Volume is full after so many bytes",
    will: "The medium takes no more bytes: the command is completed with ERROR_DISK_FULL, and the server gives the backup up.",
    rule: "ERROR_DISK_FULL says that nothing more can be stored. Any completion with an error puts the device into IO-ERROR.",
  },
  "media-error": {
    name: "Medium fails",
    will: "The medium reports an I/O error; the command is completed with ERROR_WRITE_FAULT or ERROR_READ_FAULT. The device goes into IO-ERROR, the server clears it and ends the statement in order.",
    rule: "In IO-ERROR only ClearError is accepted; commands that the client never fetched are answered with 1117 behind its back.",
  },
  "bad-handle": {
    name: "Stale handle",
    will: "The lease carries the handle that the buffer had one command ago. MapBufferHandle refuses it in the secondary; the bytes are not touched.",
    rule: "A handle is good from GetCommand to CompleteCommand of its command. A number that was kept longer names nothing: VD_E_INVALID.",
  },
  "foreign-handle": {
    name: "Handle of another set",
    will: "The lease carries a handle of another set. MapBufferHandle refuses it in the secondary, because the set tag in it differs.",
    rule: "A handle is local to its set; using it elsewhere is the application's error, which the real interface does not promise to find. The embedded server's handles carry a set tag, so it always does.",
  },
  "interior-handle": {
    name: "Address inside a buffer",
    will: "GetBufferHandle is given an address 512 bytes into the buffer. It is refused, there is no handle, and the command is completed with ERROR_INVALID_HANDLE.",
    rule: "GetBufferHandle wants the very address that the command brought. What the real one does with another is not documented; the embedded server answers VD_E_INVALID.",
  },
  "double-completion": {
    name: "Completed twice",
    will: "CompleteCommand is called a second time for the same command. It is refused, and the run goes on.",
    rule: "CompleteCommand takes a command that GetCommand returned and that is not completed yet; anything else is VD_E_INVALID.",
  },
  "completion-order": {
    name: "Completed out of order",
    will: "The completion waits until a later command was completed. The run goes on, and every byte is where it belongs.",
    rule: "Within a device commands may be completed in any order; only the order of the bytes in the stream must stay.",
  },
  "disk-full": {
    name: "Disk is full",
    will: "The medium answers that the disk is full: the command is completed with ERROR_DISK_FULL, and the server gives the backup up.",
    rule: "ERROR_DISK_FULL says that nothing more can be stored. Any completion with an error puts the device into IO-ERROR.",
  },
  "io-error": {
    name: "I/O error, then ClearError",
    will: "The command is completed with ERROR_IO_DEVICE. What the client has fetched is completed, then ClearError arrives and is completed with success: the device is active again, and the server ends the statement in order.",
    rule: "ClearError is withheld until everything that was out is completed, and must be completed with success; a client that cannot recover is aborted.",
  },
  "server-abort": {
    name: "Server aborts",
    will: "The server aborts its statement: message 3204, then SignalAbort on its side.",
    rule: "After an abort blocked calls return VD_E_ABORT, commands that are out end with 995, late completions are ignored, and the only duty left is Close.",
  },
  "server-crash": {
    name: "Server crashes",
    will: "The server's process is killed. The set sees the death and aborts.",
    rule: "A server or primary that dies without Close is found by the operating system's means, and the set is aborted.",
  },
  "client-timeout": {
    name: "Client is too slow",
    will: "Nothing is completed any more. After more than two intervals of serverTimeOut the server aborts the set.",
    rule: "With serverTimeOut above 0 the server aborts when requests wait and none was completed for more than two intervals.",
  },
};

const ptBR: Readonly<Record<FaultKind, FaultText>> = {
  "secondary-crash": {
    name: "Secundário cai",
    will: "O secundário mata a si mesmo com a cessão nas mãos. O primário percebe, toma as cessões de volta, e um novo processo continua no último byte confirmado.",
    rule: "A VDI não percebe um secundário morto: o primário deve vigiar seus processos. Só o processo que recebeu um comando pode concluí-lo, e só quando o outro está morto com certeza.",
  },
  "secondary-hang": {
    name: "Secundário trava",
    will: "O secundário não responde mais. Quando o prazo da cessão passa, ele é morto e substituído.",
    rule: "A VDI não põe limite a um cliente que trava, a menos que serverTimeOut seja maior que 0: descobrir é dever do primário.",
  },
  "media-full": {
    name: "Volume cheio após tantos bytes",
    will: "A mídia não aceita mais bytes: o comando é concluído com ERROR_DISK_FULL, e o servidor desiste do backup.",
    rule: "ERROR_DISK_FULL diz que nada mais pode ser guardado. Qualquer conclusão com erro põe o dispositivo em IO-ERROR.",
  },
  "media-error": {
    name: "Mídia falha",
    will: "A mídia relata um erro de E/S; o comando é concluído com ERROR_WRITE_FAULT ou ERROR_READ_FAULT. O dispositivo vai para IO-ERROR, o servidor o limpa e termina a instrução em ordem.",
    rule: "Em IO-ERROR só ClearError é aceito; comandos que o cliente nunca buscou são respondidos com 1117 sem que ele os veja.",
  },
  "bad-handle": {
    name: "Handle vencido",
    will: "A cessão leva o handle que o buffer tinha um comando antes. MapBufferHandle o recusa no secundário; os bytes não são tocados.",
    rule: "Um handle vale de GetCommand até CompleteCommand do seu comando. Um número guardado por mais tempo não nomeia nada: VD_E_INVALID.",
  },
  "foreign-handle": {
    name: "Handle de outro conjunto",
    will: "A cessão leva um handle de outro conjunto. MapBufferHandle o recusa no secundário, porque a marca do conjunto nele é outra.",
    rule: "Um handle é local ao seu conjunto; usá-lo em outro é erro da aplicação, que a interface real não promete achar. Os handles do servidor embutido levam uma marca, então ele sempre acha.",
  },
  "interior-handle": {
    name: "Endereço dentro de um buffer",
    will: "GetBufferHandle recebe um endereço 512 bytes dentro do buffer. É recusado, não há handle, e o comando é concluído com ERROR_INVALID_HANDLE.",
    rule: "GetBufferHandle quer exatamente o endereço que o comando trouxe. O que a real faz com outro não é documentado; o servidor embutido responde VD_E_INVALID.",
  },
  "double-completion": {
    name: "Concluído duas vezes",
    will: "CompleteCommand é chamado uma segunda vez para o mesmo comando. É recusado, e a execução continua.",
    rule: "CompleteCommand aceita um comando que GetCommand entregou e que ainda não foi concluído; o resto é VD_E_INVALID.",
  },
  "completion-order": {
    name: "Concluído fora de ordem",
    will: "A conclusão espera até que um comando posterior seja concluído. A execução continua, e cada byte está no seu lugar.",
    rule: "Num dispositivo os comandos podem ser concluídos em qualquer ordem; só a ordem dos bytes no fluxo deve ficar.",
  },
  "disk-full": {
    name: "Disco cheio",
    will: "A mídia responde que o disco está cheio: o comando é concluído com ERROR_DISK_FULL, e o servidor desiste do backup.",
    rule: "ERROR_DISK_FULL diz que nada mais pode ser guardado. Qualquer conclusão com erro põe o dispositivo em IO-ERROR.",
  },
  "io-error": {
    name: "Erro de E/S, depois ClearError",
    will: "O comando é concluído com ERROR_IO_DEVICE. O que o cliente buscou é concluído, então ClearError chega e é concluído com sucesso: o dispositivo está ativo de novo, e o servidor termina a instrução em ordem.",
    rule: "ClearError é retido até que tudo o que estava fora seja concluído, e deve ser concluído com sucesso; um cliente que não se recupera é abortado.",
  },
  "server-abort": {
    name: "Servidor aborta",
    will: "O servidor aborta sua instrução: mensagem 3204, depois SignalAbort do seu lado.",
    rule: "Após um abort as chamadas em espera devolvem VD_E_ABORT, os comandos que estão fora terminam com 995, conclusões tardias são ignoradas, e o único dever que resta é Close.",
  },
  "server-crash": {
    name: "Servidor cai",
    will: "O processo do servidor é morto. O conjunto percebe a morte e aborta.",
    rule: "Um servidor ou primário que morre sem Close é achado pelos meios do sistema operacional, e o conjunto é abortado.",
  },
  "client-timeout": {
    name: "Cliente lento demais",
    will: "Nada mais é concluído. Depois de mais de dois intervalos de serverTimeOut o servidor aborta o conjunto.",
    rule: "Com serverTimeOut maior que 0 o servidor aborta quando pedidos esperam e nenhum foi concluído por mais de dois intervalos.",
  },
};

const portugueseAftermath: Readonly<Record<AftermathKey, string>> = {
  "after.getRefused": "GetBufferHandle recusou o endereço.",
  "after.mapRefused": "MapBufferHandle recusou o handle {handle} no secundário {secondary}.",
  "after.completeRefused": "O segundo CompleteCommand foi recusado; o primeiro vale.",
  "after.moveFailed": "A mídia do secundário {secondary} falhou.",
  "after.completed":
    "O comando {sequence} foi concluído com erro: o dispositivo {device} está em IO-ERROR.",
  "after.completedWell": "O comando {sequence} foi concluído.",
  "after.overtaken": "O comando {other} foi concluído antes do comando {sequence}.",
  "after.swept": "Comandos na fila respondidos sem que o cliente os visse: {count}.",
  "after.sweptByAbort": "Comandos que estavam fora, encerrados pelo abort: {count}.",
  "after.clearError":
    "O servidor mandou ClearError, o cliente o concluiu: o dispositivo {device} está ativo de novo.",
  "after.secondaryLost": "O secundário {secondary} se foi; cessões tomadas de volta: {leases}.",
  "after.secondaryReplaced": "Um novo secundário {secondary} assumiu; cessões refeitas: {leases}.",
  "after.aborted": "O conjunto foi abortado: GetCommand voltou ao dispositivo {device}.",
  "after.message": "{text}",
  "after.done": "A execução seguiu até o fim, e o servidor a confirmou.",
  "after.failed": "A execução falhou; nada dela ficou para trás.",
};

/** The words of a fault. */
export function injectedFault(language: Language, fault: FaultKind): FaultText {
  return (language === "pt-BR" ? ptBR : en)[fault];
}

/** The sentence of something that followed. Keys of a newer version come back as they are. */
export function aftermathText(language: Language, { key, parameters }: Aftermath): string {
  if (!Object.hasOwn(aftermathWords, key)) return key;
  const known = key as AftermathKey;
  const text: string = language === "pt-BR" ? portugueseAftermath[known] : aftermathWords[known];
  return fillIn(text, parameters);
}
