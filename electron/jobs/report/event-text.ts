/** Codes of trace events as a report writes them. */
import { hexOf } from "../../contract/codes/codes.ts";
import type { NearEvent } from "../../contract/run.ts";
import { eventKind } from "../../contract/trace-event.ts";
import { nameOfCompletion, nameOfHresult } from "../../contract/vdi.ts";
import { shortCommand } from "../trace-export/event-words.ts";

/** What the `code` of an event is: a command, a completion code, an HRESULT; "" where it is none of them. */
export function codeText({ kind, code }: NearEvent): string {
  switch (kind) {
    case eventKind.issued:
    case eventKind.received:
      return shortCommand(code);
    case eventKind.moved:
    case eventKind.completed:
    case eventKind.acknowledged:
      return code === 0 ? "0" : `${nameOfCompletion(code) ?? ""} ${code}`.trim();
    case eventKind.error:
    case eventKind.abort:
      return `${nameOfHresult(code | 0) ?? ""} ${hexOf(code)}`.trim();
    default:
      return "";
  }
}
