/** The runs of the tour: started when a stop needs one, ended with the tour. */
import { useCallback, useEffect, useRef, useState } from "react";
import { useApp } from "../app-context.ts";
import type { App } from "../app.ts";
import { tourSpec, type TourStop } from "./tour-stops.ts";

interface TourRun {
  readonly kind: "braked" | "fast";
  readonly runId: string;
}

/**
 * The run of the stop's kind.
 *
 * @returns its id, null while it starts or when the stop has none
 */
export function useTourRun(kind: TourStop["run"]): string | null {
  const app = useApp();
  const [run, setRun] = useState<TourRun | null>(null);
  const turn = useRef<Promise<TourRun | null>>(Promise.resolve(null));
  const change = useCallback(
    (to: TourStop["run"]) => {
      turn.current = turn.current.then((current) => replaceRun(app, current, to));
      return turn.current;
    },
    [app],
  );
  useEffect(() => {
    let isWanted = true;
    if (kind !== null) void change(kind).then((changed) => isWanted && setRun(changed));
    return () => {
      isWanted = false;
    };
  }, [kind, change]);
  useEffect(
    () => () => {
      turn.current = turn.current.then((current) => endRun(app, current));
    },
    [app],
  );
  return run !== null && run.kind === kind ? run.runId : null;
}

/** Ends the current run if it is of another kind, and starts the wanted one. */
async function replaceRun(
  app: App,
  current: TourRun | null,
  to: TourStop["run"],
): Promise<TourRun | null> {
  if (to === null || current?.kind === to) return current;
  await endRun(app, current);
  const started = await app.attempt(() =>
    app.bridge.call("startRun", { spec: tourSpec(app.hello.demo, to) }),
  );
  return started === undefined ? null : { kind: to, runId: started.runId };
}

/** Aborts the braked run and takes it out of the open ones; a fast one has ended by itself and stays. */
async function endRun(app: App, run: TourRun | null): Promise<null> {
  if (run?.kind !== "braked") return null;
  const { runId } = run;
  await app.attempt(() => app.bridge.call("abortRun", { runId }));
  await resultOf(app, runId);
  await app.attempt(() => app.bridge.call("closeRun", { runId }));
  return null;
}

/** Resolves when the run has a result or is not known any more. */
function resultOf(app: App, runId: string): Promise<void> {
  return new Promise((resolve) => {
    const isOver = (): boolean => {
      const { byId, openIds } = app.runs.getState();
      const run = byId[runId];
      return run !== undefined && (run.result !== null || !openIds.includes(runId));
    };
    if (isOver()) {
      resolve();
      return;
    }
    const stop = app.runs.subscribe(() => {
      if (!isOver()) return;
      stop();
      resolve();
    });
  });
}
