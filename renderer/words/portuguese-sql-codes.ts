/** Messages of SQL Server about running statements, and other tools' numbers, in Portuguese. */
import type { PortugueseOf } from "../../electron/contract/codes/entry.ts";
import type { sqlVerdicts } from "../../electron/contract/codes/sql-verdicts.ts";
import type { vendorCodes } from "../../electron/contract/codes/vendor-codes.ts";

export const portugueseVerdicts: PortugueseOf<typeof sqlVerdicts & typeof vendorCodes> = {
  MSG_3013: [
    "A instrução terminou de forma anormal. Vem por último em todo BACKUP ou RESTORE que falha e nunca diz por quê.",
    ["O que disserem as mensagens anteriores."],
    [
      "Leia todas as mensagens da instrução desde a primeira.",
      "Leia o log de erros desse momento.",
    ],
  ],
  MSG_3014: [
    "A instrução teve sucesso: o veredito do servidor, com páginas e tempo. Mensagens anteriores não mudam isso.",
    [],
    [],
  ],
  MSG_3041: [
    "O log de erros anota que um BACKUP não foi concluído. A razão está em uma mensagem anterior.",
    ["Todo BACKUP que falha, de qualquer ferramenta, a deixa."],
    ["Ache as linhas anteriores no log de erros.", "Veja que ferramenta fazia backup nessa hora."],
  ],
  MSG_18210: [
    "O log de erros cita uma rotina do servidor que falhou no dispositivo de backup e o erro do sistema operacional. Com 995 o cliente tinha abortado.",
    [
      "AllocateBuffer, SetBufferParms: os buffers não cabem, ou no Linux o cliente não consegue abri-los.",
      "Initialize com CoCreateInstance: sqlvdi.dll não está registrada; com Open e 2: não há conjunto com esse nome.",
      "RequestDurableMedia, Flush: o cliente respondeu Flush com erro ou já não existia.",
      "ReportIoError, write: uma gravação foi concluída com erro; ClearError: o cliente não tirou o dispositivo de IO-ERROR.",
      "PrepareToFreeze: threads de trabalho de menos para um instantâneo de tantos bancos.",
    ],
    [
      "Tome rotina e número da linha: o número é o próximo código a consultar, 995 manda ao programa de backup.",
      "Leia a entrada anterior do programa de backup.",
      "Se nada se achar: antivírus, memória, disco, versões de sqlvdi.dll.",
    ],
  ],
  MSG_18204: [
    "O log de erros diz que um dispositivo de backup não pôde ser aberto ou criado, com o erro do sistema operacional.",
    ["Nenhum conjunto com esse nome, sem direitos, ou um caminho inexistente: o número diz qual."],
    ["Consulte o erro do sistema operacional da mesma linha: 2 nome, 5 direitos, 6 handle."],
  ],
  MSG_3201: [
    "O servidor não consegue abrir o dispositivo de backup. Com dispositivo virtual, o estado 6 é abri-lo e o 7 prepará-lo.",
    [
      "O conjunto nunca foi criado, já está fechado, ou tem outro nome.",
      "A instrução foi a outra instância que não a citada em CreateEx.",
      "A conta não tem direitos sobre o arquivo ou o conjunto.",
    ],
    [
      "Consulte o erro do sistema operacional que está na mensagem: 2 nome, 5 direitos, 6 handle.",
      "Compare instância e nomes dos dois lados.",
    ],
  ],
  MSG_3202: [
    "Uma gravação no dispositivo falhou: o cliente concluiu um Write com erro, que a mensagem repete.",
    [
      "A mídia está cheia ou recusou os bytes: o código da conclusão diz qual.",
      "O conjunto foi abortado: 995.",
    ],
    [
      "Consulte o código da conclusão: 112 disco cheio, 1117 dispositivo, 29 falha de gravação, 995 abortado.",
    ],
  ],
  MSG_3203: [
    "Uma leitura do dispositivo falhou: o cliente concluiu um Read com erro, que a mensagem repete.",
    ["A mídia terminou cedo ou não pôde ser lida.", "O conjunto foi abortado: 995."],
    [
      "Consulte o código da conclusão: 38 fim do fluxo, 30 falha de leitura, 1117 dispositivo.",
      "Verifique as mídias antes da próxima tentativa.",
    ],
  ],
  MSG_3204: [
    "O backup ou a restauração foi abortado no lado do servidor.",
    [
      "Alguém cancelou a instrução ou encerrou sua sessão.",
      "A conexão da instrução caiu, ou o prazo do comando venceu.",
    ],
    [
      "Pergunte quem cancelou; o prazo de um job também conta.",
      "Execute a instrução sem prazo de comando, em conexão própria.",
    ],
  ],
  MSG_3205: [
    "A instrução cita mais dispositivos de backup que os 64 permitidos.",
    ["Cláusulas VIRTUAL_DEVICE demais."],
    ["Use no máximo 64 dispositivos; mais que processadores e discos raramente ajuda."],
  ],
  MSG_3211: ["Tantos por cento estão feitos. Pedido por STATS.", [], []],
  MSG_4035: ["Tantas páginas de um arquivo do banco foram processadas.", [], []],
  MSG_3262: [
    "RESTORE VERIFYONLY achou o conjunto de backup completo e legível. Não o restaurou.",
    [],
    ["Restaure-o em algum lugar de vez em quando: só isso prova um backup."],
  ],
  MSG_3197: [
    "A escrita no banco está congelada para um instantâneo.",
    ["Um backup de instantâneo está sendo feito, por esta ferramenta ou outra."],
    ["A mensagem 3198 deve vir em segundos; veja o tempo entre as duas."],
  ],
  MSG_3198: ["A escrita no banco prossegue após um instantâneo.", [], []],
  MSG_3271: [
    "Um erro de entrada ou saída em um arquivo do banco que não se repara.",
    [
      "O disco do banco falhou.",
      "Após um aborto do conjunto pode vir junto de 995; então só decorre dele.",
    ],
    ["Se o texto diz 995, procure o aborto; senão veja o disco.", "Verifique as páginas do banco."],
  ],
  MSG_3456: [
    "A restauração não pôde refazer um registro do log. Com backups VDI em faixas: blocos de uma faixa voltaram em outra ordem.",
    [
      "O programa de backup guardou ou devolveu os blocos de uma faixa fora de ordem.",
      "Desde o SQL Server 2019 uma faixa pode ter várias cópias de uma página, e a ordem decide.",
    ],
    [
      "Preserve a ordem de cada faixa, no backup e na restauração.",
      "Até o programa ser corrigido: trace flag 3471 para backups completos, 3475 para diferenciais.",
    ],
  ],
  MSG_50000: [
    "Mensagem de um programa, não do SQL Server. O servidor embutido diz assim que um fluxo comparado trouxe outros bytes.",
    [
      "A mídia foi alterada, ou é a de outro backup.",
      "O arquivo de comparação mudou depois do backup.",
    ],
    ["Confira a mídia com seu manifesto."],
  ],
  REDGATE_1010: [
    "A espera do SQL Backup pelo SQL Server venceu: VD_E_TIMEOUT de GetConfiguration nas palavras dele.",
    [
      "Outro backup do mesmo banco bloqueia este.",
      "O servidor está ocupado demais para começar a tempo.",
    ],
    ["Ache o que bloqueia.", "Aumente VDITimeout só quando nada bloqueia."],
  ],
  REDGATE_MEMORY: [
    "Erros do SQL Backup sobre um conjunto de dispositivos virtuais; com SetBufferParms ou memória contígua os buffers não couberam.",
    ["Cerca de seis vezes MAXTRANSFERSIZE são pedidos em uma só peça por thread."],
    ["Use um MAXTRANSFERSIZE menor, ou menos threads."],
  ],
  LITESPEED_61700: [
    "O LiteSpeed repassa que a VDI foi abortada. A frase que está por último no texto é a causa.",
    ["O que diz a última frase, como um log de transações cheio de algum banco, model entre eles."],
    ["Leia o texto a partir do fim.", "Se um log está cheio, veja o que o segura."],
  ],
};
