/** Sentences of what followed from an injected fault, by key; Portuguese under the same keys in renderer/words. */
export const aftermathWords = {
  "after.getRefused": "GetBufferHandle refused the address.",
  "after.mapRefused": "MapBufferHandle refused handle {handle} in secondary {secondary}.",
  "after.completeRefused": "The second CompleteCommand was refused; the first one stands.",
  "after.moveFailed": "The medium of secondary {secondary} failed.",
  "after.completed":
    "Command {sequence} was completed with an error: device {device} is in IO-ERROR.",
  "after.completedWell": "Command {sequence} was completed.",
  "after.overtaken": "Command {other} was completed before command {sequence}.",
  "after.swept": "Queued commands answered without the client seeing them: {count}.",
  "after.sweptByAbort": "Commands that were out, ended by the abort: {count}.",
  "after.clearError":
    "The server sent ClearError, the client completed it: device {device} is active again.",
  "after.secondaryLost": "Secondary {secondary} is gone; leases taken back: {leases}.",
  "after.secondaryReplaced":
    "A new secondary {secondary} took over; leases issued again: {leases}.",
  "after.aborted": "The set was aborted: GetCommand returned to device {device}.",
  "after.message": "{text}",
  "after.done": "The run went on to its end, and the server confirmed it.",
  "after.failed": "The run failed; nothing of it was left behind.",
} as const satisfies Record<string, string>;

export type AftermathKey = keyof typeof aftermathWords;
