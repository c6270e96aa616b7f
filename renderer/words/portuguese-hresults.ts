/** The HRESULTs of the code table in Portuguese: meaning, likely causes, next steps. */
import type { comHresults } from "../../electron/contract/codes/com-hresults.ts";
import type { PortugueseOf } from "../../electron/contract/codes/entry.ts";
import type { vdiHresults } from "../../electron/contract/codes/vdi-hresults.ts";

export const portugueseHresults: PortugueseOf<typeof vdiHresults & typeof comHresults> = {
  NOERROR: ["A chamada fez o que foi pedido.", [], []],
  VD_E_UNASSIGNED: [
    "Números da faixa da própria interface que seus cabeçalhos não dão a nenhum erro.",
    [
      "A tabela de constantes de um programa está errada: algumas listam VD_E_CLOSE como 0x80770001, que é 0x8077000E.",
      "Uma biblioteca mais nova que os cabeçalhos publicados.",
    ],
    [
      "Compare as constantes do programa com o vdierror.h publicado.",
      "Leia o que a própria biblioteca registrou.",
    ],
  ],
  VD_E_NOTOPEN: [
    "O dispositivo ou o conjunto chamado não está aberto.",
    [
      "Uma chamada veio depois de Close, muitas vezes de outra thread que não foi avisada.",
      "Um dispositivo foi usado antes de OpenDevice entregá-lo.",
    ],
    [
      "Procure no trace a última chamada que deu certo: Close deve vir depois dela, não antes.",
      "Deixe cada thread de dispositivo terminar antes de fechar o conjunto.",
    ],
  ],
  VD_E_TIMEOUT: [
    "Uma espera do próprio cliente venceu. De GetConfiguration: o SQL Server nunca chegou ao conjunto. De GetCommand: apenas nada chegou neste intervalo.",
    [
      "O BACKUP ou RESTORE não foi enviado, ou falhou de imediato: a causa é a mensagem dele.",
      "O login não é sysadmin, ou a instrução foi a outra instância que não a de CreateEx.",
      "Outro backup do mesmo banco bloqueia este.",
      "Várias threads esperam em GetConfiguration: desde o SQL Server 2016 só uma delas é acordada.",
      "GetCommand: uma fase quieta, ou o servidor trabalha antes em outra faixa.",
    ],
    [
      "Leia primeiro as mensagens da instrução.",
      "Veja se a instrução está em execução e o que espera.",
      "Confira login e instância.",
      "De GetCommand: chame de novo. Dê mais tempo só quando todo o resto estiver descartado.",
    ],
  ],
  VD_E_ABORT: [
    "O conjunto está sendo desfeito: um dos lados chamou SignalAbort ou terminou sem Close. Agora só Close faz sentido.",
    [
      "O cliente desistiu após um erro próprio: a entrada anterior dele o cita.",
      "O servidor parou a instrução, ou seu processo terminou.",
      "Nenhuma conclusão veio por dois intervalos inteiros de serverTimeOut.",
      "Um processo do cliente morreu com comandos nas mãos.",
    ],
    [
      "Ache o que veio antes: a primeira conclusão com erro, a primeira mensagem, o primeiro processo que terminou.",
      "Leia o log de erros do servidor em torno desse momento.",
      "Se as conclusões atrasaram: ache a mídia lenta, ou dê mais a serverTimeOut; 0 com mídia removível.",
    ],
  ],
  VD_E_SECURITY: [
    "A biblioteca não conseguiu definir quem pode abrir os objetos compartilhados do conjunto.",
    [
      "O processo não pode mudar a lista de acesso do próprio handle.",
      "A conta de serviço do SQL Server não pôde ser consultada.",
    ],
    [
      "Execute o cliente como membro de Administradores, ou com a própria conta de serviço.",
      "O log de eventos de aplicativo diz qual passo falhou.",
    ],
  ],
  VD_E_INVALID: [
    "Um argumento não é válido. OpenDevice: o nome não é do conjunto. CompleteCommand: o comando não está em curso. Chamadas de buffer: não é um buffer, ou o handle é desconhecido, vencido ou de outro conjunto.",
    [
      "OpenDevice: o primeiro dispositivo tem o nome do conjunto, os outros os das cláusulas VIRTUAL_DEVICE.",
      "CompleteCommand: o comando já foi concluído, ou é de outro dispositivo.",
      "MapBufferHandle: o handle foi usado depois de concluído o comando, ou em outro conjunto.",
      "GetBufferHandle: o endereço não é o início do buffer do comando.",
    ],
    [
      "Abra o comando na linha do tempo: quem o tinha, e já estava concluído?",
      "Peça um handle novo para cada comando e passe o endereço do buffer como GetCommand o deu.",
    ],
  ],
  VD_E_INSTANCE_NAME: [
    "O gerenciador de serviços não conhece uma instância do SQL Server com este nome.",
    [
      "O nome da máquina está antes da instância: aqui cabe só a instância.",
      "A instância padrão foi dada por um nome; ela não quer nenhum.",
      "A instância está em outra máquina: a VDI só funciona na máquina do próprio servidor.",
    ],
    ["Pergunte ao servidor como se chama.", "Liste os serviços desta máquina."],
  ],
  VD_E_NOTSUPPORTED: [
    "CreateEx recusa a configuração: um campo, ou uma mistura de recursos, não é permitido.",
    [
      "Bits de recursos de vários estilos: um dispositivo é como pipe, como fita ou como disco, nada no meio.",
      "deviceCount não está entre 1 e 64.",
      "A estrutura não foi zerada antes de preenchida.",
    ],
    [
      "Para um fluxo passe os bits de recursos 0, no máximo com VDF_RequestComplete.",
      "Zere VDConfig, depois defina deviceCount e só o necessário.",
    ],
  ],
  VD_E_MEMORY: [
    "Não há memória suficiente para os buffers pedidos.",
    [
      "BUFFERCOUNT vezes MAXTRANSFERSIZE é mais do que há livre, ou do que cabe em uma só peça.",
      "Outros backups mantêm seus buffers ao mesmo tempo.",
      "No Linux: /dev/shm é pequeno demais, muitas vezes em um contêiner.",
    ],
    [
      "Reduza primeiro MAXTRANSFERSIZE, depois BUFFERCOUNT ou o número de dispositivos.",
      "No Linux veja o espaço para memória compartilhada.",
    ],
  ],
  VD_E_UNEXPECTED: [
    "Algo falhou dentro da biblioteca para o que a interface não tem código.",
    [
      "Uma chamada ao sistema operacional falhou; a biblioteca registrou qual no log de eventos.",
      "As bibliotecas de cliente e servidor são de versões diferentes.",
    ],
    [
      "Leia as entradas da origem SQLVDI.",
      "Se não houver, veja se o registro está desligado: um valor vazio faz isso.",
      "Veja qual biblioteca está registrada.",
    ],
  ],
  VD_E_PROTOCOL: [
    "A chamada não é permitida no estado em que o objeto está.",
    [
      "OpenDevice veio antes de GetConfiguration retornar.",
      "Um secundário abriu o conjunto antes de o primário ter a configuração, ou com outra grafia do nome.",
      "CreateEx em um objeto que já tem um conjunto.",
      "Uma chamada de buffer com o conjunto não aberto neste processo.",
    ],
    [
      "Faça as chamadas uma a uma no laboratório de protocolo: ele mostra o estado e o que permite.",
      "Inicie os secundários só depois que GetConfiguration do primário retornar.",
    ],
  ],
  VD_E_OPEN: [
    "De OpenDevice: todos os dispositivos estão abertos, o fim normal do laço. De Close: alguns ainda estavam abertos, e o conjunto é abortado.",
    [
      "OpenDevice é chamado até vir este código.",
      "Close veio antes de cada dispositivo responder VD_E_CLOSE.",
    ],
    [
      "Em um laço de OpenDevice: não é erro, siga.",
      "De Close: receba comandos até cada dispositivo dizer VD_E_CLOSE, depois feche.",
    ],
  ],
  VD_E_CLOSE: [
    "O servidor fechou o dispositivo: o fim normal dos comandos. Não diz nada sobre sucesso; quem diz é a instrução.",
    [
      "A instrução não precisa mais do dispositivo, após um fim bom ou ruim.",
      "RESTORE HEADERONLY e semelhantes fecham cedo, com dados restando.",
    ],
    [
      "Espere por ele em cada dispositivo, depois feche o conjunto.",
      "Tome a mensagem 3014 como veredito, nunca este código.",
    ],
  ],
  VD_E_BUSY: [
    "A fila de comandos do dispositivo está cheia. Só a metade do servidor fica sabendo.",
    ["O servidor enviou mais do que o cliente buscou. Um cliente nunca deveria vê-lo."],
    [
      "Guarde o trace e a build do servidor para um chamado.",
      "Veja se uma thread de dispositivo parou de chamar GetCommand.",
    ],
  ],
  VD_E_IO_ERROR: [
    "SendCommand recusa enquanto o dispositivo está no estado IO-ERROR. A especificação o cita, nenhum cabeçalho lhe dá um número.",
    ["O cliente concluiu um comando anterior com erro."],
    [
      "Ache a primeira conclusão deste dispositivo diferente de 0.",
      "O estado termina quando o cliente conclui ClearError com sucesso.",
    ],
  ],
  REGDB_E_CLASSNOTREG: [
    "O COM não conhece classe para o conjunto de dispositivos virtuais: sqlvdi.dll não está registrada para esta arquitetura.",
    [
      "Um programa de 32 bits onde só a biblioteca de 64 bits está registrada, ou o contrário.",
      "Uma instância foi removida e levou o registro; há um só para toda a máquina.",
      "A instalação ou um reparo dos componentes compartilhados do SQL Server não terminou.",
    ],
    [
      "Veja o registro nas duas visões do Registro.",
      "Repare os componentes compartilhados do SQL Server e tente de novo.",
    ],
  ],
  CLASS_E_CLASSNOTAVAILABLE: [
    "A biblioteca foi achada, mas não fornece a classe pedida.",
    [
      "O processo não está elevado.",
      "A ativação difere da de outras ferramentas: elas pedem direto à fábrica de classes da biblioteca.",
    ],
    ["Execute o programa elevado.", "Confira caminho e arquitetura da biblioteca registrada."],
  ],
  CO_E_NOTINITIALIZED: [
    "A thread fez sua primeira chamada COM sem CoInitializeEx.",
    ["Uma thread de dispositivo foi iniciada sem entrar no apartamento multithread."],
    ["Chame CoInitializeEx com COINIT_MULTITHREADED no início de cada thread que usa o conjunto."],
  ],
  HR_FILE_NOT_FOUND: [
    "O servidor não achou memória compartilhada com o nome do conjunto. O log diz SVDS::Open com código de erro 2.",
    [
      "O cliente já fechou o conjunto, ou terminou, antes de a instrução chegar a ele.",
      "O nome na instrução difere, também em maiúsculas, ou outra instância recebeu a instrução.",
      "Cliente e servidor usam bibliotecas de versões ou arquiteturas diferentes.",
    ],
    [
      "Compare o nome do conjunto com o primeiro VIRTUAL_DEVICE da instrução, letra por letra.",
      "Compare as versões das duas bibliotecas.",
    ],
  ],
  HR_PROC_NOT_FOUND: [
    "A biblioteca foi carregada, mas falta uma função que ela deveria ter.",
    [
      "Arquivos de várias versões do SQL Server estão misturados, ou uma atualização foi interrompida.",
    ],
    [
      "Veja qual arquivo está registrado e sua versão.",
      "Repare a versão mais nova instalada do SQL Server.",
    ],
  ],
  DB_E_ERRORSINCOMMAND: [
    "O gravador SQL do serviço de cópias de sombra diz que sua instrução BACKUP falhou; a mensagem dela diz por quê.",
    [
      "Bancos demais são congelados de uma vez: cada um ocupa cerca de três threads de trabalho.",
      "Um banco do instantâneo não pode ser copiado no estado em que está.",
    ],
    [
      "Leia o log de erros logo antes; PrepareToFreeze com 995 aponta para threads de trabalho.",
      "Ponha menos bancos em um instantâneo.",
    ],
  ],
  VSS_E_WRITERERROR_TIMEOUT: [
    "Um instantâneo demorou entre congelar e liberar mais do que o gravador pode esperar. Nenhum fluxo da VDI está envolvido.",
    [
      "O congelamento passou de 60 segundos: armazenamento lento, ou bancos demais.",
      "Os congelamentos foram respondidos um após o outro em vez de todos juntos.",
    ],
    [
      "Veja o estado dos gravadores.",
      "Faça o instantâneo de menos bancos juntos; a especificação quer menos de 10 segundos.",
    ],
  ],
  VSS_E_WRITERERROR_NONRETRYABLE: [
    "O gravador SQL falhou de um modo que outra tentativa não resolve.",
    [
      "NT SERVICE\\SQLWriter não é sysadmin, ou seu serviço não roda como Sistema Local.",
      "Um banco falhou no instantâneo: o log de erros o cita.",
    ],
    [
      "Veja os gravadores e reinicie o serviço do gravador SQL.",
      "Confira se a conta do gravador é sysadmin.",
    ],
  ],
};
