/** The debugger of a run as the window knows it, and what asks it. */
import { createContext, useContext, useEffect, useState } from "react";
import type { ControlAction, ControlState } from "../../electron/contract/step.ts";
import { useApp } from "../app-context.ts";
import type { App } from "../app.ts";

/** The shown run's debugger; null before it is known. */
export const ControlContext = createContext<ControlState | null>(null);

export function useShownControl(): ControlState | null {
  return useContext(ControlContext);
}

/** Whether commands are held on purpose: that nothing happens says nothing then. */
export function isHolding(control: ControlState | null): boolean {
  return control?.mode === "paused" || control?.mode === "slow";
}

/** Follows a run's debugger. Null until it is known, and for a run that this program does not hold. */
export function useControl(runId: string): ControlState | null {
  const { bridge } = useApp();
  const [known, setKnown] = useState<{ runId: string; state: ControlState } | null>(null);
  useEffect(() => {
    let isWanted = true;
    const stop = bridge.onEvent("control", (told) => {
      if (told.runId === runId) setKnown(told);
    });
    void bridge
      .call("controlState", { runId })
      .then((state) => {
        // An event that came meanwhile is newer.
        if (isWanted && state !== null)
          setKnown((before) => (before?.runId === runId ? before : { runId, state }));
      })
      .catch(() => undefined); // a channel that ended: the window says so itself
    return () => {
      isWanted = false;
      stop();
    };
  }, [bridge, runId]);
  return known?.runId === runId ? known.state : null;
}

/** Asks a run's debugger; a refusal is shown as a notice. @returns whether it was done */
export async function askControl(app: App, runId: string, action: ControlAction): Promise<boolean> {
  const answer = await app.attempt(() => app.bridge.call("control", { runId, action }));
  return answer !== undefined;
}
