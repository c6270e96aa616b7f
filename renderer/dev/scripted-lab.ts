/** A protocol lab that answers from prepared facts: what the page shows is what a test put there. */
import type { labWindowCalls, LabView } from "../../electron/contract/lab/calls.ts";
import type { LabEntry } from "../../electron/contract/lab/transcript.ts";
import type { Handlers } from "../../electron/ipc/tables.ts";

export class ScriptedLab {
  view: LabView = { isOpen: true, setName: "LAB", processes: [], script: null };
  entries: LabEntry[] = [];
  source = "";
  readonly handlers: Handlers<typeof labWindowCalls>;

  /** @param note called with every call's name and input */
  constructor(note: (name: keyof typeof labWindowCalls, input: unknown) => void) {
    const snapshot = (): { view: LabView; entries: LabEntry[] } => ({
      view: this.view,
      entries: this.entries,
    });
    const noted =
      <O>(name: keyof typeof labWindowCalls, answer: () => O) =>
      (input: unknown): O => {
        note(name, input);
        return answer();
      };
    this.handlers = {
      labOpen: noted("labOpen", snapshot),
      labCall: noted("labCall", () => ({ number: this.entries.length + 1 })),
      labAddSecondary: noted("labAddSecondary", () => ({})),
      labKill: noted("labKill", () => ({})),
      labStartOver: noted("labStartOver", snapshot),
      labEnd: noted("labEnd", () => ({})),
      labScript: noted("labScript", snapshot),
      labStep: noted("labStep", () => ({})),
      labRun: noted("labRun", () => ({})),
      labSave: noted("labSave", () => ({ path: "/home/ana/transcript.handofflab" })),
      labLoad: noted("labLoad", () => null),
      labExport: noted("labExport", () => ({ text: this.source, path: null })),
    };
  }
}
