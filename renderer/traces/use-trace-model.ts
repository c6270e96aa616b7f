/** Brings the commands of an open trace file into a model for whoever draws them. */
import { useEffect, useRef, useState } from "react";
import type { OpenTrace } from "../../electron/contract/trace-calls.ts";
import { kindsOfCommand } from "../../electron/contract/command-times.ts";
import { useApp } from "../app-context.ts";
import { TraceModel } from "../timeline/trace-model.ts";

export interface TraceReading {
  readonly model: TraceModel;
  /** Of the model when it was last told of. */
  readonly version: number;
  /** Events that came so far. */
  readonly events: number;
  readonly isWhole: boolean;
  /** Why reading ended before the file did. */
  readonly problem: string | null;
}

/** Batches under way at most; so many are asked for again when half of them have come. */
const batchesAhead = 8;
const askedAgain = batchesAhead / 2;
/** How often the state says how far it is. */
const tellMs = 500;

/**
 * Reads the trace from its beginning, once for each trace. What the model takes long for makes the main process wait,
 * not the page.
 */
export function useTraceModel({ traceId, info }: OpenTrace): TraceReading {
  const { bridge, attempt } = useApp();
  const deviceCount = info.header.deviceNames.length;
  const expected = info.events / kindsOfCommand;
  const newModel = (): TraceModel => new TraceModel(deviceCount, { expected });
  const fresh = useRef(newModel);
  const [reading, setReading] = useState<TraceReading>(() => readingOf(newModel()));
  useEffect(() => {
    fresh.current = newModel;
  });
  useEffect(() => {
    let model: TraceModel | null = null;
    let isLeft = false;
    let toldMs = 0;
    let taken = 0;
    const stops = [
      bridge.onTrace(({ runId, batch }) => {
        if (runId !== traceId || model === null) return;
        model.takeFolded(batch);
        const nowMs = performance.now();
        if (nowMs - toldMs > tellMs) {
          toldMs = nowMs;
          setReading(readingOf(model));
        }
        taken++;
        if (taken % askedAgain === 0)
          void bridge.call("moreTrace", { traceId, batches: askedAgain }).catch(() => undefined);
      }),
      bridge.onEvent("traceEnd", (end) => {
        if (end.traceId !== traceId || model === null) return;
        setReading({ ...readingOf(model), isWhole: true, problem: end.problem });
      }),
    ];
    void attempt(async () => {
      await bridge.call("readTrace", { traceId, batches: batchesAhead });
      // What an earlier reading had under way came before this answer, what comes now is from the beginning.
      if (isLeft) return;
      model = fresh.current();
      setReading(readingOf(model));
    });
    return () => {
      isLeft = true;
      model = null;
      for (const stop of stops) stop();
    };
  }, [bridge, attempt, traceId]);
  return reading;
}

function readingOf(model: TraceModel): TraceReading {
  const { version, events } = model;
  return { model, version, events, isWhole: false, problem: null };
}
