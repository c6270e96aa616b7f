/** Sentences of a failure's steps and of a run's notes in the user's language, by the keys of the contract. */
import { failureWords, sayWords, type WordKey } from "../../electron/contract/failure-words.ts";
import { type FaultParameters, fillIn } from "../../electron/contract/fault.ts";
import type { FailureStep, Run } from "../../electron/contract/run.ts";
import { faultText } from "./fault-words.ts";
import type { Language } from "./words.ts";

export type Note = Run["notes"][number];

export const portugueseSteps: Readonly<Partial<Record<WordKey, string>>> = {
  "step.check": "{what}",
  "step.media": "{what}",
  "step.device.full": "O volume de {file} está cheio.",
  "step.device.writeFailed": "Gravar {file} falhou: {reason}.",
  "step.device.readFailed": "Ler {file} falhou: {reason}.",
  "step.device.endOfMedia": "{file} terminou antes que o servidor tivesse lido o que pediu.",
  "step.device.handleRefused":
    "MapBufferHandle recusou o handle {handle} no secundário {secondary}.",
  "step.device.failed": "Um comando do dispositivo {device} foi concluído com erro.",
  "step.secondary.lost": "O secundário {secondary} (pid {pid}) terminou: {reason}.",
  "step.secondary.hung":
    "O secundário {secondary} (pid {pid}) não respondeu a nenhuma cessão por {seconds} s.",
  "step.secondary.budget": "O secundário {secondary} já foi substituído {restarts} vezes.",
  "step.secondary.notOpened": "O secundário {secondary} não pôde abrir o conjunto.",
  "step.secondary.medium": "O secundário {secondary} não pôde abrir {file}: {reason}.",
  "step.server.lost": "O servidor embutido (pid {pid}) terminou: {reason}.",
  "step.server.aborted": "O servidor abortou o conjunto.",
  "step.server.stopped": "O servidor abortou sua instrução.",
  "step.server.killed": "Alguém encerrou a sessão com KILL: {text}",
  "step.server.message": "{text}",
  "step.server.differs": "{text}",
  "step.set.create": "CreateEx falhou.",
  "step.set.configure": "GetConfiguration falhou.",
  "step.set.clientLate":
    "Nenhum comando foi concluído por dois intervalos inteiros do prazo do servidor.",
  "step.client.stopped": "O usuário parou a execução.",
  "step.client.publish": "{file} não pôde receber o nome final: {reason}.",
  "step.client.manifest": "O manifesto de {file} não pôde ser gravado: {reason}.",
  "step.client.fault": "{what}",
  "step.device.swept":
    "Os comandos ainda em curso no dispositivo {device} foram concluídos como abortados.",
  "step.set.aborted": "O conjunto foi abortado; toda chamada em espera retornou.",
  "step.server.writeFailed": "O servidor notou que sua gravação falhou: {text}",
  "step.server.readFailed": "O servidor notou que sua leitura falhou: {text}",
  "step.server.ioLog": "O log do servidor repete o erro do sistema operacional: {text}",
  "step.server.terminated": "A instrução terminou: {text}",
  "step.trace.swept": "Comandos do dispositivo {device} respondidos sem o cliente vê-los: {count}.",
  "step.trace.abortedOut":
    "Comandos do dispositivo {device} em curso, encerrados pelo aborto: {count}.",
  "step.eventLog.entry": "O log de eventos: {text}",
  "step.eventLog.aborted": "O log de eventos repete o aborto: {text}",
  "note.checkingMedia": "Conferindo {count} mídias antes de entregar o primeiro byte",
  "note.mediaChecked": "Todas as {count} mídias estão inteiras",
  "note.mediaCheckedWithout": "{count} mídias reconhecidas",
  "note.secondaryLost": "O secundário {secondary} terminou ({reason})",
  "note.secondaryReplaced":
    "Secundário {secondary} substituído: {leases} cessões refeitas, nada se perdeu",
  "note.flush": "Flush: os bytes do dispositivo {device} estão no disco",
  "note.aborting": "Abortando: {reason}",
  "note.dropped": "{count} eventos descartados; a execução não é afetada",
  "note.traceUnwritten":
    "Esta execução não é gravada: não é possível gravar em {folder} ({reason})",
  "note.swept": "{count} segmentos de processos terminados removidos",
  "note.takenUp":
    "{file} recebeu seu nome final: uma execução anterior foi confirmada mas terminou antes",
  "note.progressUnseen": "O progresso do próprio servidor não pode ser visto: {reason}",
  "note.plan":
    "{secondaries} secundários, {buffers} buffers de {transferSize} bytes, blocos de {blockSize}",
};

/** The sentence of a step. A step that stands for a fault says what the fault says. */
export function stepText(
  language: Language,
  step: Pick<FailureStep, "key" | "parameters" | "text">,
): string {
  const fault = step.parameters["fault"];
  if (typeof fault === "string") {
    return faultText(language, fault, step.parameters, { message: step.text, remedy: "" }).message;
  }
  return sentence(language, step.key, step.parameters) ?? step.text;
}

export function noteText(language: Language, note: Pick<Note, "key" | "parameters">): string {
  return sentence(language, note.key, note.parameters) ?? sayWords(note.key, note.parameters);
}

function sentence(
  language: Language,
  key: string,
  parameters: FaultParameters,
): string | undefined {
  if (!Object.hasOwn(failureWords, key)) return undefined;
  const text =
    language === "pt-BR" ? portugueseSteps[key as WordKey] : failureWords[key as WordKey];
  return text === undefined ? undefined : fillIn(text, parameters);
}
