/**
 * Joins the events of a command, which come from several threads, into one record.
 *
 * Pure. Memory: the commands that are between their first and last event, at most `openMax`; older ones
 * are given out as they are.
 */
import { eventKind, noDevice, type TraceEvent } from "../../contract/trace-event.ts";

export interface JoinedCommand {
  readonly device: number;
  readonly sequence: number;
  commandCode: number;
  handle: number;
  position: number;
  size: number;
  bytes: number;
  completionCode: number | null;
  secondary: number | null;
  serverAddress: bigint;
  primaryAddress: bigint;
  secondaryAddress: bigint;
  codecNs: number;
  diskNs: number;
  /** Time of each event kind 1..8 in ns, 0 = not seen. */
  readonly at: number[];
}

/** More commands than can be out at once: 64 devices times the queue depth of the embedded set. */
const openMax = 8_192;
const { issued, received, handleTaken, leased, mapped, moved, completed, acknowledged } = eventKind;

export class CommandJoin {
  readonly #open = new Map<number, JoinedCommand>();

  /** Takes one event. @returns the command when this was the last of its events, else undefined */
  add(event: TraceEvent): JoinedCommand | undefined {
    if (event.kind < issued || event.kind > acknowledged || event.device === noDevice) {
      return undefined;
    }
    const key = event.sequence * 256 + event.device;
    const command = this.#open.get(key) ?? newCommand(event);
    this.#open.set(key, command);
    fold(command, event);
    const isWhole =
      (command.at[issued] ?? 0) > 0 &&
      (command.at[completed] ?? 0) > 0 &&
      (command.at[acknowledged] ?? 0) > 0;
    return isWhole ? this.#take(key) : this.#overflow();
  }

  /** Commands that never became whole, oldest first: the run was cut off, or events were dropped. */
  *rest(): Generator<JoinedCommand> {
    yield* this.#open.values();
    this.#open.clear();
  }

  #take(key: number): JoinedCommand | undefined {
    const command = this.#open.get(key);
    this.#open.delete(key);
    return command;
  }

  #overflow(): JoinedCommand | undefined {
    if (this.#open.size <= openMax) {
      return undefined;
    }
    const oldest = this.#open.keys().next();
    return oldest.done === true ? undefined : this.#take(oldest.value);
  }
}

function newCommand(event: TraceEvent): JoinedCommand {
  return {
    device: event.device,
    sequence: event.sequence,
    commandCode: 0,
    handle: 0,
    position: -1,
    size: 0,
    bytes: 0,
    completionCode: null,
    secondary: null,
    serverAddress: 0n,
    primaryAddress: 0n,
    secondaryAddress: 0n,
    codecNs: 0,
    diskNs: 0,
    at: new Array<number>(acknowledged + 1).fill(0),
  };
}

function fold(command: JoinedCommand, event: TraceEvent): void {
  command.at[event.kind] = event.timeNs;
  switch (event.kind) {
    case issued:
    case received:
      command.commandCode = event.code;
      command.size = event.size;
      command.position = Math.max(command.position, event.position);
      if (event.kind === issued) {
        command.serverAddress = event.address;
      } else {
        command.primaryAddress = event.address;
      }
      break;
    case handleTaken:
    case leased:
      command.handle = event.handle;
      command.secondary = event.kind === leased ? event.code : command.secondary;
      break;
    case mapped:
      command.secondaryAddress = event.address;
      break;
    case moved:
      command.codecNs = event.codecNs;
      command.diskNs = event.diskNs;
      break;
    default:
      command.completionCode = event.code;
      command.bytes = event.size;
  }
}
