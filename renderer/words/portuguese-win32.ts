/** The Win32 codes of the code table in Portuguese: meaning, likely causes, next steps. */
import type { PortugueseOf } from "../../electron/contract/codes/entry.ts";
import type { win32Codes } from "../../electron/contract/codes/win32-codes.ts";

export const portugueseWin32: PortugueseOf<typeof win32Codes> = {
  ERROR_SUCCESS: [
    "O comando foi executado. Todo sucesso deve ser este código e nenhum outro.",
    [],
    [],
  ],
  ERROR_FILE_NOT_FOUND: [
    "O que devia ser aberto não está lá: um arquivo, ou a memória compartilhada de um conjunto.",
    [
      "O conjunto com esse nome não existe (mais), ou o nome tem outra grafia.",
      "No Linux, Open(hBufferMemory): o cliente não vê ou não pode abrir a memória compartilhada do SQL Server.",
    ],
    [
      "Compare os nomes.",
      "No Linux use ao menos o SQL Server 2019 CU15 ou 2017 CU28, e compartilhe grupo, /dev/shm e namespaces.",
    ],
  ],
  ERROR_ACCESS_DENIED: [
    "A conta não pode fazer isso com o arquivo, a pasta ou o objeto compartilhado.",
    [
      "A conta de serviço do SQL Server, ou a deste programa, não tem direitos na pasta.",
      "O cliente executa como outro usuário que a lista de acesso do conjunto não admite.",
    ],
    [
      "Veja os direitos da pasta.",
      "Ponha cliente e conta de serviço na lista, ou execute o cliente como administrador.",
    ],
  ],
  ERROR_INVALID_HANDLE: [
    "Um handle não é válido. Como conclusão: o handle do buffer foi recusado onde devia ser mapeado. No lado do servidor: o dispositivo não está ativo.",
    [
      "MapBufferHandle recusou um handle vencido ou alheio, e o comando não pôde ser executado.",
      "O servidor enviou um comando a um dispositivo que não está aberto.",
    ],
    [
      "Veja o handle na visão Buffers: etiqueta, geração e índice dizem qual verificação falhou.",
      "Peça um handle por comando e use-o antes de concluir o comando.",
    ],
  ],
  ERROR_ARENA_TRASHED: [
    "Windows: blocos de controle de memória foram destruídos. O cabeçalho do Linux o lista e nada diz do uso.",
    ["Não se sabe: nenhuma fonte pública diz quando cliente ou servidor o envia."],
    ["Guarde o trace e a build do servidor para um chamado."],
  ],
  ERROR_BAD_ENVIRONMENT: [
    "Um cliente de backup público responde suas próprias falhas de entrada e saída com este código.",
    ["O programa de backup não pôde ler ou gravar seu lado do fluxo; o log dele diz por quê."],
    ["Leia o log do programa de backup nesse momento."],
  ],
  ERROR_WRITE_FAULT: [
    "A mídia recusou uma gravação.",
    [
      "O disco, o compartilhamento de rede ou a conexão por trás da mídia falhou.",
      "O arquivo foi retirado, ou seus direitos mudaram, enquanto era gravado.",
    ],
    ["Procure falhas do disco no log do sistema.", "Grave em outro volume e comece de novo."],
  ],
  ERROR_READ_FAULT: [
    "A mídia recusou uma leitura.",
    [
      "O disco, o compartilhamento de rede ou a conexão por trás da mídia falhou.",
      "A mídia foi mudada ou cortada depois que a restauração começou.",
    ],
    ["Procure falhas do disco no log do sistema.", "Verifique a mídia de ponta a ponta."],
  ],
  ERROR_SHARING_VIOLATION: [
    "Outro processo tem o arquivo aberto e não o compartilha.",
    [
      "Um antivírus ou outro driver de filtro examina o arquivo.",
      "Uma segunda restauração ou um aplicativo ainda o usa.",
    ],
    [
      "Liste os drivers de filtro e exclua as pastas de dados.",
      "Feche o que usa o arquivo e comece de novo.",
    ],
  ],
  ERROR_HANDLE_EOF: [
    "O fluxo terminou: normal após o último bloco, fatal antes dele.",
    [
      "A mídia está cortada, ou é a de outra faixa.",
      "O servidor leu além do fim do conjunto, o que não é erro.",
    ],
    [
      "Compare o tamanho do arquivo com o manifesto e veja qual faixa terminou cedo.",
      "Copie a mídia de novo de onde está inteira.",
    ],
  ],
  ERROR_HANDLE_DISK_FULL: [
    "Não há espaço no volume; o SQL Server o trata como 112.",
    ["O volume, uma cota ou a própria mídia está cheia."],
    [
      "Libere espaço, ou escolha outro volume.",
      "Comprima o backup, ou espalhe-o por vários volumes.",
    ],
  ],
  ERROR_NOT_SUPPORTED: [
    "O cliente não conhece o comando que o servidor enviou.",
    [
      "Os bits de recursos prometem mais do que o cliente faz.",
      "VDC_Complete foi pedido, e não há tratamento para ele.",
    ],
    [
      "Responda sempre Read, Write, Flush e ClearError, e todo comando que um bit promete.",
      "Deixe de fora os bits de recursos desnecessários.",
    ],
  ],
  ERROR_DISK_FULL: [
    "Não há espaço no volume: nada mais deste dispositivo pode ser guardado, e o SQL Server encerra o backup.",
    [
      "O volume está cheio, ou uma cota foi atingida.",
      "Outro backup ou um arquivo que cresce tomou o espaço enquanto este rodava.",
    ],
    [
      "Veja o que está livre.",
      "Libere espaço ou escolha outro volume e comece de novo; nada do backup que falhou pode ser usado.",
      "Comprima o backup, ou espalhe-o por vários volumes.",
    ],
  ],
  ERROR_ALREADY_EXISTS: [
    "O que devia ser criado já está lá: um arquivo, ou um conjunto com este nome.",
    ["Uma execução anterior o deixou, ou outro programa usa o mesmo nome."],
    ["Escolha outro nome; para conjuntos um GUID novo a cada vez."],
  ],
  ERROR_OPERATION_ABORTED: [
    "O comando estava em curso quando o conjunto foi abortado; a própria biblioteca o conclui assim. Logs do Linux o escrevem como um erro não encontrado.",
    [
      "O programa de backup chamou SignalAbort, ou seu processo terminou: o log dele sabe por quê.",
      "O servidor abortou sua instrução.",
      "PrepareToFreeze com 995: threads de trabalho de menos para tantos bancos.",
      "Em servidores de 32 bits: sem memória em uma só peça para os buffers.",
    ],
    [
      "Não procure por 995; procure o que veio antes.",
      "Leia o log de erros desde o início da instrução.",
      "Veja o primeiro erro do programa de backup e os processos que terminaram.",
    ],
  ],
  ERROR_END_OF_MEDIA: [
    "Uma gravação em mídia removível entrou na zona de aviso do fim. O servidor pedirá a próxima mídia.",
    ["A mídia está quase cheia; o que está em curso ainda precisa caber."],
    ["Guarde o que está em curso e carregue a próxima mídia quando vier VDC_Load."],
  ],
  ERROR_FILEMARK_DETECTED: [
    "Uma leitura encontrou uma marca de arquivo. Só dispositivos com marcas respondem assim.",
    ["O servidor lê de propósito até a próxima marca."],
    ["Nada a fazer, a menos que a marca esteja onde deviam estar dados: então verifique a mídia."],
  ],
  ERROR_NO_DATA_DETECTED: [
    "Uma leitura chegou ao fim do que foi gravado. O SQL Server o trata como 38.",
    [
      "A mídia está cortada, ou pertence a outra faixa.",
      "O último backup da mídia foi lido até o fim.",
    ],
    ["Confira o tamanho da mídia e que faixa ela é."],
  ],
  ERROR_NO_MEDIA_IN_DRIVE: [
    "Windows: a unidade está vazia. Nenhuma descrição da VDI lhe dá uso próprio.",
    ["Foi pedida uma mídia removível que ninguém carregou."],
    ["Carregue a mídia; com mídia removível deixe serverTimeOut em 0."],
  ],
  ERROR_IO_DEVICE: [
    "Um erro de entrada ou saída do dispositivo. Comandos que o cliente nunca viu também o recebem: em IO-ERROR o dispositivo os varre.",
    [
      "O disco ou o caminho até ele falhou: a conclusão do próprio cliente o diz.",
      "Varridos: um comando anterior do mesmo dispositivo foi concluído com erro.",
    ],
    [
      "Ache a primeira conclusão deste dispositivo diferente de 0: as outras decorrem dela.",
      "Se o próprio cliente o enviou, procure falhas do disco.",
    ],
  ],
  ERROR_EOM_OVERFLOW: [
    "A mídia removível está cheia além da zona de aviso; o servidor encerra o backup.",
    ["A zona de aviso é menor do que o que pode estar em curso ao mesmo tempo."],
    ["Dê a EOMWarningSize espaço para todos os buffers do conjunto e comece de novo."],
  ],
  ERROR_NO_SYSTEM_RESOURCES: [
    "O comando do próprio servidor não coube na fila do dispositivo.",
    [
      "O cliente busca comandos devagar demais ou não os busca.",
      "O sistema está sem memória para entrada e saída.",
    ],
    ["Veja na linha do tempo quando o dispositivo chamou GetCommand pela última vez."],
  ],
};
