/**
 * Step, slow motion and breakpoints of a broker, ring mode and message-port mode alike. Stages are bits 1 << EventKind.
 *
 * Source of meaning: native/broker/control.h and controller.h.
 */
import type { FaultKind } from "../contract/job.ts";

export const nativeBreakpointsMax = 16;

export interface NativeBreakpoint {
  readonly stages: number;
  /** Bits 1 << command code, 0 = any. */
  readonly commands: number;
  /** Indexes; empty = all. */
  readonly devices: readonly number[];
  readonly sizeMin: number;
  readonly sizeMax: number;
  /** null = open; `to` is exclusive. */
  readonly positionFrom: number | null;
  readonly positionTo: number | null;
  readonly latencyNs: number;
  /** 0 any, 1 equal to `code`, 2 any failure. */
  readonly codeRule: 0 | 1 | 2;
  readonly code: number;
  /** nth command of the set, 0 = any; known at "received" only. */
  readonly ordinal: number;
  readonly isOnce: boolean;
  readonly doesStop: boolean;
  readonly fault: FaultKind | null;
}

export interface NativeHeld {
  readonly device: number;
  readonly sequence: number;
  /** EventKind */
  readonly stage: number;
  /** 1 + index of the breakpoint that stopped it, 0 = all commands stop here. */
  readonly breakpoint: number;
  readonly command: number;
  readonly size: number;
  readonly handle: number;
  readonly position: number;
  readonly sinceNs: number;
}

export interface NativeControl {
  readonly holdStages: number;
  /** Nanoseconds between two stages in slow motion, 0 = off. */
  readonly paceNs: number;
  /** Oldest command first, at most 256. */
  readonly held: readonly NativeHeld[];
  readonly breakpoints: readonly { readonly isArmed: boolean; readonly hits: number }[];
}

export interface NativeControlCalls {
  /** Commands stop at these stages from now on; ends slow motion. */
  pause(stages: number): void;
  /** Lets all go; breakpoints stay. */
  run(): void;
  /** Lets all go until a command meets `breakpoint`, armed as `index`: also one that does so meanwhile. */
  runTo(index: number, breakpoint: NativeBreakpoint): void;
  /** Slow motion: one stage of one command each `paceNs`, oldest command first. */
  pace(paceNs: number): void;
  /** Arms breakpoint `index` (0..15) or, with null, takes it away. */
  setBreakpoint(index: number, breakpoint: NativeBreakpoint | null): void;
  /** Lets a held command go one stage on. @returns false when it is not held now */
  go(device: number, sequence: number): boolean;
  /** The fault strikes a command held in the primary when it goes on. @returns false when it is not held there */
  inject(device: number, sequence: number, fault: FaultKind): boolean;
  look(): NativeControl;
}
