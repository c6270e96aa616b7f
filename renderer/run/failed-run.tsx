import { ClipboardCopy, OctagonX, RotateCcw, Upload } from "lucide-react";
import type { Failure, Run, RunResult } from "../../electron/contract/run.ts";
import { useApp, useFormat, useWords } from "../app-context.ts";
import { exportReport } from "../shell/commands.ts";
import { jobKind, shareOf } from "../shell/run-figures.ts";
import { RunTraceActions } from "../traces/run-trace-actions.tsx";
import { Button } from "../ui/button.tsx";
import { iconSize } from "../ui/icons.ts";
import { StrikesSection } from "../step/strikes.tsx";
import { useCopy } from "../ui/use-copy.ts";
import { useViewAction } from "../ui/use-view-action.ts";
import { faultText } from "../words/fault-words.ts";
import type { Words } from "../words/words.ts";
import { ConsequencesPane } from "./consequences-pane.tsx";
import "./failed-run.css";
import { FirstCause } from "./first-cause.tsx";
import { LeftBehindPane } from "./left-behind-pane.tsx";
import { Remedies } from "./remedies.tsx";
import { RunHead } from "./run-head.tsx";
import "./run.css";
import { ticketText } from "./ticket.ts";
import { UnfoldingStrip } from "./unfolding-strip.tsx";
import { useRepeat } from "./use-repeat.ts";

interface FailedRunProps {
  readonly run: Run;
  readonly failure: Failure;
  readonly result: RunResult;
}

/** A run that failed: first cause, what to do, how it unfolded, what only followed, what remains. */
export function FailedRun({ run, failure, result }: FailedRunProps): React.JSX.Element {
  const words = useWords();
  const format = useFormat();
  const { ended } = words;
  const devices = words.common.devices(run.devices.length);
  const about =
    run.spec.kind === "backup"
      ? ended.backupTo(run.database, devices)
      : ended.restoreFrom(run.database, devices);
  const after = ended.endedAfter(format.duration(result.seconds), format.percent(shareOf(run)));
  const name = run.spec.kind === "backup" ? ended.noFinishedName : "";
  return (
    <div className="ended-run">
      <RunHead
        icon={<OctagonX size={28} strokeWidth={1.75} color="var(--err-ink)" aria-hidden />}
        title={words.failed.title(jobKind(run.spec.kind, words.common), shortCause(failure, words))}
        text={`${run.devices.length === 0 ? "" : `${about} `}${after} ${name}`}
        actions={<FailedActions run={run} failure={failure} />}
      />
      <div className="ended-row cause-row">
        <FirstCause run={run} failure={failure} />
        <Remedies run={run} failure={failure} />
      </div>
      <StrikesSection strikes={run.strikes} />
      {run.devices.length > 0 && <UnfoldingStrip run={run} failure={failure} />}
      <div className="ended-row consequence-row">
        <ConsequencesPane failure={failure} />
        <LeftBehindPane failure={failure} />
      </div>
    </div>
  );
}

/** The cause in half a sentence for the title; the whole message where there is no short one. */
export function shortCause(failure: Failure, words: Words): string {
  const short = words.failed.short[failure.code];
  if (short !== undefined) return short(failure.parameters);
  const { message } = faultText(words.language, failure.code, failure.parameters, failure);
  return message.replace(/\.$/, "");
}

function FailedActions({ run, failure }: Omit<FailedRunProps, "result">): React.JSX.Element {
  const app = useApp();
  const words = useWords();
  const format = useFormat();
  const { repeat } = useRepeat(run.spec);
  const copyText = useCopy();
  const copy = (): void => copyText(ticketText(run, failure, words, format));
  useViewAction("copyText", copy);
  return (
    <>
      <Button icon={<ClipboardCopy {...iconSize} />} label={words.failed.copyTicket} onClick={copy}>
        <span className="button-text">{words.failed.copyTicket}</span>
      </Button>
      <Button
        icon={<Upload {...iconSize} />}
        label={words.failed.exportReport}
        onClick={() => void exportReport(app, run)}
      >
        <span className="button-text">{words.failed.exportReport}</span>
      </Button>
      <RunTraceActions runId={run.runId} />
      <Button tone="primary" icon={<RotateCcw {...iconSize} />} onClick={repeat}>
        {words.failed.runAgain}
      </Button>
    </>
  );
}
