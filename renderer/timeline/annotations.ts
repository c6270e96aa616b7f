/** What is written across the lanes: events of the trace beside the commands, and what the run said. Pure. */
import type { Run } from "../../electron/contract/run.ts";
import { hresultText } from "../format.ts";
import { injectedFault } from "../words/injected-fault-words.ts";
import { noteText } from "../words/step-words.ts";
import type { Words } from "../words/words.ts";
import type { TraceMark } from "./trace-marks.ts";
import type { TraceModel } from "./trace-model.ts";

export interface Annotation {
  readonly timeNs: number;
  readonly text: string;
  readonly isError: boolean;
  /** Which name stands where there is room for one only: the lowest. */
  readonly rank: number;
}

/** Errors and verdicts before what goes on all the time. */
const rank = { error: 0, verdict: 1, note: 2 } as const;

/** What a run or a trace file tells beside its events. Times in ms since the run began. */
export interface RunFacts {
  /** The trace's clock when the run began, ns; 0: not known yet. */
  readonly startedAtNs: number;
  readonly messages: Run["messages"];
  readonly notes: Run["notes"];
  readonly strikes: NonNullable<Run["strikes"]>;
}

/** From this severity on a message of the server is an error. */
const errorSeverity = 11;
/** Messages that are a verdict: backup, restore, log, differential, and the end by an error. */
const verdicts = new Set([3014, 3013]);

/** In the order of time. */
export function annotationsOf(model: TraceModel, facts: RunFacts, words: Words): Annotation[] {
  const list: Annotation[] = model.marks.list.map((mark) => ({
    timeNs: mark.timeNs,
    text: markText(mark, words),
    ...tone(mark.kind === "abort" || mark.kind === "error" || mark.kind === "lost"),
  }));
  for (const ring of model.devices)
    for (const { ordinal, every } of ring.samplings) {
      const timeNs = ring.startOf(ordinal);
      if (timeNs !== 0)
        list.push({ timeNs, text: words.timeline.sampledFrom(every), ...tone(false) });
    }
  if (facts.startedAtNs > 0) list.push(...saidOf(facts, words));
  return list.sort((a, b) => a.timeNs - b.timeNs);
}

function tone(isError: boolean): Pick<Annotation, "isError" | "rank"> {
  return { isError, rank: isError ? rank.error : rank.note };
}

function saidOf(facts: RunFacts, words: Words): Annotation[] {
  const at = (ms: number): number => facts.startedAtNs + ms * 1e6;
  return [
    ...facts.messages
      .filter(({ number, severity }) => verdicts.has(number) || severity >= errorSeverity)
      .map(({ atMs, number, severity }) => ({
        timeNs: at(atMs),
        text: words.timeline.message(number),
        isError: severity >= errorSeverity,
        rank: severity >= errorSeverity ? rank.error : rank.verdict,
      })),
    ...facts.notes.map((note) => ({
      timeNs: at(note.atMs),
      text: noteText(words.language, note),
      ...tone(false),
    })),
    ...facts.strikes.map(({ atMs, fault }) => ({
      timeNs: at(atMs),
      text: injectedFault(words.language, fault).name,
      ...tone(true),
    })),
  ];
}

function markText({ kind, device, secondary, code }: TraceMark, words: Words): string {
  const w = words.timeline;
  switch (kind) {
    case "lost":
      return w.markLost(secondary + 1);
    case "replaced":
      return w.markReplaced(secondary + 1);
    case "flushed":
      return w.markFlushed(device + 1);
    case "held":
      return w.markHeld;
    case "abort":
      return w.markAbort(hresultText(code | 0));
    case "error":
      return w.markError(hresultText(code | 0));
  }
}
