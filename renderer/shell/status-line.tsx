import { Check, OctagonX, Pause, Square, TriangleAlert } from "lucide-react";
import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import { useStore } from "zustand";
import { sessionOf } from "../../electron/contract/job.ts";
import type { Run } from "../../electron/contract/run.ts";
import { sessionText } from "../../electron/contract/server-job.ts";
import { useApp, useFormat, useWords } from "../app-context.ts";
import { zoneOf } from "../format.ts";
import { LabStatus } from "../lab/lab-status.tsx";
import { isHolding, useControl } from "../step/use-control.ts";
import { runningOf } from "../stores/runs-store.ts";
import { iconSmall } from "../ui/icons.ts";
import { noteText } from "../words/step-words.ts";
import type { Words } from "../words/words.ts";
import { shownRunId } from "./commands.ts";

/** A device without a command for this long is told. */
const idleMsMax = 5_000;

/** Health as a sentence, the last note, counters; server, mode and clock at the right. */
export function StatusLine(): React.JSX.Element {
  const { runs } = useApp();
  const words = useWords();
  const [path] = useLocation();
  const state = useStore(runs);
  const shown = shownRunId(path);
  const run = (shown === null ? undefined : state.byId[shown]) ?? runningOf(state).at(-1);
  return (
    <footer className="status-line" aria-label={words.shell.statusLine} data-region tabIndex={-1}>
      <Status run={run} isLab={path === "/lab"} />
      <span className="status-spring" />
      {run !== undefined && (
        <>
          <span>
            {serverOf(run, words)},{" "}
            {run.spec.handoff === "ring" ? words.common.ringMode : words.common.portMode}
          </span>
          <span className="status-rule" />
        </>
      )}
      <Clock />
    </footer>
  );
}

function serverOf({ spec }: Run, words: Words): string {
  const session = sessionOf(spec);
  return session === null ? words.common.embeddedServer : sessionText(session);
}

function Status({
  run,
  isLab,
}: {
  readonly run: Run | undefined;
  readonly isLab: boolean;
}): React.JSX.Element {
  if (isLab) return <LabStatus />;
  return run === undefined ? <IdleStatus /> : <RunStatus run={run} />;
}

function IdleStatus(): React.JSX.Element {
  const { shell } = useWords();
  return (
    <>
      <span className="status-health idle">
        <span className="status-dot hollow" />
        {shell.idle}
      </span>
      <span className="status-rule" />
      <span>{shell.noServer}</span>
    </>
  );
}

function RunStatus({ run }: { readonly run: Run }): React.JSX.Element {
  const words = useWords();
  const format = useFormat();
  const note = run.notes.at(-1);
  const isRunning = run.result === null;
  const dropped = words.shell.dropped(format.count(run.droppedEvents));
  return (
    <>
      <Health run={run} />
      {!isRunning && <span className="status-note">{words.shell.allReleased}</span>}
      {isRunning && note !== undefined && (
        <span className="status-note">{noteText(words.language, note)}</span>
      )}
      <span className="status-rule" />
      {isRunning && <span>{words.shell.commandRate(format.count(run.commandRate))}</span>}
      <span
        data-tip={
          run.droppedEvents > 0
            ? words.shell.droppedHint(format.count(run.droppedEvents))
            : undefined
        }
      >
        {dropped}
      </span>
    </>
  );
}

function Health({ run }: { readonly run: Run }): React.JSX.Element {
  const words = useWords();
  switch (run.result?.outcome) {
    case "done":
      return (
        <span className="status-health">
          <Check {...iconSmall} color="var(--ok)" />
          {words.outcomes.done}
        </span>
      );
    case "failed":
      return (
        <span className="status-health failed">
          <OctagonX {...iconSmall} />
          {words.outcomes.failed}
        </span>
      );
    case "stopped":
      return (
        <span className="status-health">
          <Square {...iconSmall} />
          {words.outcomes.stopped}
        </span>
      );
    case undefined:
      return <RunningHealth run={run} />;
  }
}

function RunningHealth({ run }: { readonly run: Run }): React.JSX.Element {
  const words = useWords();
  if (isHolding(useControl(run.runId)))
    return (
      <span className="status-health">
        <Pause {...iconSmall} />
        {words.step.heldOnPurpose}
      </span>
    );
  const idle =
    run.phase === "data"
      ? run.devices.find((device) => device.state === "running" && device.idleMs > idleMsMax)
      : undefined;
  if (idle !== undefined) {
    return (
      <span className="status-health warn">
        <TriangleAlert {...iconSmall} />
        {words.common.deviceN(idle.index + 1)}:{" "}
        {words.monitor.noCommandFor(Math.floor(idle.idleMs / 1000))}
      </span>
    );
  }
  return (
    <span className="status-health">
      <span className="status-dot" />
      {words.shell.healthy}
    </span>
  );
}

function Clock(): React.JSX.Element {
  const format = useFormat();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <span>
      {format.clock(now)} {zoneOf(new Date(now))}
    </span>
  );
}
