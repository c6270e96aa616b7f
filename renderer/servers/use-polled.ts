import { useCallback, useEffect, useRef, useState } from "react";
import { messageOf } from "../app.ts";
import { useSettings } from "../app-context.ts";
import { languageOf } from "../stores/settings-store.ts";

export interface Polled<T> {
  /** The newest answer; stays when a later question fails. null before the first. */
  readonly value: T | null;
  /** When that came, epoch milliseconds; 0 before the first. */
  readonly atMs: number;
  /** Why the last question failed and what to do, or null. */
  readonly problem: string | null;
  /** Asks at once. */
  readonly again: () => void;
}

interface Answer<T> {
  /** What was asked: an answer to something else is not shown. */
  readonly key: string;
  readonly value: T | null;
  readonly atMs: number;
  readonly problem: string | null;
}

/**
 * Asks now and every `everyMs` after the answer, while the window shows the page. In a hidden window, or once the page is
 * left, nothing is asked.
 *
 * @param key names what is asked: another key begins anew
 * @param everyMs null: only once, and on `again`
 */
export function usePolled<T>(
  key: string,
  ask: () => Promise<T>,
  everyMs: number | null,
): Polled<T> {
  const language = useSettings(languageOf);
  const [answer, setAnswer] = useState<Answer<T>>(() => noAnswer(key));
  const [round, setRound] = useState(0);
  const latest = useRef(ask);
  useEffect(() => {
    latest.current = ask;
  });
  useEffect(() => {
    let isWanted = true;
    let isAsking = false;
    let isAnswered = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const next = (): void => {
      isAsking = false;
      isAnswered = true;
      if (isWanted && everyMs !== null) timer = setTimeout(question, everyMs);
    };
    const question = (): void => {
      clearTimeout(timer);
      const isOver = everyMs === null && isAnswered;
      if (isAsking || isOver || document.visibilityState === "hidden") return;
      isAsking = true;
      latest
        .current()
        .then(
          (value) => isWanted && setAnswer({ key, value, atMs: Date.now(), problem: null }),
          (error: unknown) =>
            isWanted &&
            setAnswer((before) => ({
              ...(before.key === key ? before : noAnswer<T>(key)),
              problem: messageOf(error, language),
            })),
        )
        .finally(next);
    };
    question();
    document.addEventListener("visibilitychange", question);
    return () => {
      isWanted = false;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", question);
    };
  }, [key, everyMs, language, round]);
  const again = useCallback(() => setRound((was) => was + 1), []);
  const { value, atMs, problem } = answer.key === key ? answer : noAnswer<T>(key);
  return { value, atMs, problem, again };
}

function noAnswer<T>(key: string): Answer<T> {
  return { key, value: null, atMs: 0, problem: null };
}
