import { Pause, Play, Square } from "lucide-react";
import type { ReactNode } from "react";
import type { Run } from "../../electron/contract/run.ts";
import { useApp, useWords } from "../app-context.ts";
import { Button } from "../ui/button.tsx";
import { iconSize } from "../ui/icons.ts";
import type { Words } from "../words/words.ts";

interface MonitorHeadProps {
  readonly run: Run;
  /** The debugger's parts: what is held, and the button that shows its bar. */
  readonly step: ReactNode;
  readonly isFrozen: boolean;
  readonly behindSeconds: number;
  readonly onFreeze: () => void;
}

/** What the run is doing, of which database, and what can be done about it. */
export function MonitorHead({
  run,
  step,
  isFrozen,
  behindSeconds,
  onFreeze,
}: MonitorHeadProps): React.JSX.Element {
  const { ui } = useApp();
  const words = useWords();
  const { monitor } = words;
  return (
    <header className="monitor-head">
      <h1>{phaseSentence(run, words)}</h1>
      <p className="quiet ellipsis">{contextOf(run, words)}</p>
      {isFrozen && <p className="warn frozen">{monitor.frozen(behindSeconds)}</p>}
      {step}
      <Button
        icon={isFrozen ? <Play {...iconSize} /> : <Pause {...iconSize} />}
        aria-pressed={isFrozen}
        data-tip={words.keys.freeze}
        onClick={onFreeze}
      >
        {isFrozen ? monitor.goOn : monitor.freeze}
      </Button>
      <Button
        tone="danger"
        icon={<Square {...iconSize} />}
        onClick={() => ui.setState({ abortAsked: run.runId })}
      >
        {monitor.abort}
      </Button>
    </header>
  );
}

/** The phase as a sentence. */
export function phaseSentence(run: Run, words: Words): string {
  const { monitor } = words;
  const isRestore = run.spec.kind === "restore";
  if (run.phase === "data") return isRestore ? monitor.reading : monitor.writing;
  if (run.phase === "headers") return isRestore ? monitor.doing.headersRead : monitor.doing.headers;
  if (run.phase === "verdict") return monitor.waitingForVerdict;
  return monitor.doing[run.phase];
}

function contextOf(run: Run, words: Words): string {
  const devices = words.common.devices(run.devices.length);
  const name = run.spec.kind === "backup" ? words.monitor.backupTo : words.monitor.restoreFrom;
  return name(run.database, devices);
}
