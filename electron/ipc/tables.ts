/**
 * What a channel carries, as types inferred from tables of schemas: nobody writes a message type twice.
 */
import type { z } from "zod";

export type CallTable = Readonly<
  Record<string, { readonly input: z.ZodType; readonly output: z.ZodType }>
>;
export type EventTable = Readonly<Record<string, z.ZodType>>;

/** The four tables of one side of a channel. The other side has calls and serves, sends and hears swapped. */
export interface Tables {
  /** What this side asks of the other. */
  readonly calls: CallTable;
  /** What this side answers. */
  readonly serves: CallTable;
  /** Events that this side sends. */
  readonly sends: EventTable;
  /** Events that this side receives. */
  readonly hears: EventTable;
}

/** For sides that do not use one of the tables. */
export const nothing = {} as const;

export type Name<Table> = keyof Table & string;
export type InputOf<Table extends CallTable, K extends Name<Table>> = z.input<Table[K]["input"]>;
export type OutputOf<Table extends CallTable, K extends Name<Table>> = z.output<Table[K]["output"]>;
export type PayloadOf<Table extends EventTable, K extends Name<Table>> = z.output<Table[K]>;

/** What a handler learns of its call. */
export interface CallContext {
  /** True once the caller withdrew the call or is gone: its answer will not be sent. */
  isCancelled(): boolean;
  /** Called once in that case; at once if it is so already. */
  onCancel(cancelled: () => void): void;
}

/** One handler for each call of a table: leaving one out or answering otherwise does not compile. */
export type Handlers<Table extends CallTable> = {
  readonly [K in Name<Table>]: (
    input: z.output<Table[K]["input"]>,
    context: CallContext,
  ) => z.input<Table[K]["output"]> | Promise<z.input<Table[K]["output"]>>;
};

/** Withdraws a call; an AbortSignal fits. */
export interface CancelSignal {
  readonly aborted: boolean;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}
