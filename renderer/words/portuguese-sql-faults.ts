/** Faults about SQL servers in Brazilian Portuguese: [what happened, what to do]. */
import type { FaultCode } from "../../electron/contract/fault.ts";

type SqlFault = Extract<
  FaultCode,
  `SQL_${string}` | `SECRET_${string}` | "SERVER_PORT" | "SERVER_RUNNING" | "SERVER_STATE"
>;

export const portugueseSqlFaults: Readonly<
  Record<SqlFault, readonly [message: string, remedy: string]>
> = {
  SQL_UNREACHABLE: [
    "O servidor {server} não pode ser alcançado: {reason}.",
    "Confira nome e porta, se ele está em execução e se o firewall deixa passar TCP.",
  ],
  SQL_NO_INSTANCE: [
    "A instância {instance} não foi encontrada em {server}: {reason}.",
    "Confira o nome da instância, se o SQL Server Browser está em execução lá, ou informe a porta.",
  ],
  SQL_NO_ANSWER: [
    "O servidor {server} não respondeu em {seconds} segundos.",
    "Confira se é um SQL Server e se não está sobrecarregado; pode-se dar mais tempo.",
  ],
  SQL_NOT_TRUSTED: [
    "A conexão criptografada com {server} não pôde ser feita: {reason}.",
    "Informe o certificado que assinou o do servidor, ou confie sem conferir somente onde a rede é segura.",
  ],
  SQL_LOGIN_FAILED: [
    "{server} recusou o login de {user}: {text}",
    "Confira usuário, senha e tipo de login.",
  ],
  SQL_NO_DATABASE: [
    "{server} não consegue abrir o banco de dados: {text}",
    "Confira o nome do banco e se ele não está sendo restaurado.",
  ],
  SQL_GONE: [
    "A conexão com {server} caiu enquanto um comando era executado: {reason}.",
    "Veja o log de erros do servidor; um backup que estava em execução não está completo.",
  ],
  SQL_KILLED: [
    "Alguém encerrou a sessão com KILL: {text}",
    "Pergunte quem foi (o log de erros do servidor diz qual sessão) e execute o trabalho de novo.",
  ],
  SQL_NOT_SYSADMIN: [
    "{login} não é membro de sysadmin em {server}, o que BACKUP e RESTORE com dispositivos virtuais exigem.",
    "Entre como sysadmin, ou peça a um que execute `ALTER SERVER ROLE sysadmin ADD MEMBER {quoted};`.",
  ],
  SQL_DATABASE_MISSING: [
    "Não há banco de dados {database} em {server}.",
    "Confira o nome: é um de {known}.",
  ],
  SQL_DATABASE_STATE: [
    "O banco de dados {database} em {server} está {state} e não permite backup.",
    "Espere o fim da recuperação ou restauração, ou encerre-a com `RESTORE DATABASE {quoted} WITH RECOVERY;`.",
  ],
  SQL_DATABASE_BUSY: [
    "{command} de {database} já está em execução em {server}: sessão {session} de {login} ({program}).",
    "Espere o fim; um banco de dados faz um de cada vez.",
  ],
  SQL_WRONG_SERVER: [
    "{library} é a substituta do Handoff, que só alcança servidores embutidos, e {server} é um SQL Server.",
    "Indique a biblioteca do próprio SQL Server, ou deixe o caminho vazio onde o pacote dele está instalado.",
  ],
  SQL_STATEMENT_FAILED: [
    "O comando falhou: {reason} (mensagem {number}).",
    "A primeira mensagem do comando diz por quê; as seguintes são consequência dela.",
  ],
  SQL_CANCELLED: ["O comando em {server} foi cancelado.", "Execute-o de novo quando quiser."],
  SQL_UNKNOWN_SERVER: [
    "O servidor {name} não está mais na lista.",
    "Adicione-o de novo ou escolha outro.",
  ],
  SECRET_MISSING: [
    "Não há senha para {name}.",
    "Guarde-a na janela, ou ponha-a na variável de ambiente {variable}.",
  ],
  SECRET_NOT_SAFE: [
    "Senhas não podem ser guardadas com segurança aqui: o sistema só oferece {backend}.",
    "Instale ou desbloqueie um chaveiro (GNOME Keyring, KWallet), ou informe a senha a cada vez.",
  ],
  SECRET_UNREADABLE: [
    "As senhas guardadas em {file} não podem ser lidas: {reason}.",
    "Entre como o usuário que as guardou, ou guarde-as de novo.",
  ],
  SERVER_PORT: [
    "Não é possível escutar na porta {port}: {reason}.",
    "Escolha outra com --port, ou 0 para qualquer uma livre.",
  ],
  SERVER_RUNNING: [
    "Um servidor embutido com id de processo {pid} já usa {folder}.",
    "Use esse, encerre-o, ou cite outra pasta em HANDOFF_STATE_DIR.",
  ],
  SERVER_STATE: [
    "O arquivo {file} do servidor embutido não pode ser usado: {reason}.",
    "Confira seus direitos, ou mova-o para começar de novo.",
  ],
};
