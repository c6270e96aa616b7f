import { CircleCheck, FolderOpen, RotateCcw, ShieldCheck, Square } from "lucide-react";
import { useLocation } from "wouter";
import { sessionOf, type JobSpec } from "../../electron/contract/job.ts";
import type { Run, RunResult } from "../../electron/contract/run.ts";
import { sessionText } from "../../electron/contract/server-job.ts";
import { useApp, useFormat, useWords } from "../app-context.ts";
import type { Format } from "../format.ts";
import { jobKind, momentOf, shareOf } from "../shell/run-figures.ts";
import { StrikesSection } from "../step/strikes.tsx";
import { RunTraceActions } from "../traces/run-trace-actions.tsx";
import { Button } from "../ui/button.tsx";
import { iconSize } from "../ui/icons.ts";
import type { Words } from "../words/words.ts";
import { FilesPane } from "./files-pane.tsx";
import { PhaseDurations } from "./phase-durations.tsx";
import { ResultFigures } from "./result-figures.tsx";
import { RunHead } from "./run-head.tsx";
import "./run.css";
import { SlowestPane } from "./slowest-pane.tsx";
import { ThroughputPane } from "./throughput-pane.tsx";
import { TimeSharePane } from "./time-share-pane.tsx";
import { useRepeat } from "./use-repeat.ts";

interface DoneRunProps {
  readonly run: Run;
  readonly result: RunResult;
}

/** A run that ended well, or that the user stopped: verdict, figures, files, where the time went. */
export function DoneRun({ run, result }: DoneRunProps): React.JSX.Element {
  const words = useWords();
  const format = useFormat();
  return (
    <div className="ended-run">
      <RunHead
        icon={
          result.ok ? (
            <CircleCheck size={28} strokeWidth={1.75} color="var(--ok)" aria-hidden />
          ) : (
            <Square size={26} strokeWidth={1.75} aria-hidden />
          )
        }
        title={verdictOf(run, result, words)}
        text={`${aboutOf(run, words)} ${confirmationOf(run, result, words, format)}`}
        actions={<DoneActions run={run} result={result} />}
      />
      <PhaseDurations run={run} />
      <ResultFigures run={run} result={result} />
      <StrikesSection strikes={run.strikes} />
      <div className="ended-row files-row">
        <FilesPane run={run} />
        <TimeSharePane run={run} result={result} />
      </div>
      <div className="ended-row main-row">
        <ThroughputPane run={run} result={result} />
        <SlowestPane result={result} />
      </div>
    </div>
  );
}

/** The verdict, naming what was proved. */
export function verdictOf({ spec }: Pick<Run, "spec">, result: RunResult, words: Words): string {
  const w = words.ended;
  if (!result.ok) return w.stopped(jobKind(spec.kind, words.common));
  if (spec.kind === "backup") return spec.codec.kind === "null" ? w.backupMeasured : w.backupDone;
  const { restoreStored, restoreCompared, restoreChecked } = w;
  return {
    compare: restoreCompared,
    into: restoreStored,
    database: restoreStored,
    discard: restoreChecked,
  }[spec.sink.kind];
}

function aboutOf({ spec, database, devices }: Run, words: Words): string {
  const count = words.common.devices(devices.length === 0 ? deviceCountOf(spec) : devices.length);
  return spec.kind === "backup"
    ? words.ended.backupTo(database, count)
    : words.ended.restoreFrom(database, count);
}

function deviceCountOf(spec: JobSpec): number {
  return spec.kind === "backup" ? spec.targets.length : spec.media.length;
}

const confirmation = 3014;

/** Who confirmed it and when; of a stopped run, how far it came. */
function confirmationOf(run: Run, result: RunResult, words: Words, format: Format): string {
  const w = words.ended;
  if (!result.ok)
    return `${w.stoppedAfter(format.duration(result.seconds), format.percent(shareOf(run)))} ${run.spec.kind === "backup" ? w.noFinishedName : ""}`;
  const message = run.messages.find(({ number }) => number === confirmation);
  const session = sessionOf(run.spec);
  const server = session === null ? null : sessionText(session);
  if (message === undefined) return w.confirmed(server);
  const clock = format.clock(momentOf(run, message.atMs));
  const areNamed = run.spec.kind === "backup" && run.spec.codec.kind !== "null";
  return areNamed ? w.confirmedAt(server, clock) : w.confirmedOnly(server, clock);
}

function DoneActions({ run, result }: DoneRunProps): React.JSX.Element {
  const app = useApp();
  const words = useWords();
  const [, navigate] = useLocation();
  const { repeat } = useRepeat(run.spec);
  const file = shownFile(run.spec);
  const verify = async (): Promise<void> => {
    const spec = verificationOf(run.spec);
    const started =
      spec === null ? undefined : await app.attempt(() => app.bridge.call("startRun", { spec }));
    if (started !== undefined) navigate(`/run/${encodeURIComponent(started.runId)}`);
  };
  const show = (path: string): void =>
    void app.attempt(() => app.bridge.call("showInFolder", { path }));
  return (
    <>
      {result.ok && file !== null && (
        <Button icon={<FolderOpen {...iconSize} />} onClick={() => show(file)}>
          {words.ended.showFiles}
        </Button>
      )}
      {result.ok && verificationOf(run.spec) !== null && (
        <Button
          icon={<ShieldCheck {...iconSize} />}
          tip={words.ended.verifyHint}
          onClick={() => void verify()}
        >
          {words.ended.verify}
        </Button>
      )}
      <RunTraceActions runId={run.runId} />
      <Button icon={<RotateCcw {...iconSize} />} onClick={repeat}>
        {words.ended.repeat}
      </Button>
    </>
  );
}

/** The first file that the job wrote, null when it wrote none. */
export function shownFile(spec: JobSpec): string | null {
  if (spec.kind === "backup") return spec.codec.kind === "null" ? null : (spec.targets[0] ?? null);
  return spec.sink.kind === "into" ? (spec.sink.files[0] ?? null) : null;
}

/** A restore that reads a backup's media back and checks them; against the sources when there are any. */
export function verificationOf(spec: JobSpec): JobSpec | null {
  if (spec.kind !== "backup" || spec.codec.kind === "null") return null;
  const sink: Extract<JobSpec, { kind: "restore" }>["sink"] =
    spec.source.kind === "replay"
      ? { kind: "compare", files: [...spec.source.files] }
      : { kind: "discard" };
  return {
    kind: "restore",
    media: [...spec.targets],
    sink,
    transferSize: spec.transferSize,
    buffers: spec.buffers,
    secondaries: spec.secondaries,
    blockSize: null,
    alignment: spec.alignment,
    prefixZone: spec.prefixZone,
    serverTimeout: 0,
    handoff: spec.handoff,
    trace: null,
    force: false,
    faults: [],
  };
}
