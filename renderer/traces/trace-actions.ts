/** What can be done with traces from menus, keys, the palette and buttons. */
import {
  traceFormatSchema,
  type TraceChoice,
  type TraceFormat,
} from "../../electron/contract/trace-calls.ts";
import type { CallInput } from "../bridge.ts";
import type { App } from "../app.ts";
import type { Words } from "../words/words.ts";
import { withoutTrace, withTrace } from "./traces-store.ts";

type Navigate = (path: string, options?: { replace: boolean }) => void;

/** Opens a trace and shows it. @returns whether it is shown */
export async function openTrace(
  app: App,
  source: CallInput<"openTrace">["source"],
  navigate: Navigate,
): Promise<boolean> {
  const opened = await app.attempt(() => app.bridge.call("openTrace", { source }));
  if (opened === undefined || opened === null) return false;
  app.traces.setState((state) => withTrace(state, opened));
  navigate(`/trace/${opened.traceId}`, { replace: source.kind === "file" });
  return true;
}

/** Opens two files and shows them side by side. */
export async function compareFiles(
  app: App,
  paths: readonly [string, string],
  navigate: Navigate,
): Promise<void> {
  const ids: string[] = [];
  for (const path of paths) {
    const source = { kind: "file", path } as const;
    const opened = await app.attempt(() => app.bridge.call("openTrace", { source }));
    if (opened === undefined || opened === null) return;
    app.traces.setState((state) => withTrace(state, opened));
    ids.push(opened.traceId);
  }
  navigate(`/compare-traces/${ids.join("/")}`);
}

export async function closeTrace(app: App, traceId: string): Promise<void> {
  await app.attempt(() => app.bridge.call("closeTrace", { traceId }));
  app.traces.setState((state) => withoutTrace(state, traceId));
}

/** Recorded bytes of buffers are left out unless `withPeeks`. */
export async function saveTrace(
  app: App,
  of: TraceChoice,
  { words, withPeeks = false }: { readonly words: Words; readonly withPeeks?: boolean },
): Promise<void> {
  const answer = await app.attempt(() => app.bridge.call("saveTrace", { of, withPeeks }));
  if (typeof answer?.path === "string") app.notify(words.traces.saved(answer.path));
}

export async function exportTrace(
  app: App,
  of: TraceChoice,
  { format, words }: { format: TraceFormat; words: Words },
): Promise<void> {
  const answer = await app.attempt(() => app.bridge.call("exportTrace", { of, format }));
  if (typeof answer?.path === "string") app.notify(words.traces.saved(answer.path));
}

/** The trace that the path shows, or that of the run that it shows. */
export function shownTrace(path: string): TraceChoice | null {
  const [, kind, id] = /^\/(trace|run)\/([^/]+)/.exec(path) ?? [];
  if (id === undefined) return null;
  return kind === "trace"
    ? { kind: "trace", traceId: id }
    : { kind: "run", runId: decodeURIComponent(id) };
}

interface TraceContext {
  readonly app: App;
  readonly words: Words;
  readonly path: string;
  readonly navigate: Navigate;
}

/** A command of the palette, as renderer/shell/commands.ts has them. */
interface TraceCommand {
  readonly id: string;
  readonly title: string;
  readonly icon: "run" | "runs" | "export";
  readonly keys: string;
  readonly disabledReason: string | null;
  readonly run: () => void;
}

export function traceCommands({ app, words, path, navigate }: TraceContext): TraceCommand[] {
  const w = words.traces;
  const of = shownTrace(path);
  const whyNot = of === null ? w.whyNoTrace : null;
  const isRun = of?.kind === "run";
  const base = { icon: "export" as const, keys: "", disabledReason: whyNot };
  return [
    {
      id: "openTrace",
      title: w.open,
      icon: "run",
      keys: "Ctrl O",
      disabledReason: null,
      run: () => void openTrace(app, { kind: "choose" }, navigate),
    },
    {
      id: "openTraces",
      title: w.title,
      icon: "runs",
      keys: "G T",
      disabledReason: null,
      run: () => navigate("/traces"),
    },
    {
      id: "openRunTrace",
      title: w.openRun,
      icon: "run",
      keys: "",
      disabledReason: isRun ? null : w.whyNoTrace,
      run: () => isRun && void openTrace(app, of, navigate),
    },
    {
      ...base,
      id: "saveTrace",
      title: w.saveAs,
      run: () => of !== null && void saveTrace(app, of, { words }),
    },
    ...traceFormatSchema.options.map((format) => ({
      ...base,
      id: `exportTrace:${format}`,
      title: w.exportOf(w.formats[format]),
      run: () => void (of !== null && exportTrace(app, of, { format, words })),
    })),
  ];
}
