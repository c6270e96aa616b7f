import type { Run, RunResult } from "../../electron/contract/run.ts";
import { useFormat, useWords } from "../app-context.ts";
import { type Figure, dash } from "../format.ts";
import { KeyFigure } from "../ui/figure.tsx";

/** Read, written, time, rate, latency and restarts of an ended run. */
export function ResultFigures({
  run,
  result,
}: {
  readonly run: Run;
  readonly result: RunResult;
}): React.JSX.Element {
  const words = useWords();
  const format = useFormat();
  const w = words.ended;
  const isBackup = run.spec.kind === "backup";
  const started = run.startedAtMs;
  const latency = (ns: number): Figure =>
    ns > 0 ? format.latency(ns / 1000) : { value: dash, unit: "" };
  const most = latency(result.latencyNs.p99);
  const isShort = result.seconds < 60;
  const time = isShort
    ? { value: format.decimal(result.seconds), unit: w.seconds }
    : { value: format.duration(result.seconds), unit: w.min };
  return (
    <dl className="figures ended-figures">
      <KeyFigure
        label={isBackup ? w.readFromServer : w.givenToServer}
        figure={format.size(result.bytes)}
        caption={w.commands(format.count(result.commands))}
      />
      <KeyFigure
        label={isBackup ? w.written : w.readFromMedia}
        figure={format.size(result.storedBytes)}
        caption={words.common.ratio(format.ratio(result.bytes, result.storedBytes))}
      />
      <KeyFigure
        label={w.time}
        figure={time}
        caption={w.fromTo(format.clock(started), format.clock(started + run.elapsedMs))}
      />
      <KeyFigure
        label={w.meanRate}
        figure={format.rate(result.meanRate)}
        caption={w.peak(format.text(format.rate(result.peakRate > 0 ? result.peakRate : null)))}
      />
      <KeyFigure
        label={w.handoffHalf}
        figure={latency(result.latencyNs.p50)}
        caption={most.unit === "" ? "" : w.handoffMost(format.text(most))}
      />
      <KeyFigure
        label={w.restarts}
        figure={{
          value: format.count(result.secondaryRestarts),
          unit: w.secondaryUnit(result.secondaryRestarts),
        }}
        caption={words.shell.dropped(format.count(result.droppedEvents))}
      />
    </dl>
  );
}
