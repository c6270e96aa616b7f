/**
 * How far a BACKUP or RESTORE is: its own 3211 messages and the server's view of it in sys.dm_exec_requests, merged. Pure.
 */

export interface StatementProgress {
  /** 0 to 100; null before anybody said anything. */
  readonly percent: number | null;
  /** By the server's estimate; null where it has none. */
  readonly secondsLeft: number | null;
  /** What the statement waits for: "BACKUPIO"; null when it does not. */
  readonly waitType: string | null;
}

export type ProgressFact =
  | { readonly kind: "message"; readonly number: number; readonly text: string }
  | {
      readonly kind: "view";
      readonly percent: number;
      readonly msLeft: number;
      readonly waitType: string | null;
    };

export const noProgress: StatementProgress = { percent: null, secondsLeft: null, waitType: null };

const percentNumber = 3211;
const verdictNumber = 3014;

/** Progress never goes back: a view may be older than a message that came meanwhile. */
export function progressed(state: StatementProgress, fact: ProgressFact): StatementProgress {
  if (fact.kind === "view") {
    const percent = Math.max(state.percent ?? 0, Math.min(100, fact.percent));
    const secondsLeft = fact.msLeft > 0 ? fact.msLeft / 1_000 : null;
    return { percent, secondsLeft, waitType: fact.waitType };
  }
  if (fact.number === verdictNumber) {
    return { percent: 100, secondsLeft: 0, waitType: null };
  }
  // The number comes first in every language of the server's messages that has it in figures.
  const said = fact.number === percentNumber ? Number(/\d+/.exec(fact.text)?.[0] ?? "NaN") : NaN;
  return said >= 0 && said <= 100
    ? { ...state, percent: Math.max(state.percent ?? 0, said) }
    : state;
}

/** What one session asks about another that runs a statement. */
export const progressQuery = `SELECT percent_complete, estimated_completion_time, wait_type
FROM sys.dm_exec_requests WHERE session_id = CAST(@session AS int)`;
