/** Runs work that may be long in turns between frames. */
import { useEffect, useRef, useState } from "react";
import type { Parts } from "./pick.ts";

/** A turn, and the rest of a frame for everything else. */
const turnMs = 8;
/** While a trace grows, what was counted is counted anew this often. */
const againMs = 250;

/**
 * Does work in turns of `turnMs`.
 * @returns how to end it before its time
 */
export function runInTurns<T>(work: Parts<T>, onDone: (result: T) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const turn = (): void => {
    const until = performance.now() + turnMs;
    do {
      const step = work.next();
      if (step.done === true) {
        onDone(step.value);
        return;
      }
    } while (performance.now() < until);
    timer = setTimeout(turn, 0);
  };
  timer = setTimeout(turn, 0);
  return () => clearTimeout(timer);
}

export interface Sliced<T> {
  /** The last result, also while a newer one is on its way; null before the first. */
  readonly result: T | null;
  readonly isBusy: boolean;
}

/**
 * The result of `begin`'s work, done in turns. Another `begin` ends what goes on; a newer version waits for its end
 * and a moment more, so that a live trace does not count without pause.
 */
export function useSliced<T>(begin: () => Parts<T>, version: number): Sliced<T> {
  const [done, setDone] = useState<{ begin: () => Parts<T>; result: T } | null>(null);
  const wanted = useRef(version);
  useEffect(() => {
    wanted.current = version;
  }, [version]);
  useEffect(() => {
    let stop = (): void => undefined;
    let counted = -1;
    const start = (): void => {
      counted = wanted.current;
      stop = runInTurns(begin(), (result) => {
        setDone({ begin, result });
        rest();
      });
    };
    const rest = (): void => {
      const timer = setTimeout(() => (wanted.current === counted ? rest() : start()), againMs);
      stop = () => clearTimeout(timer);
    };
    start();
    return () => stop();
  }, [begin]);
  return { result: done?.result ?? null, isBusy: done?.begin !== begin };
}
