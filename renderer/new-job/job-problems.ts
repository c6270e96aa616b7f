/** What keeps a job from starting, each in one clear line, beside the field that it is about. Pure. */
import { vdLimit } from "../../electron/contract/vdi.ts";
import type { Format } from "../format.ts";
import type { Words } from "../words/words.ts";
import type { JobCost, JobFacts } from "./job-cost.ts";
import {
  buffersOf,
  deviceCountOf,
  type JobForm,
  parseSize,
  secondariesOf,
} from "./job-form-model.ts";

export type ProblemField =
  "source" | "devices" | "buffers" | "secondaries" | "trace" | "faults" | "space";

export interface Problem {
  readonly field: ProblemField;
  /** Device from 0, or null when it is about no single one. */
  readonly device: number | null;
  readonly text: string;
}

interface Context {
  readonly form: JobForm;
  readonly facts: JobFacts;
  readonly cost: JobCost;
  readonly words: Words;
  readonly format: Format;
}

const generateBytesMin = 65_536;
const seedMax = 0xffff_ffff;

/** All problems, in the order of the fields; empty when the job can start. */
export function problemsOf(context: Context): Problem[] {
  return [
    ...sourceProblems(context),
    ...writtenProblems(context),
    ...spaceProblems(context),
    ...optionProblems(context),
  ];
}

function sourceProblems({ form, facts, words }: Context): Problem[] {
  const w = words.problems;
  if (form.kind === "backup" && form.source === "generate") {
    const bytes = parseSize(form.generateSize);
    const seed = Number(form.generateSeed);
    const isSeed = /^\d+$/.test(form.generateSeed.trim()) && seed <= seedMax;
    return [
      ...(bytes === null || bytes < generateBytesMin ? [problem("source", w.badSize)] : []),
      ...(isSeed ? [] : [problem("source", w.badSeed)]),
    ];
  }
  const paths = form.kind === "restore" ? form.media : form.files;
  if (paths.length === 0)
    return [problem("devices", form.kind === "restore" ? w.noMedia : w.noFiles)];
  if (paths.length > vdLimit.deviceCountMax)
    return [problem("devices", w.tooManyDevices(paths.length))];
  return paths.flatMap((path, device) => {
    const reason = facts.files.get(path)?.problem ?? null;
    return reason === null ? [] : [problem("devices", reason, device)];
  });
}

/** Files that the job writes or compares with. */
function writtenProblems({ form, words }: Context): Problem[] {
  const w = words.problems;
  const isCompared = form.kind === "restore" && form.sink === "compare";
  if (
    (form.kind === "restore" && form.sink === "discard") ||
    (form.kind === "backup" && form.codec === "null")
  )
    return [];
  const written = form.kind === "restore" ? form.sinkFiles : form.targets;
  const read = form.kind === "restore" ? form.media : form.source === "replay" ? form.files : [];
  return Array.from({ length: deviceCountOf(form) }, (_, device) => device).flatMap((device) => {
    const file = (written[device] ?? "").trim();
    if (file === "")
      return [
        problem(
          "devices",
          isCompared ? w.noCompareFile(device + 1) : w.noTarget(device + 1),
          device,
        ),
      ];
    if (!/^(\/|[a-z]:[\\/]|\\\\)/i.test(file))
      return [problem("devices", w.notAbsolute(file), device)];
    if (isCompared) return [];
    if (written.indexOf(file) < device) return [problem("devices", w.targetTwice(file), device)];
    return read.includes(file) ? [problem("devices", w.targetIsSource(file), device)] : [];
  });
}

function spaceProblems({ form, facts, cost, words, format }: Context): Problem[] {
  const w = words.problems;
  const text = (bytes: number): string => format.text(format.sizeRound(bytes));
  const folders = cost.folders.flatMap(({ folder, needed, free }) => {
    if (free === null) return [problem("space", w.noFolder(folder))];
    const isSure = form.codec === "none" || form.kind === "restore" || cost.ratio !== null;
    const isShort = free !== undefined && needed > free && isSure;
    return isShort ? [problem("space", w.noSpace(folder, text(needed), text(free)))] : [];
  });
  const isMemoryShort = cost.memoryBytes > facts.freeMemory;
  return isMemoryShort
    ? [...folders, problem("buffers", w.noMemory(text(cost.memoryBytes), text(facts.freeMemory)))]
    : folders;
}

function optionProblems({ form, words }: Context): Problem[] {
  const w = words.problems;
  const devices = deviceCountOf(form);
  const buffers = buffersOf(form);
  const secondaries = secondariesOf(form);
  const problems: Problem[] = [];
  if (!isCount(buffers, vdLimit.bufferCountMax)) problems.push(problem("buffers", w.badBuffers));
  else if (buffers < devices) problems.push(problem("buffers", w.fewBuffers(devices)));
  if (devices > 0 && !isCount(secondaries, devices))
    problems.push(problem("secondaries", w.badSecondaries));
  if (form.isTraced && form.traceFile.trim() === "") problems.push(problem("trace", w.noTraceFile));
  if (form.faults.some((fault) => !isCount(fault.at, Number.MAX_SAFE_INTEGER)))
    problems.push(problem("faults", w.badFault));
  return problems;
}

function isCount(value: number, max: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= max;
}

function problem(field: ProblemField, text: string, device: number | null = null): Problem {
  return { field, device, text };
}
