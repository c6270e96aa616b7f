/** Messages with which SQL Server refuses statements and media, in Portuguese. */
import type { PortugueseOf } from "../../electron/contract/codes/entry.ts";
import type { sqlMedia } from "../../electron/contract/codes/sql-media.ts";
import type { sqlRefusals } from "../../electron/contract/codes/sql-refusals.ts";

export const portugueseRefusals: PortugueseOf<typeof sqlRefusals & typeof sqlMedia> = {
  MSG_3265: [
    "O login não pode usar VIRTUAL_DEVICE: exige sysadmin. db_backupoperator não basta.",
    ["O login do backup não é membro de sysadmin."],
    ["Confira o login.", "Inclua-o na função, ou use outro login."],
  ],
  MSG_3261: [
    "O SQL Server não pode trabalhar com a configuração do conjunto de dispositivos virtuais.",
    [
      "Bits de recursos de vários estilos estão misturados.",
      "deviceCount, alinhamento ou tamanho de bloco não combinam com a instrução.",
    ],
    [
      "Compare deviceCount com as cláusulas VIRTUAL_DEVICE e passe bits de recursos 0 para um fluxo.",
    ],
  ],
  MSG_3008: [
    "Dispositivos deste tipo não podem ser espelhados.",
    ["MIRROR TO é usado com um dispositivo virtual."],
    ["Deixe MIRROR TO de fora; que o programa de backup grave duas cópias."],
  ],
  MSG_3011: [
    "Todos os dispositivos de uma instrução devem ser do mesmo tipo.",
    ["VIRTUAL_DEVICE e DISK ou TAPE estão em uma só instrução."],
    ["Cite só dispositivos virtuais, ou nenhum."],
  ],
  MSG_3012: [
    "Não havia mais buffer para enviar informação diferencial ao gravador SQL.",
    [
      "Um instantâneo de bancos muitos ou muito fragmentados precisa de mais do que o conjunto tem.",
    ],
    ["Faça o instantâneo de menos bancos por vez.", "Veja o gravador SQL."],
  ],
  MSG_3021: [
    "BACKUP e RESTORE não podem executar dentro de uma transação.",
    ["A sessão está com transações implícitas, ou abriu uma."],
    ["Confirme primeiro e execute a instrução em autocommit."],
  ],
  MSG_3023: [
    "Outro backup, ou uma mudança de arquivos, trabalha agora neste banco; eles se revezam.",
    ["Dois jobs ou duas ferramentas fazem backup do mesmo banco ao mesmo tempo."],
    ["Veja quem está trabalhando e espere.", "Mude um dos jobs para outra hora."],
  ],
  MSG_3035: [
    "Não há backup completo sobre o qual um diferencial possa se apoiar.",
    [
      "O banco nunca teve backup completo, ou foi restaurado ou mudou de modelo de recuperação desde então.",
      "O último backup completo foi de outra ferramenta, muitas vezes do tipo de dispositivo 7, e esta não o conhece.",
    ],
    [
      "Veja quem fez qual backup e quando.",
      "Faça um backup completo; que as outras ferramentas usem COPY_ONLY.",
    ],
  ],
  MSG_3057: [
    "O nome de um dispositivo de backup é mais longo do que o servidor aceita.",
    ["Um caminho ou nome de dispositivo além do limite que a mensagem cita."],
    ["Use um nome mais curto; para conjuntos basta um GUID."],
  ],
  MSG_3217: [
    "Uma opção da instrução tem um valor que não pode ter.",
    [
      "MAXTRANSFERSIZE não é múltiplo de 64 KiB, ou passa de 4 MiB.",
      "BUFFERCOUNT ou outro número está fora da faixa.",
    ],
    ["Corrija a opção que a mensagem cita."],
  ],
  MSG_3250: [
    "O valor de uma opção está fora da faixa que a mensagem dá.",
    ["MAXTRANSFERSIZE fora de 64 KiB a 4 MiB, ou BLOCKSIZE fora de 512 a 65.536."],
    ["Escolha um valor na faixa."],
  ],
  MSG_3253: [
    "O tamanho de bloco não é uma potência de dois.",
    ["BLOCKSIZE foi digitado errado, ou veio de outra unidade."],
    ["Use 512, 1024, 2048, 4096, 8192, 16384, 32768 ou 65536."],
  ],
  MSG_3276: [
    "WITH SNAPSHOT deve ser dado na restauração exatamente quando o backup foi um instantâneo.",
    ["A opção falta, ou está onde o backup é um fluxo comum."],
    ["Acrescente ou retire WITH SNAPSHOT."],
  ],
  MSG_3277: [
    "WITH SNAPSHOT aceita exatamente um dispositivo virtual.",
    ["Várias cláusulas VIRTUAL_DEVICE com SNAPSHOT."],
    ["Use um dispositivo; por ele passam só metadados."],
  ],
  MSG_3999: [
    "A tabela de confirmações do controle de alterações não pôde ser gravada em disco durante o backup.",
    ["Uma falha conhecida do controle de alterações em builds antigas."],
    ["Veja a build e instale a atualização cumulativa mais nova."],
  ],
  MSG_4208: [
    "BACKUP LOG não é permitido no modelo de recuperação simples.",
    ["O banco está no modelo de recuperação simples."],
    [
      "Veja os modelos de recuperação.",
      "Faça backup do banco, ou mude o modelo e faça antes um backup completo.",
    ],
  ],
  MSG_4214: [
    "Não há backup atual do banco: um backup de log não começaria nada que se possa restaurar.",
    ["O banco é novo, ou mudou de modelo de recuperação, e não houve backup completo depois."],
    ["Faça antes um backup completo.", "Veja o que existe."],
  ],
  MSG_911: [
    "Não há banco de dados com este nome.",
    ["O nome tem outra grafia, ou está em outra instância."],
    ["Liste os bancos."],
  ],
  MSG_927: [
    "O banco está no meio de uma restauração e não pode ser aberto.",
    ["Uma restauração WITH NORECOVERY não foi terminada, ou uma falhou no meio."],
    ["Siga com o próximo backup da cadeia, ou encerre a restauração."],
  ],
  MSG_4060: [
    "O login não pode abrir o banco que pediu.",
    ["O banco não existe ou não está online.", "O login não tem usuário nele."],
    ["Conecte-se a master; um backup não precisa de outro banco.", "Veja os bancos."],
  ],
  MSG_18456: [
    "O login falhou. O motivo exato só é dito no log de erros do servidor.",
    [
      "Usuário ou senha errados, ou o login está desabilitado.",
      "O servidor só permite logins do Windows.",
    ],
    ["Confira usuário, senha e tipo de login.", "O estado no log de erros diz o motivo."],
  ],
  MSG_3101: [
    "A restauração precisa do banco só para si, e alguém o usa.",
    ["Há sessões conectadas ao banco, talvez as suas."],
    ["Veja quem.", "Conecte-se a master e encerre as outras sessões."],
  ],
  MSG_3117: [
    "Nada mais pode ser aplicado: o banco já foi recuperado.",
    ["A restauração anterior terminou WITH RECOVERY."],
    ["Recomece pelo backup completo, WITH NORECOVERY até o último."],
  ],
  MSG_3132: [
    "O conjunto de mídias tem mais famílias que os dispositivos dados: faltam faixas.",
    [
      "Nem todos os arquivos de um backup em faixas foram citados.",
      "Um arquivo foi citado duas vezes no lugar do vizinho.",
    ],
    ["Cite cada faixa; o rótulo diz quantas são."],
  ],
  MSG_3147: [
    "BACKUP e RESTORE não são permitidos em tempdb.",
    ["Um job pega todos os bancos sem exceção para tempdb."],
    ["Deixe tempdb de fora."],
  ],
  MSG_3159: [
    "O fim do log do banco não tem backup; a restauração o perderia.",
    ["O banco a substituir está vivo e no modelo de recuperação completo."],
    [
      "Faça antes o backup do log dele.",
      "Se as últimas mudanças não importam, acrescente WITH REPLACE.",
    ],
  ],
  MSG_3169: [
    "O backup foi feito por uma versão do SQL Server mais nova que esta.",
    ["A restauração vai a uma instância mais antiga."],
    [
      "Compare a versão no cabeçalho com a do servidor.",
      "Restaure na mesma versão ou em uma mais nova.",
    ],
  ],
  MSG_3183: [
    "Uma página danificada foi achada no conjunto de backup.",
    [
      "A mídia foi alterada depois do backup.",
      "A página já estava danificada no banco, e o backup a levou junto.",
    ],
    ["Ache as páginas.", "Restaure de outra cópia, ou de um backup mais antigo e seus logs."],
  ],
  MSG_3196: [
    "O banco master não pode ser restaurado de um instantâneo enquanto o servidor roda sobre ele.",
    ["RESTORE de master WITH SNAPSHOT."],
    [
      "Restaure master de um backup comum, em modo de usuário único, ou traga os arquivos de volta com o servidor parado.",
    ],
  ],
  MSG_3199: [
    "A restauração precisa ao menos do tamanho de transferência com que o backup foi feito.",
    ["Dados FILESTREAM ou otimizados para memória foram copiados com um MAXTRANSFERSIZE maior."],
    ["Dê o MAXTRANSFERSIZE que a mensagem cita."],
  ],
  MSG_3208: [
    "O fluxo terminou no começo do conjunto de backup.",
    [
      "O arquivo foi cortado ou está vazio após o cabeçalho.",
      "O programa de backup devolveu fim de dados cedo demais.",
    ],
    ["Compare o tamanho do arquivo com o manifesto ou com msdb."],
  ],
  MSG_3227: [
    "A mesma faixa foi dada duas vezes, ou há uma de outro conjunto de mídias entre elas.",
    ["Um arquivo foi citado duas vezes.", "Arquivos de dois backups foram misturados."],
    ["Compare conjunto e família de cada arquivo."],
  ],
  MSG_3241: [
    "O que o dispositivo devolve não começa como um backup do SQL Server que esta versão possa ler.",
    [
      "É outro arquivo, ou um que outra ferramenta comprimiu ou cifrou.",
      "O começo está danificado.",
      "Vem de uma versão mais nova.",
    ],
    [
      "Veja como o arquivo começa e qual bloco está errado.",
      "Restaure-o com a ferramenta que o gravou.",
    ],
  ],
  MSG_3242: [
    "O arquivo não é um conjunto de backup válido no Microsoft Tape Format.",
    [
      "É outro tipo de arquivo, ou foi cortado ou alterado.",
      "Só existe o arquivo .partial inacabado de um backup que falhou.",
    ],
    ["Percorra os blocos offline."],
  ],
  MSG_3243: [
    "A família de mídia foi feita com uma versão do Microsoft Tape Format que o SQL Server não lê.",
    ["Outro programa gravou a fita ou o arquivo.", "O cabeçalho está danificado."],
    ["Veja o cabeçalho offline."],
  ],
  MSG_3244: [
    "Blocos descritores do backup não cabem nos buffers do servidor.",
    ["BLOCKSIZE ou MAXTRANSFERSIZE diferem dos do backup."],
    ["Dê o tamanho de bloco com que o backup foi gravado."],
  ],
  MSG_3254: [
    "O volume no dispositivo está vazio.",
    [
      "Um arquivo ou fita vazio ou novo foi dado.",
      "O programa de backup respondeu a primeira leitura com fim de dados.",
    ],
    ["Confira que arquivo está por trás do dispositivo."],
  ],
  MSG_3256: [
    "O conjunto de backup não foi terminado quando foi gravado: não tem fim.",
    [
      "O backup falhou ou foi abortado, e o arquivo foi mantido.",
      "O arquivo foi cortado ao ser copiado.",
    ],
    ["Use um backup mais antigo; este não pode ser restaurado.", "Veja onde o arquivo termina."],
  ],
  MSG_3266: [
    "O que está no fim da mídia não está formatado como devia.",
    [
      "O arquivo foi cortado ou algo foi acrescentado a ele.",
      "Um backup anterior no mesmo arquivo foi abortado.",
    ],
    ["Ache o bloco danificado.", "Grave em um arquivo novo, ou acrescente WITH FORMAT."],
  ],
  MSG_3284: [
    "Uma marca de arquivo do dispositivo não está em um múltiplo do tamanho de bloco: o tamanho está errado.",
    ["A restauração usa outro BLOCKSIZE que o backup."],
    ["Repita o tamanho de bloco do backup."],
  ],
  MSG_3285: [
    "O servidor sugere um tamanho de bloco que combina com a mídia.",
    ["A restauração usa outro BLOCKSIZE que o backup."],
    ["Dê o tamanho que a mensagem cita."],
  ],
  MSG_3634: [
    "O sistema operacional recusou uma operação em um arquivo durante a restauração; a mensagem cita arquivo e erro.",
    [
      "Erro 32: um antivírus ou driver de filtro tem o arquivo aberto.",
      "A pasta não existe ou não dá direitos ao serviço.",
    ],
    [
      "Consulte o erro do sistema operacional que a mensagem cita.",
      "Liste os drivers de filtro e exclua as pastas de dados.",
    ],
  ],
  MSG_4038: [
    "Não há conjunto de backup com esse número FILE no dispositivo.",
    ["FILE = n é maior do que a mídia tem."],
    ["Liste os conjuntos."],
  ],
};
