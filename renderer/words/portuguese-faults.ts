/** The fault registry's texts in Brazilian Portuguese: [what happened, what to do]. */
import type { FaultCode } from "../../electron/contract/fault.ts";
import { portugueseLabFaults } from "./portuguese-lab-faults.ts";
import { portugueseSqlFaults } from "./portuguese-sql-faults.ts";

const again = "Inicie de novo.";
const rebuild = "Compile de novo (npm run setup).";
const copyAgain = "Copie a mídia de novo de onde ela está inteira.";

export const portugueseFaults: Readonly<
  Partial<Record<FaultCode, readonly [message: string, remedy: string]>>
> = {
  ...portugueseLabFaults,
  USAGE: ["{what}", "{remedy}"],
  ...portugueseSqlFaults,
  SOURCE_MISSING: [
    "{file} não existe, então não há o que reproduzir.",
    "Confira o caminho; --replay recebe fluxos de backup gravados, um por dispositivo.",
  ],
  SOURCE_UNREADABLE: [
    "{file} não pode ser lido: {reason}.",
    "Confira os direitos e se é um arquivo comum.",
  ],
  SOURCE_ODD_SIZE: [
    "{file} tem {bytes} bytes, que não são blocos inteiros de {blockSize} bytes.",
    "Um fluxo gravado consiste de blocos inteiros: o arquivo está cortado ou não é um backup. Copie-o de novo.",
  ],
  SOURCE_BLOCK_SIZE: [
    "{file} foi gravado com blocos de {actual} bytes, pedidos foram {wanted}.",
    "Deixe o tamanho de bloco livre ou use {actual}; os fluxos de um conjunto têm o mesmo tamanho de bloco.",
  ],
  SOURCE_INCOMPLETE: [
    "{file} é a faixa {index} de {count}; a faixa {missing} não está entre as fontes.",
    "Reproduza juntas as {count} faixas do conjunto: parte de um backup em faixas não pode ser restaurada.",
  ],
  SOURCE_FOREIGN: [
    "{file} pertence a outro conjunto de faixas que {other}.",
    "Reproduza juntas as faixas de um só conjunto.",
  ],
  SOURCE_TWICE: [
    "{file} está citado duas vezes.",
    "Cada dispositivo virtual precisa de um fluxo próprio.",
  ],
  SOURCE_COUNT: [
    "Foram citados {sources} fluxos e {targets} destinos.",
    "Cite tantos destinos quantos fluxos: um de cada por dispositivo virtual, em ordem.",
  ],
  SOURCE_SIZE: [
    "{bytes} bytes são poucos para {devices} dispositivos.",
    "Gere ao menos {bytesMin} bytes para tantos dispositivos.",
  ],
  TARGET_EXISTS: [
    "{file} já existe.",
    "Escolha outro nome, ou permita substituí-lo quando o backup for confirmado.",
  ],
  TARGET_NO_FOLDER: [
    "A pasta {folder} não existe, então {file} não pode ser gravado ali.",
    "Crie a pasta antes ou escolha outra.",
  ],
  TARGET_IS_FOLDER: [
    "{file} não é um arquivo que se possa gravar.",
    "Cite um arquivo, não uma pasta ou um dispositivo.",
  ],
  TARGET_NOT_WRITABLE: [
    "{file} não pode ser gravado: {reason}.",
    "Confira os direitos da pasta {folder} ou escolha outra.",
  ],
  TARGET_TWICE: [
    "{file} está citado duas vezes.",
    "Cada dispositivo virtual precisa de uma mídia própria.",
  ],
  TARGET_IS_SOURCE: [
    "{file} seria lido e gravado pela mesma tarefa.",
    "Escolha outro arquivo para gravar.",
  ],
  TARGET_IN_USE: [
    "Outra tarefa está gravando {file}.",
    "Espere que termine ou escolha outro nome.",
  ],
  TARGET_NO_SPACE: [
    "O volume de {folder} tem {free} livres, são precisos {needed}.",
    "Libere espaço nele ou escolha outro volume; com zstd costuma bastar menos.",
  ],
  TARGET_FULL: [
    "O volume de {file} está cheio; o dispositivo {device} parou após {position} bytes.",
    "Libere espaço nesse volume ou escolha outro, depois inicie de novo.",
  ],
  TARGET_WRITE_FAILED: [
    "Gravar {file} falhou no dispositivo {device} no byte {position}: {reason}.",
    "Confira o volume e seus direitos (dmesg cita falhas de disco), depois inicie de novo.",
  ],
  TARGET_PUBLISH_FAILED: [
    "O backup está completo, mas {file} não pôde receber o nome final: {reason}.",
    "Confira os direitos da pasta; os dados ficam em {file}.partial até o próximo início.",
  ],
  TARGET_NO_NAME: [
    "O dispositivo {device} não tem arquivo de destino.",
    "Cite um arquivo por dispositivo; só o codec nulo dispensa.",
  ],
  INTO_EXISTS: ["{file} já existe.", "Escolha outro nome, ou permita substituí-lo."],
  MEDIA_MISSING: [
    "A mídia {file} não existe.",
    "Confira o caminho; todas as faixas do conjunto devem estar ali.",
  ],
  MEDIA_UNREADABLE: [
    "A mídia {file} não pode ser lida: {reason}.",
    "Confira seus direitos e seu volume.",
  ],
  MEDIA_NO_MANIFEST: [
    "{file} não tem manifesto (falta {manifest}).",
    "Ponha o manifesto de volta ao lado da mídia; sem ele nada prova que o arquivo está inteiro.",
  ],
  MEDIA_MANIFEST_DAMAGED: [
    "O manifesto {manifest} está danificado: {reason}.",
    "Use o manifesto de outra cópia do backup, ou essa cópia.",
  ],
  MEDIA_VERSION: [
    "{manifest} tem a versão {version}; este programa lê até {known}.",
    "Use a versão do Handoff que o gravou, ou uma mais nova.",
  ],
  MEDIA_UNFINISHED: [
    "{file} é a mídia incompleta de um backup que nunca terminou.",
    "Use outro backup: este não foi confirmado por seu servidor.",
  ],
  MEDIA_SET_INCOMPLETE: [
    "Falta a faixa {missing} de {count}; foram citadas {named}.",
    "Cite as {count} mídias do conjunto, em ordem.",
  ],
  MEDIA_TWICE: [
    "{file} e {other} são ambos a faixa {index} de {count}.",
    "Cite cada faixa uma vez, em ordem.",
  ],
  MEDIA_SWAPPED: [
    "{file} é a faixa {index} de {count}, mas foi citado como número {named}.",
    "Cite as mídias na ordem de suas faixas.",
  ],
  MEDIA_CONTENT_SWAPPED: [
    "{file} contém os bytes da faixa {index}; seu manifesto descreve a faixa {named}.",
    "Duas mídias foram trocadas: renomeie-as de volta, cada uma ao lado de seu manifesto.",
  ],
  MEDIA_FOREIGN: [
    "{file} pertence ao backup {set}, {other} ao backup {otherSet}.",
    "Cite só mídias de um backup.",
  ],
  MEDIA_CODEC: [
    "{file} está gravado com {codec}, {other} com {otherCodec}.",
    "Cite só mídias de um backup.",
  ],
  MEDIA_SIZE: [
    "{file} tem {actual} bytes, seu manifesto diz {expected}: ele foi {how}.",
    copyAgain,
  ],
  MEDIA_ALTERED: [
    "{file} foi alterado: seus bytes {from} a {to} não têm a soma de verificação do manifesto.",
    "Copie a mídia de novo de onde ela está inteira; não restaure desta.",
  ],
  MEDIA_SEEK_TABLE: ["{file} não tem tabela de busca válida no fim.", copyAgain],
  MEDIA_DAMAGED: [
    "{file} está danificado no byte {offset}: {what}",
    "Use outra cópia; `handoff inspect --verify` lista todos os pontos.",
  ],
  MEDIA_STRIPES_MISSING: [
    "{file} está incompleto: é a faixa {index} de {count}, sem a faixa {missing}.",
    "Indique juntos os {count} arquivos do conjunto; parte de um backup em faixas não pode ser restaurada.",
  ],
  MEDIA_READ_FAILED: [
    "Ler {file} falhou no dispositivo {device} no byte {position}: {reason}.",
    "Confira o volume (dmesg cita falhas de disco) e inicie de novo.",
  ],
  RESTORE_DIFFERS: [
    "O que voltou difere de {file} no dispositivo {device}: {reason}.",
    "Compare com o arquivo que foi salvo; se não mudou desde então, relate isto.",
  ],
  VDI_FAILED: [
    "{call} respondeu {name} ({number}).",
    "Inicie de novo; se acontecer duas vezes, veja as mensagens da execução.",
  ],
  VDI_CREATE_FAILED: [
    "O conjunto de dispositivos virtuais não pôde ser criado: CreateEx respondeu {name} ({number}).",
    "Confira /dev/shm: deve permitir gravação e ter espaço.",
  ],
  VDI_CONFIGURE_FAILED: [
    "O conjunto não foi configurado: GetConfiguration respondeu {name} ({number}).",
    "Veja a mensagem do servidor: ela diz por que a instrução não começou.",
  ],
  VDI_NO_ATTACH: [
    "O servidor não se conectou em {seconds} s.",
    "Veja as mensagens do servidor; inicie de novo quando ele responder.",
  ],
  VDI_HANDLE_REFUSED: [
    "O secundário {secondary} recebeu um handle que o conjunto recusou: " +
      "MapBufferHandle({handle}) respondeu VD_E_INVALID ao comando {sequence} do dispositivo {device}.",
    "Um handle vencido ou alheio foi cedido. Inicie de novo; relate com o trace se nenhuma falha foi injetada.",
  ],
  VDI_ABORTED: [
    "O conjunto de dispositivos virtuais foi abortado pelo outro lado.",
    "Veja a razão nas mensagens do servidor, depois inicie de novo.",
  ],
  VDI_BUFFERS: [
    "São precisos {needed} de memória compartilhada; há {free} livres em {where}.",
    "Reduza os buffers ou o tamanho de transferência: seu produto é a maior parte; o resto são trace e anéis.",
  ],
  VDI_DEVICES: [
    "Foram pedidos {devices} dispositivos; um conjunto tem de 1 a {devicesMax}.",
    "Cite menos arquivos.",
  ],
  VDI_LIBRARY: [
    "A biblioteca cliente do SQL Server não pode ser usada: {reason}",
    "Ou omita a biblioteca: o servidor embutido não precisa de nenhuma.",
  ],
  VDI_NO_SESSION: [
    "{library} é de um SQL Server, e o trabalho não diz qual deles recebe o comando.",
    "Indique-o com --server e --database, ou omita a biblioteca.",
  ],
  VDI_CLIENT_LATE: [
    "Um comando não foi concluído no dobro do prazo do servidor, de {timeout} ms.",
    "Aumente o prazo do servidor ou use uma mídia mais rápida.",
  ],
  SECONDARY_NOT_OPENED: [
    "O secundário {secondary} não pôde abrir o conjunto: {name} ({number}).",
    "Inicie de novo; o conjunto pode ter sido abortado entretanto.",
  ],
  SECONDARY_LOST: [
    "O secundário {secondary} terminou {restarts} vezes, mais do que pode ser substituído ({reason}).",
    "Veja o que o último fez: o trace mostra seu último comando. Confira a memória (dmesg cita o OOM killer).",
  ],
  SERVER_LOST: [
    "O servidor embutido (pid {pid}) terminou antes do veredito ({reason}).",
    "Inicie de novo; se ninguém o encerrou, confira a memória (dmesg cita o OOM killer).",
  ],
  SERVER_ABORTED: ["O servidor abortou a instrução: {text}", "Veja a razão em suas mensagens."],
  SERVER_REFUSED: ["A instrução do servidor falhou: {text}", "Veja a razão em suas mensagens."],
  PROCESS_NOT_STARTED: [
    "O processo {entry} não iniciou: {reason}.",
    "Compile de novo (npm run setup) e confira a memória livre.",
  ],
  NATIVE_NOT_LOADED: [
    "A parte nativa não pôde ser carregada: {reason}.",
    "Compile-a com npm run setup.",
  ],
  CHANNEL_CLOSED: ["O processo consultado ({call}) terminou.", again],
  CALL_LATE: ["O processo consultado ({call}) não respondeu em {seconds} s.", again],
  CALL_CANCELLED: ["O pedido ({call}) foi retirado.", "Peça de novo quando quiser."],
  CONTRACT_MISMATCH: ["Dois processos de versões diferentes se encontraram: {reason}.", rebuild],
  CONTRACT_INVALID: [
    "Uma mensagem não tinha a forma combinada: {call}, {path}.",
    "Compile de novo (npm run setup); relate se persistir.",
  ],
  RUN_STOPPED: ["A execução foi parada pelo usuário.", "Inicie de novo quando quiser."],
  RUN_NOT_FINISHED: [
    "A execução não pôde ser levada ao fim: {reason}.",
    "Inicie de novo; relate com as mensagens da execução se persistir.",
  ],
  TRACE_MISSING: [
    "O trace {file} não existe.",
    "Confira o caminho; --trace grava um durante uma execução.",
  ],
  TRACE_DAMAGED: [
    "{file} não é um trace do Handoff: {reason}.",
    "Cite um arquivo que --trace ou a janela gravou.",
  ],
  TRACE_OF_RUN_MISSING: [
    "Não há trace desta execução em {folder}.",
    "Só as execuções mais novas ficam lá, e só enquanto a gravação está ligada nas configurações.",
  ],
  TRACE_UNREADABLE: [
    "O trace {file} não pode ser lido: {reason}.",
    "Confira os direitos e se é um arquivo comum.",
  ],
  TRACE_VERSION: [
    "O trace {file} tem a versão {version}; aqui se lê a versão {known}.",
    "Abra-o com a versão do Handoff que o gravou.",
  ],
  TRACE_NOT_WRITTEN: [
    "O trace {file} não pode ser gravado: {reason}.",
    "Confira os direitos e o espaço da pasta, ou não grave o trace.",
  ],
  JOURNAL_NOT_WRITTEN: [
    "O diário {file} não pode ser gravado: {reason}.",
    "Confira os direitos de sua pasta, ou cite outra em HANDOFF_STATE_DIR.",
  ],
  UNEXPECTED: ["{reason}", "Isto é uma falha do Handoff: relate com esta linha."],
};
