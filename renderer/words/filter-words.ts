/** Words of the filter that lists of commands share. Fields, names and units are the language's own, untranslated. */
import type { FilterError, Problem } from "../filter/parse.ts";

type Sentence = (what: string, hint: string) => string;

const orHint = (text: string, hint: string, ask: (hint: string) => string): string =>
  hint === "" ? `${text}.` : `${text}; ${ask(hint)}`;

const enProblems: Readonly<Record<Problem, Sentence>> = {
  sign: (what) => `“${what}” means nothing here.`,
  field: (what, hint) => orHint(`“${what}” is no field or name`, hint, (h) => `${h}?`),
  notHere: (what) => `this list does not know “${what}”.`,
  operator: (_, hint) => `an operator comes here: ${hint}`,
  equality: (what) => `“${what}” cannot order names; use == or !=.`,
  value: (what, hint) =>
    what === "" ? `a value comes here, such as ${hint}` : `“${what}” is no value of it; ${hint}?`,
  unit: (what, hint) => `“${what}” needs a unit: ${hint}`,
  close: () => "a closing bracket is missing.",
  extra: (what) => `“${what}” is too much here.`,
  term: () => "a field comes here.",
};

const ptProblems: Readonly<Record<Problem, Sentence>> = {
  sign: (what) => `“${what}” não significa nada aqui.`,
  field: (what, hint) => orHint(`“${what}” não é campo nem nome`, hint, (h) => `${h}?`),
  notHere: (what) => `esta lista não conhece “${what}”.`,
  operator: (_, hint) => `aqui vem um operador: ${hint}`,
  equality: (what) => `“${what}” não ordena nomes; use == ou !=.`,
  value: (what, hint) =>
    what === "" ? `aqui vem um valor, como ${hint}` : `“${what}” não é um valor dele; ${hint}?`,
  unit: (what, hint) => `“${what}” precisa de uma unidade: ${hint}`,
  close: () => "falta fechar um parêntese.",
  extra: (what) => `“${what}” sobra aqui.`,
  term: () => "aqui vem um campo.",
};

const en = {
  filter: {
    label: "Filter",
    example: "cmd == write && dev == 2 && latency > 5ms",
    suggestions: "What can come next",
    error: ({ from, problem, what, hint }: FilterError) =>
      `At character ${from + 1}: ${enProblems[problem](what, hint)}`,
    clear: "Clear the filter",
    next: "Next match",
    previous: "Previous match",
    matches: (n: string) => (n === "1" ? "1 match" : `${n} matches`),
    nth: (nth: string, n: string) => `${nth} of ${n}`,
    none: "No match",
    keyNext: "Timeline: next match, with Shift the one before",
  },
};

type FilterWords = typeof en;

const pt: FilterWords = {
  filter: {
    label: "Filtro",
    example: "cmd == write && dev == 2 && latency > 5ms",
    suggestions: "O que pode vir a seguir",
    error: ({ from, problem, what, hint }) =>
      `No caractere ${from + 1}: ${ptProblems[problem](what, hint)}`,
    clear: "Limpar o filtro",
    next: "Próxima ocorrência",
    previous: "Ocorrência anterior",
    matches: (n) => (n === "1" ? "1 ocorrência" : `${n} ocorrências`),
    nth: (nth, n) => `${nth} de ${n}`,
    none: "Nenhuma ocorrência",
    keyNext: "Linha do tempo: próxima ocorrência, com Shift a anterior",
  },
};

export const filterWords = { en, "pt-BR": pt };
