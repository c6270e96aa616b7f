/**
 * The rules of trace event documents, for tests: what is written down of the format, and what Perfetto's importer drops
 * or counts as an error. It takes events in the order of their times, equal ones in the order of the document.
 */

interface Line {
  readonly ph: string;
  readonly name: string;
  readonly cat?: string;
  readonly pid: number;
  readonly tid?: number;
  readonly ts: number;
  readonly dur?: number;
  readonly id?: number | string;
  readonly bp?: string;
  readonly s?: string;
  readonly args?: Record<string, unknown>;
}

const metadataNames = ["process_name", "process_sort_index", "thread_name"];
const phasesWithThread = ["X", "s", "t", "f", "b", "e", "i"];

/** @returns every rule that the document breaks, with the line that breaks it; empty when it is in order */
export function brokenRules(document: { readonly traceEvents: readonly Line[] }): string[] {
  const broken: string[] = [];
  const complain = (rule: string, line: Line): void => {
    broken.push(`${rule}: ${JSON.stringify(line)}`);
  };
  const events = document.traceEvents;
  checkForm(events, complain);
  checkNames(events, complain);
  const inOrder = events
    .filter(({ ph }) => ph !== "M")
    .map((line, index) => ({ line, index }))
    .sort((a, b) => a.line.ts - b.line.ts || a.index - b.index)
    .map(({ line }) => line);
  checkSlicesAndFlows(inOrder, complain);
  checkAsync(inOrder, complain);
  checkOrder(events, complain);
  return broken;
}

type Complain = (rule: string, line: Line) => void;

function isWhole(value: unknown): boolean {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

type Rule = readonly [rule: string, holds: (line: Line) => boolean];

const is = (line: Line, ...phases: readonly string[]): boolean => phases.includes(line.ph);
const isText = (value: unknown): boolean => typeof value === "string" && value !== "";
const isNumber = (value: unknown): boolean => typeof value === "number" && Number.isFinite(value);
const is32Bit = (value: unknown): boolean => isWhole(value) && Number(value) <= 0xffff_ffff;
const notNegative = (value: unknown): boolean => isNumber(value) && Number(value) >= 0;

/** What a line must be by itself. */
const rules: readonly Rule[] = [
  ["the phase is known", (line) => is(line, "M", "X", "b", "e", "s", "t", "f", "C", "i")],
  ["it has a name", ({ name }) => isText(name)],
  ["the process is a 32-bit number above 0", ({ pid }) => is32Bit(pid) && pid > 0],
  ["the thread is a 32-bit number", (line) => !is(line, ...phasesWithThread) || is32Bit(line.tid)],
  ["the time is a number, not negative", (line) => is(line, "M") || notNegative(line.ts)],
  [
    "a complete slice has a duration, not negative",
    (line) => !is(line, "X") || notNegative(line.dur),
  ],
  ["counters are numbers", (line) => !is(line, "C") || areNumbers(line.args)],
  ["an instant has a scope", (line) => !is(line, "i") || ["g", "p", "t"].includes(line.s ?? "")],
  ["a flow's id is a whole number", (line) => !is(line, "s", "t", "f") || isWhole(line.id)],
  [
    "an asynchronous slice has id and category",
    (line) => !is(line, "b", "e") || (isText(line.id) && isText(line.cat)),
  ],
  ["the metadata is known", (line) => !is(line, "M") || metadataNames.includes(line.name)],
  [
    "a name is a text",
    (line) => !is(line, "M") || line.name === "process_sort_index" || isText(line.args?.["name"]),
  ],
];

function areNumbers(args: Line["args"]): boolean {
  const values = Object.values(args ?? {});
  return values.length > 0 && values.every(isNumber);
}

function checkForm(events: readonly Line[], complain: Complain): void {
  let isPastMetadata = false;
  for (const line of events) {
    isPastMetadata ||= line.ph !== "M";
    if (line.ph === "M" && isPastMetadata) complain("metadata comes first", line);
    for (const [rule, holds] of rules) {
      if (!holds(line)) complain(rule, line);
    }
  }
}

function checkNames(events: readonly Line[], complain: Complain): void {
  const named = (name: string): Line[] =>
    events.filter((line) => line.ph === "M" && line.name === name);
  const processes = new Set(named("process_name").map(({ pid }) => pid));
  const threads = new Map<number | undefined, number>();
  for (const line of named("thread_name")) {
    if (threads.has(line.tid)) complain("a thread's number is its own in the whole document", line);
    threads.set(line.tid, line.pid);
  }
  for (const line of events) {
    if (!processes.has(line.pid)) complain("the process is named", line);
    if (is(line, ...phasesWithThread) && threads.get(line.tid) !== line.pid)
      complain("the thread is named, in its process", line);
    if (processes.has(line.tid ?? 0)) complain("a thread is not taken for a main thread", line);
  }
}

/** Times compare as whole ns: the document's microseconds have three places. */
function ns(us: number): number {
  return Math.round(us * 1000);
}

function checkSlicesAndFlows(inOrder: readonly Line[], complain: Complain): void {
  const open = new Map<number, number[]>();
  const flows = new Map<string, string>();
  for (const line of inOrder) {
    const stack = (open.get(line.tid ?? 0) ?? []).filter((endNs) => endNs > ns(line.ts));
    if (line.ph === "X") {
      const endNs = ns(line.ts) + ns(line.dur ?? 0);
      if (stack.some((outer) => endNs > outer))
        complain("slices of a thread nest or do not touch", line);
      stack.push(endNs);
    }
    open.set(line.tid ?? 0, stack);
    if (["s", "t", "f"].includes(line.ph)) {
      if (stack.length === 0) complain("a flow is inside a slice", line);
      if (line.ph === "f" && line.bp !== "e")
        complain("a flow's end is bound to the slice around it", line);
      checkFlow(line, flows, complain);
    }
  }
}

function checkFlow(line: Line, flows: Map<string, string>, complain: Complain): void {
  const key = `${line.cat} ${line.name} ${line.id}`;
  const before = flows.get(key);
  if (line.ph === "s" && before !== undefined) complain("a flow's id is used once", line);
  if (line.ph !== "s" && before === undefined) complain("a flow begins with its start", line);
  if (before === "f") complain("nothing follows a flow's end", line);
  flows.set(key, line.ph);
}

function checkAsync(inOrder: readonly Line[], complain: Complain): void {
  const open = new Set<string>();
  const used = new Set<string>();
  for (const line of inOrder.filter(({ ph }) => ph === "b" || ph === "e")) {
    const key = `${line.cat} ${line.id} ${line.pid} ${line.name}`;
    if (line.ph === "b" && used.has(key)) complain("an asynchronous id is used once", line);
    if (line.ph === "e" && !open.has(key)) complain("an asynchronous slice has a beginning", line);
    if (line.ph === "b") open.add(key);
    else open.delete(key);
    used.add(key);
  }
}

/** Not demanded, but what a reader of the document expects. */
function checkOrder(events: readonly Line[], complain: Complain): void {
  const last = new Map<string, number>();
  for (const line of events.filter(({ ph }) => ph === "X" || ph === "C")) {
    const key = line.ph === "X" ? `thread ${line.tid}` : `counter ${line.pid} ${line.name}`;
    if (line.ts < (last.get(key) ?? 0)) complain("times of a thread do not go back", line);
    last.set(key, line.ts);
  }
}
