import { useEffect, useState } from "react";
import type { LabView } from "../../electron/contract/lab/calls.ts";
import { useApp, useWords } from "../app-context.ts";
import { processName } from "./lab-models.ts";

/** The status line on the lab's page: its processes by name and number. Null before they are known. */
export function LabStatus(): React.JSX.Element | null {
  const { bridge } = useApp();
  const words = useWords();
  const [view, setView] = useState<LabView | null>(null);
  useEffect(() => bridge.onEvent("lab", setView), [bridge]);
  if (view?.isOpen !== true) return null;
  return (
    <>
      <span className="status-health">
        <span className="status-dot" />
        {words.lab.running}
      </span>
      <span className="status-rule" />
      {view.processes.map(({ id, pid, ended }) => (
        <span key={id} className="status-note">
          {processName(id, words)} {ended === null ? pid : words.lab.ended(ended)}
        </span>
      ))}
    </>
  );
}
