/**
 * Words of the readiness list: what each item is, and for each finding a few words beside it and the sentence that says
 * what it means and what to do. Parameters stand in braces; sizes come as text.
 */
import { fillIn, type FaultParameters } from "../../electron/contract/fault.ts";
import type { ReadinessFinding, ReadinessId } from "../../electron/contract/server-readiness.ts";
import type { Language } from "./words.ts";

type FindingTexts = Readonly<Record<ReadinessFinding, readonly [short: string, text: string]>>;

const items: Readonly<Record<Language, Readonly<Record<ReadinessId, string>>>> = {
  en: {
    login: "Login",
    sysadmin: "Right to back up through VDI",
    version: "Version and edition",
    machine: "Same machine",
    library: "Client library",
    group: "Group of the server",
    umask: "Shared memory opens for it",
    space: "Space on the target",
    memory: "Memory for buffers",
    others: "Other backups",
  },
  "pt-BR": {
    login: "Login",
    sysadmin: "Direito de backup por VDI",
    version: "Versão e edição",
    machine: "Mesma máquina",
    library: "Biblioteca cliente",
    group: "Grupo do servidor",
    umask: "Memória aberta para ele",
    space: "Espaço no destino",
    memory: "Memória dos buffers",
    others: "Outros backups",
  },
};

const en: FindingTexts = {
  "login.done": ["in {ms} ms", "{server} answers and lets the login in."],
  "login.failed": ["not possible", "{message} {remedy}"],
  "sysadmin.yes": [
    "{login} is sysadmin",
    "{login} may name virtual devices in BACKUP and RESTORE.",
  ],
  "sysadmin.no": [
    "{login} is not sysadmin",
    "SQL Server lets only sysadmin name a virtual device; db_backupoperator is not enough. BACKUP would end before the first byte. Run this once as a sysadmin, or use another login.",
  ],
  "version.known": ["{version} {edition}", "{edition} {version} on {platform}."],
  "version.embedded": [
    "embedded, {version}",
    "This is Handoff's own server, which stands in for SQL Server: it keeps the same protocol, but its databases are recorded or generated streams.",
  ],
  "version.old": [
    "{version}, old",
    "Versions before 2012 (11.0) were not made with this client library in mind. Backups may work; nobody has tried.",
  ],
  "library.found": ["found", "{library} has what a client needs."],
  "library.standIn": [
    "stand-in of Handoff",
    "{library} is Handoff's own, with the interface of SQL Server's. It reaches the embedded server only.",
  ],
  "library.wrongServer": [
    "of another server",
    "{library} and this server do not belong together: Handoff's stand-in reaches the embedded server only, and SQL Server's library reaches SQL Server only. Name the right one in the server's login.",
  ],
  "library.missing": [
    "not usable",
    "{library} cannot be used: {reason}. It comes with SQL Server itself; install it on this machine, register it, or name its path in the server's login.",
  ],
  "group.member": ["{user} is in {group}", "What {user} makes can be shared with the server."],
  "group.stranger": [
    "{user} is not in {group}",
    "The server runs as {group}: without that group it cannot open what {user} makes. Run this, then log out of the session and in again.",
  ],
  "group.serverStranger": [
    "{server} is not in {group}",
    "The server's account {server} is not in {group}, the group of what Handoff makes, and so cannot open it. Run this; the server restarts.",
  ],
  "group.absent": [
    "no group {group}",
    "There is no group {group} here, so no SQL Server of the usual package either. If the server runs as another user, be in that user's group.",
  ],
  "umask.lifted": [
    "umask {umask}, lifted",
    "While a set is made, Handoff lifts its umask of {umask}, so that the server's group can open the shared memory.",
  ],
  "machine.same": ["yes", "{server} runs on this machine, as VDI demands."],
  "machine.other": [
    "{server} is elsewhere",
    "VDI shares memory, so server and client must be on one machine. Start Handoff on {server}; from here databases, history and running backups can be watched.",
  ],
  "space.enough": ["{free} free", "{folder} has {free} free."],
  "space.short": [
    "{free} of {needed}",
    "{folder} has {free} free, {needed} are expected. Choose another folder, compress, or make room; otherwise the backup ends when the volume is full.",
  ],
  "space.noFolder": ["no such folder", "{folder} is not there. Make it, or choose another one."],
  "memory.enough": [
    "{bytes} of {free} free",
    "{buffers} buffers of {transferSize} take {bytes} of the server's memory outside its buffer pool; {free} are free.",
  ],
  "memory.short": [
    "{bytes}, only {free} free",
    "{buffers} buffers of {transferSize} take {bytes}, and only {free} are free. Choose fewer buffers or a smaller transfer size.",
  ],
  "others.none": ["none", "No other backup or restore runs on this server."],
  "others.running": [
    "{count} running",
    "Running now: {databases}. A second backup of the same database waits for the first; others share disks and memory with it.",
  ],
};

const pt: FindingTexts = {
  "login.done": ["em {ms} ms", "{server} responde e deixa o login entrar."],
  "login.failed": ["não foi possível", "{message} {remedy}"],
  "sysadmin.yes": [
    "{login} é sysadmin",
    "{login} pode citar dispositivos virtuais em BACKUP e RESTORE.",
  ],
  "sysadmin.no": [
    "{login} não é sysadmin",
    "O SQL Server só deixa sysadmin citar um dispositivo virtual; db_backupoperator não basta. BACKUP terminaria antes do primeiro byte. Execute isto uma vez como sysadmin, ou use outro login.",
  ],
  "version.known": ["{version} {edition}", "{edition} {version} em {platform}."],
  "version.embedded": [
    "embutido, {version}",
    "Este é o servidor do próprio Handoff, no lugar do SQL Server: segue o mesmo protocolo, mas seus bancos são fluxos gravados ou gerados.",
  ],
  "version.old": [
    "{version}, antiga",
    "Versões anteriores a 2012 (11.0) não foram feitas com esta biblioteca em vista. Backups podem funcionar; ninguém testou.",
  ],
  "library.found": ["encontrada", "{library} tem o que um cliente precisa."],
  "library.standIn": [
    "substituta do Handoff",
    "{library} é do próprio Handoff, com a interface da do SQL Server. Ela alcança só o servidor embutido.",
  ],
  "library.wrongServer": [
    "de outro servidor",
    "{library} e este servidor não combinam: a substituta do Handoff alcança só o servidor embutido, e a do SQL Server só o SQL Server. Informe a certa no login do servidor.",
  ],
  "library.missing": [
    "não utilizável",
    "{library} não pode ser usada: {reason}. Ela vem com o próprio SQL Server; instale-o nesta máquina, registre-a, ou informe seu caminho no login do servidor.",
  ],
  "group.member": ["{user} está em {group}", "O que {user} cria pode ser dividido com o servidor."],
  "group.stranger": [
    "{user} não está em {group}",
    "O servidor roda como {group}: sem esse grupo ele não abre o que {user} cria. Execute isto, depois saia da sessão e entre de novo.",
  ],
  "group.serverStranger": [
    "{server} não está em {group}",
    "A conta {server} do servidor não está em {group}, o grupo do que o Handoff cria, e por isso não o abre. Execute isto; o servidor reinicia.",
  ],
  "group.absent": [
    "não há grupo {group}",
    "Não há grupo {group} aqui, portanto nem SQL Server do pacote usual. Se o servidor roda como outro usuário, esteja no grupo dele.",
  ],
  "umask.lifted": [
    "umask {umask}, suspensa",
    "Enquanto cria um conjunto, o Handoff suspende sua umask {umask}, para que o grupo do servidor abra a memória compartilhada.",
  ],
  "machine.same": ["sim", "{server} roda nesta máquina, como VDI exige."],
  "machine.other": [
    "{server} está em outra",
    "VDI divide memória, por isso servidor e cliente precisam estar na mesma máquina. Inicie o Handoff em {server}; daqui se podem ver bancos, histórico e backups em execução.",
  ],
  "space.enough": ["{free} livres", "{folder} tem {free} livres."],
  "space.short": [
    "{free} de {needed}",
    "{folder} tem {free} livres, {needed} são esperados. Escolha outra pasta, comprima, ou libere espaço; senão o backup termina quando o volume encher.",
  ],
  "space.noFolder": ["pasta não existe", "{folder} não existe. Crie-a, ou escolha outra."],
  "memory.enough": [
    "{bytes} de {free} livres",
    "{buffers} buffers de {transferSize} tomam {bytes} da memória do servidor fora do buffer pool; {free} estão livres.",
  ],
  "memory.short": [
    "{bytes}, só {free} livres",
    "{buffers} buffers de {transferSize} tomam {bytes}, e só {free} estão livres. Escolha menos buffers ou um tamanho de transferência menor.",
  ],
  "others.none": ["nenhum", "Nenhum outro backup ou restauração roda neste servidor."],
  "others.running": [
    "{count} em execução",
    "Em execução: {databases}. Um segundo backup do mesmo banco espera pelo primeiro; outros dividem discos e memória com ele.",
  ],
};

const findings: Readonly<Record<Language, FindingTexts>> = { en, "pt-BR": pt };

/** What an item of the list is called. */
export function readinessName(language: Language, id: ReadinessId): string {
  return items[language][id];
}

/** A few words, and the sentence. */
export function findingText(
  language: Language,
  finding: ReadinessFinding,
  parameters: FaultParameters,
): { readonly short: string; readonly text: string } {
  const [short, text] = findings[language][finding];
  return { short: fillIn(short, parameters), text: fillIn(text, parameters) };
}
