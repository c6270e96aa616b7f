/** Words of the explanations of codes: the card that a chip opens, and the page of all codes. */
import type { CodeKind, CodeRole } from "../../electron/contract/codes/entry.ts";

type Kinds = Readonly<Record<CodeKind, string>>;
type Roles = Readonly<Record<CodeRole, string>>;

const enKinds: Kinds = {
  hresult: "HRESULT",
  win32: "Win32 code",
  tsql: "Message of SQL Server",
  vendor: "Another tool's number",
};
const enRoles: Roles = {
  cause: "Can be the first cause",
  consequence: "A consequence: look for what came before it",
  information: "No error, or a normal end",
};

const en = {
  explain: {
    title: "Codes",
    open: "Codes",
    one: (name: string) => `Explain ${name}`,
    clickExplains: "Click explains it.",
    kinds: enKinds,
    roles: enRoles,
    shortKinds: {
      all: "All",
      hresult: "HRESULT",
      win32: "Win32",
      tsql: "SQL Server",
      vendor: "Other tools",
    },
    kind: "Kind of code",
    severity: (n: number) => `severity ${n}`,
    noNumber: "no number published",
    causes: "Likely causes",
    next: "Next steps",
    related: "See also",
    filter: "Number, name or words",
    list: "All codes",
    count: (n: string) => `${n} codes`,
    shown: (n: string, all: string) => `${n} of ${all} codes`,
    noMatch: "No code fits",
    noMatchText:
      "Numbers may be decimal or hexadecimal, with or without sign; words may come in any order.",
    copyAll: "Copy explanation",
    copyThis: "Copy the command",
    inPage: "All codes",
    goCodes: "Codes",
    injected: "Injected",
    clocks: (traceMs: string | null) =>
      `${traceMs === null ? "" : `The trace's times are right to ${traceMs}. `}Messages of the server have the time at which they arrived.`,
    clockOfLog: "The event log's times are whole seconds.",
  },
};

export type ExplainWords = typeof en;

const pt: ExplainWords = {
  explain: {
    title: "Códigos",
    open: "Códigos",
    one: (name) => `Explicar ${name}`,
    clickExplains: "Clique para a explicação.",
    kinds: {
      hresult: "HRESULT",
      win32: "Código Win32",
      tsql: "Mensagem do SQL Server",
      vendor: "Número de outra ferramenta",
    },
    roles: {
      cause: "Pode ser a primeira causa",
      consequence: "Uma consequência: procure o que veio antes",
      information: "Não é erro, ou é um fim normal",
    },
    shortKinds: {
      all: "Todos",
      hresult: "HRESULT",
      win32: "Win32",
      tsql: "SQL Server",
      vendor: "Outras ferramentas",
    },
    kind: "Tipo de código",
    severity: (n) => `severidade ${n}`,
    noNumber: "sem número publicado",
    causes: "Causas prováveis",
    next: "Próximos passos",
    related: "Veja também",
    filter: "Número, nome ou palavras",
    list: "Todos os códigos",
    count: (n) => `${n} códigos`,
    shown: (n, all) => `${n} de ${all} códigos`,
    noMatch: "Nenhum código corresponde",
    noMatchText:
      "Números podem ser decimais ou hexadecimais, com ou sem sinal; palavras em qualquer ordem.",
    copyAll: "Copiar explicação",
    copyThis: "Copiar o comando",
    inPage: "Todos os códigos",
    goCodes: "Códigos",
    injected: "Injetada",
    clocks: (traceMs) =>
      `${traceMs === null ? "" : `Os tempos do trace são exatos até ${traceMs}. `}Mensagens do servidor têm a hora em que chegaram.`,
    clockOfLog: "Os tempos do log de eventos são segundos inteiros.",
  },
};

export const explainWords = { en, "pt-BR": pt };
