/** Asks for copies of a run's bytes, one at a time, and keeps the last one. */
import { useCallback, useEffect, useRef, useState } from "react";
import type { PeekCopy } from "../../electron/contract/buffer-calls.ts";
import { useApp } from "../app-context.ts";

/** Between two copies while they are repeated. */
const repeatMs = 500;

export interface Copy extends Pick<PeekCopy, "bytes" | "offset" | "handle" | "isRecorded"> {
  /** The command that it belongs to; null for a copy that was taken by handle. */
  readonly command: PeekCopy | null;
  /** When it was taken, by performance.now(). */
  readonly takenMs: number;
}

export type Problem =
  | { readonly kind: "none" }
  | { readonly kind: "ended" }
  | { readonly kind: "refused"; readonly hr: number; readonly handle: number };

/** What to copy: the next command that fits, or a buffer that is out now. */
export type Wish =
  | { readonly kind: "next"; readonly device: number | null; readonly buffer: number | null }
  | { readonly kind: "held"; readonly handle: number };

interface PeekState {
  readonly copy: Copy | null;
  readonly problem: Problem | null;
  readonly isAsking: boolean;
  readonly isRepeating: boolean;
  /** Where in the data zone the last copy was asked from. */
  readonly offset: number;
}

export interface Peek extends PeekState {
  readonly ask: (wish: Wish) => void;
  /** Asks for the same again from another place in the data zone. */
  readonly moveTo: (offset: number) => void;
  readonly setRepeating: (isRepeating: boolean) => void;
}

/** @param isEnded no buffer is out any more; copies stay, nothing more is asked */
export function usePeek(runId: string, isEnded: boolean): Peek {
  const { bridge, attempt } = useApp();
  const [state, setState] = useState<PeekState>({
    copy: null,
    problem: null,
    isAsking: false,
    isRepeating: false,
    offset: 0,
  });
  const last = useRef<Wish>(anyCommand);
  const asked = useRef(0);

  const askAt = useCallback(
    (wish: Wish, offset: number): void => {
      const number = ++asked.current;
      last.current = wish;
      if (isEnded) {
        setState((before) => ({ ...before, problem: { kind: "ended" }, isRepeating: false }));
        return;
      }
      setState((before) => ({ ...before, offset, isAsking: true }));
      void attempt(() => askMain(bridge, { runId, wish, offset })).then((answer) => {
        if (number !== asked.current) return;
        setState((before) => ({ ...before, problem: null, isAsking: false, ...answer }));
      });
    },
    [bridge, attempt, runId, isEnded],
  );

  const { isRepeating, isAsking, offset } = state;
  useEffect(() => {
    if (!isRepeating || isAsking || isEnded) return undefined;
    const timer = setTimeout(() => askAt(last.current, offset), repeatMs);
    return () => clearTimeout(timer);
  }, [isRepeating, isAsking, isEnded, offset, askAt]);

  const setRepeating = (wanted: boolean): void =>
    setState((before) => ({ ...before, isRepeating: wanted }));
  return {
    ...state,
    ask: (wish) => askAt(wish, offset),
    moveTo: (to) => askAt(last.current, to),
    setRepeating,
  };
}

const anyCommand: Wish = { kind: "next", device: null, buffer: null };

interface Question {
  readonly runId: string;
  readonly wish: Wish;
  readonly offset: number;
}

async function askMain(
  bridge: ReturnType<typeof useApp>["bridge"],
  { runId, wish, offset }: Question,
): Promise<Partial<PeekState>> {
  if (wish.kind === "next") {
    const { device, buffer } = wish;
    const command = await bridge.call("peekNext", { runId, device, buffer, offset });
    if (command === null) return { problem: { kind: "none" } };
    const takenMs = performance.now() - command.ageMs;
    const { bytes, handle, isRecorded } = command;
    return { copy: { bytes, handle, isRecorded, offset: command.offset, command, takenMs } };
  }
  const { handle } = wish;
  const { hr, bytes, isRecorded } = await bridge.call("peekHandle", { runId, handle, offset });
  if (bytes === null) return { problem: { kind: "refused", hr, handle } };
  const takenMs = performance.now();
  return { copy: { bytes, handle, isRecorded, offset, command: null, takenMs } };
}
