/** What stands beside a device's bar: its rate, or in its place what is wrong or why it waits. Pure. */
import type { DeviceState, Run } from "../../electron/contract/run.ts";
import type { Format } from "../format.ts";
import type { Words } from "../words/words.ts";
import type { DeviceCells } from "./cells.ts";

export type StatusTone = "normal" | "waiting" | "warn" | "ok" | "error";

export interface DeviceStatus {
  readonly text: string;
  readonly tone: StatusTone;
}

/** A pause of less is part of normal work. */
const pauseMs = 1_000;
/** From here on a silent device is worth a warning. */
const silenceMs = 5_000;
/** ERROR_DISK_FULL as the server's messages quote it. */
const diskFullText = /\b112\s*\(/;

interface StatusContext {
  readonly run: Run;
  readonly cells: readonly DeviceCells[];
  readonly words: Words;
  readonly format: Format;
  /** Only the rate, without the time left. */
  readonly isBrief?: boolean;
  /** Somebody holds commands on purpose: silence is no sign of anything. */
  readonly isHeld?: boolean;
}

/** The status of one device. */
export function deviceStatus(device: DeviceState, context: StatusContext): DeviceStatus {
  const { run, words, format, isBrief = false } = context;
  const w = words.monitor.diagram;
  switch (device.state) {
    case "failed":
      return { text: isDiskFull(run, device.index) ? w.diskFull : w.failed, tone: "error" };
    case "synced":
      return { text: w.synced, tone: "ok" };
    case "done":
      return { text: w.finished, tone: "ok" };
    case "waiting":
    case "running":
  }
  if (device.plainBytes === 0) return { text: w.notYet, tone: "waiting" };
  const silence = silenceOf(device, context);
  if (silence !== null) return silence;
  const rate = format.text(format.rate(device.rate));
  const text =
    device.secondsLeft === null || isBrief
      ? rate
      : w.rateLeft(rate, format.duration(device.secondsLeft));
  return { text, tone: "normal" };
}

/** Why a device has had no command for a while, null when it had one just now. */
function silenceOf(device: DeviceState, context: StatusContext): DeviceStatus | null {
  const { run, cells, words, isHeld = false } = context;
  const isData = run.phase === "data" || run.phase === "log";
  if (!isData || isHeld || device.idleMs < pauseMs) return null;
  const other = busiestOther(device.index, cells);
  if (other >= 0 && inFlight(cells[device.index]) === 0) {
    return { text: words.monitor.waitsForDevice(other + 1), tone: "waiting" };
  }
  if (device.idleMs < silenceMs) return null;
  return { text: words.monitor.noCommandFor(Math.floor(device.idleMs / 1000)), tone: "warn" };
}

/** How much of a device is done, 0..1; null when its size is unknown. Never full before it is synced. */
export function deviceShare(device: DeviceState): number | null {
  if (device.state === "synced" || device.state === "done") return 1;
  if (device.expectedBytes === null || device.expectedBytes === 0) return null;
  return Math.min(0.999, device.plainBytes / device.expectedBytes);
}

function isDiskFull(run: Run, device: number): boolean {
  return run.messages.some(
    (message) => message.device === device && diskFullText.test(message.text),
  );
}

function inFlight(cells: DeviceCells | undefined): number {
  return cells === undefined ? 0 : cells.primary.length + cells.waiting.length + cells.held.length;
}

/** The other device with most commands out, -1 when none has any: it is what the server waits for. */
function busiestOther(device: number, cells: readonly DeviceCells[]): number {
  let best = -1;
  cells.forEach((cell, index) => {
    if (index === device || inFlight(cell) === 0) return;
    if (best < 0 || inFlight(cell) > inFlight(cells[best])) best = index;
  });
  return best;
}
