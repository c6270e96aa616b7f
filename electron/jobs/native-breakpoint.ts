/** Breakpoints and held commands between the window's words and the broker's. Pure. */
import {
  anyBreakpoint,
  stageBits,
  stageOfKind,
  stepLimit,
  type Breakpoint,
  type HeldCommand,
  type RunTarget,
} from "../contract/step.ts";
import { vdCommand } from "../contract/vdi.ts";
import type { NativeBreakpoint, NativeControl } from "../vdi/native-control.ts";

const uint32Max = 0xffff_ffff;
/** The broker's breakpoint of "run to": behind those of the user. */
export const targetSlot = stepLimit.breakpointsMax;

/** A breakpoint in the words of the broker. */
export function nativeBreakpointOf(breakpoint: Breakpoint): NativeBreakpoint {
  const { code, commands, devices, positionFrom, positionTo, isOnce, fault } = breakpoint;
  return {
    stages: stageBits(breakpoint.stages),
    commands: commands.reduce((bits, command) => bits | (1 << command), 0) >>> 0,
    devices,
    sizeMin: breakpoint.sizeMin ?? 0,
    sizeMax: breakpoint.sizeMax ?? uint32Max,
    positionFrom,
    positionTo,
    latencyNs: Math.round((breakpoint.latencyUs ?? 0) * 1000),
    codeRule: code === null ? 0 : code === "failure" ? 2 : 1,
    code: typeof code === "number" ? code : 0,
    ordinal: breakpoint.ordinal ?? 0,
    isOnce: isOnce || fault !== null,
    doesStop: true,
    fault,
  };
}

/** Where "run to" stops. */
export function nativeTargetOf(target: RunTarget): NativeBreakpoint {
  const breakpoint: Breakpoint = { ...anyBreakpoint, isOnce: true };
  if (target.kind === "flush") breakpoint.commands = [vdCommand.VDC_Flush];
  if (target.kind === "position") breakpoint.positionFrom = target.position;
  return nativeBreakpointOf(breakpoint);
}

/** The commands that stand still, as the window knows them. */
export function heldCommandsOf({ held }: NativeControl): HeldCommand[] {
  return held.flatMap((each) => {
    const stage = stageOfKind(each.stage);
    if (stage === undefined) return [];
    const { device, sequence, size, position, handle } = each;
    const isUsers = each.breakpoint > 0 && each.breakpoint <= stepLimit.breakpointsMax;
    // The finish of a medium is asked for by VDC_Complete.
    const command = each.command < 32 ? each.command : vdCommand.VDC_Complete;
    const breakpoint = isUsers ? each.breakpoint : null;
    const isTarget = each.breakpoint === targetSlot + 1;
    return [{ device, sequence, stage, breakpoint, isTarget, command, size, position, handle }];
  });
}
