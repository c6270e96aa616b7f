/**
 * All words of the window, typed: a message is a function of its parameters, and both languages have the
 * same keys or do not compile.
 */
import { buffersWords } from "./buffers-words.ts";
import { commonWords } from "./common-words.ts";
import { controlWords } from "./control-words.ts";
import { explainWords } from "./explain-words.ts";
import { failedWords } from "./failed-words.ts";
import { filterWords } from "./filter-words.ts";
import { inspectorWords } from "./inspector-words.ts";
import { jobWords } from "./job-words.ts";
import { labWords } from "./lab-words.ts";
import { monitorWords } from "./monitor-words.ts";
import { panelsWords } from "./panels-words.ts";
import { runWords } from "./run-words.ts";
import { serverFormWords } from "./server-form-words.ts";
import { serverJobWords } from "./server-job-words.ts";
import { serversWords } from "./servers-words.ts";
import { shellWords } from "./shell-words.ts";
import { tourWords } from "./tour-words.ts";
import { tracesWords } from "./traces-words.ts";
import { timelineWords } from "./timeline-words.ts";

export type Language = "en" | "pt-BR";

const inLanguage = (language: Language) => ({
  language,
  ...commonWords[language],
  ...shellWords[language],
  ...jobWords[language],
  ...labWords[language],
  ...tourWords[language],
  ...inspectorWords[language],
  ...monitorWords[language],
  ...runWords[language],
  ...serversWords[language],
  ...serverFormWords[language],
  ...serverJobWords[language],
  ...failedWords[language],
  ...explainWords[language],
  ...controlWords[language],
  ...buffersWords[language],
  ...tracesWords[language],
  ...timelineWords[language],
  ...panelsWords[language],
  ...filterWords[language],
});

export type Words = ReturnType<typeof inLanguage>;

const tables: Readonly<Record<Language, Words>> = {
  en: inLanguage("en"),
  "pt-BR": inLanguage("pt-BR"),
};

export function wordsOf(language: Language): Words {
  return tables[language];
}

/** The language to show: what the user chose, else the system's if it is one of ours, else English. */
export function chooseLanguage(chosen: "system" | Language, systemLanguage: string): Language {
  if (chosen !== "system") return chosen;
  return systemLanguage.toLowerCase().startsWith("pt") ? "pt-BR" : "en";
}
