import { useStore } from "zustand";
import type { Failure, Run, RunSummary } from "../../electron/contract/run.ts";
import { useApp, useFormat, useWords } from "../app-context.ts";
import { startedText } from "../runs/run-row.tsx";
import { useMinute } from "../runs/use-minute.ts";
import { Button } from "../ui/button.tsx";
import { faultText } from "../words/fault-words.ts";
import { useRepeat } from "./use-repeat.ts";

/** What may be done now, in order, each with its button where a button can do it. */
export function Remedies({
  run,
  failure,
}: {
  readonly run: Run;
  readonly failure: Failure;
}): React.JSX.Element {
  const app = useApp();
  const words = useWords();
  const format = useFormat();
  const journal = useStore(app.journal, (state) => state.runs);
  const nowMs = useMinute();
  const { repeat, repeatElsewhere, repeatReplacing, repeatWithFiles } = useRepeat(run.spec);
  const w = words.failed;
  const partial = failure.leftBehind.filter((file) => file.state === "partial");
  const bytes = partial.reduce((sum, file) => sum + file.bytes, 0);
  const remove = async (): Promise<void> => {
    const answer = await app.attempt(() => app.bridge.call("removeFiles", { runId: run.runId }));
    if (answer === undefined) return;
    app.notify(w.removed(answer.removed));
    await app.attempt(() => app.loadRun(run.runId));
  };
  const good = lastGood(journal ?? [], run);
  const { remedy } = faultText(words.language, failure.code, failure.parameters, failure);
  return (
    <section className="pane" aria-label={w.whatToDo}>
      <div className="pane-head">
        <h2>{w.whatToDo}</h2>
      </div>
      <ol className="remedies">
        <li>
          <p>{remedy}</p>
          {isInTheWay(failure.code) && repeatReplacing !== null && (
            <Button size="small" onClick={repeatReplacing}>
              {w.replaceIt}
            </Button>
          )}
          {writesElsewhere(failure.code) && (
            <Button size="small" onClick={() => void repeatElsewhere()}>
              {w.changeFolder}
            </Button>
          )}
          {readsOthers(failure.code) && (
            <Button size="small" onClick={() => void repeatWithFiles()}>
              {w.chooseFiles}
            </Button>
          )}
        </li>
        {partial.length > 0 && (
          <li>
            <p>{w.removePartial(partial.length)}</p>
            <Button size="small" onClick={() => void remove()}>
              {w.remove(format.text(format.sizeRound(bytes)))}
            </Button>
          </li>
        )}
        <li>
          <p>
            {run.spec.faults.length > 0
              ? w.withoutFaults
              : good === undefined
                ? w.startAgainUnknown
                : w.startAgain(format.duration(good.seconds))}
          </p>
          <Button size="small" onClick={repeat}>
            {w.runAgain}
          </Button>
        </li>
      </ol>
      {run.spec.kind === "backup" && journal !== null && (
        <p className="pane-note quiet">
          {good === undefined
            ? w.noGood(run.database)
            : w.lastGood(startedText(good.startedAtMs, nowMs, format, words))}
        </p>
      )}
    </section>
  );
}

function isInTheWay(code: string): boolean {
  return code === "TARGET_EXISTS" || code === "INTO_EXISTS";
}

function writesElsewhere(code: string): boolean {
  return code.startsWith("TARGET_") && !isInTheWay(code);
}

function readsOthers(code: string): boolean {
  return code.startsWith("SOURCE_") || (code.startsWith("MEDIA_") && code !== "MEDIA_READ_FAILED");
}

/** The newest run of the same database and kind that ended well. */
function lastGood(journal: readonly RunSummary[], run: Run): RunSummary | undefined {
  return journal.find(
    (line) =>
      line.outcome === "done" && line.database === run.database && line.spec.kind === run.spec.kind,
  );
}
