/** The part of the scripted main process that answers about SQL Servers: what it was filled with. */
import type { serverCalls } from "../../electron/contract/server-calls.ts";
import type { BackupPlan } from "../../electron/contract/server-plan.ts";
import type { MovedFile, Preview } from "../../electron/contract/server-preview.ts";
import type { Readiness } from "../../electron/contract/server-readiness.ts";
import type { ListedServer, ServerTest } from "../../electron/contract/server-saved.ts";
import type { ActivityRow, DatabaseRow, HistoryRow } from "../../electron/contract/server-views.ts";
import type { windowCalls } from "../../electron/contract/window.ts";
import type { Handlers } from "../../electron/ipc/tables.ts";

export class ScriptedServers {
  servers: ListedServer[] = [];
  test: ServerTest = {
    kind: "failed",
    fault: { code: "SQL_NO_ANSWER", message: "", remedy: "", parameters: {} },
  };
  readiness: Readiness = { checkedAtMs: 0, items: [] };
  databases: DatabaseRow[] = [];
  activity: ActivityRow[] = [];
  history: HistoryRow[] = [];
  preview: Preview = {
    statement: "",
    setName: "",
    deviceCount: 1,
    bufferCount: 6,
    transferSize: 1_048_576,
    memoryBytes: 6_291_456,
    freeMemoryBytes: 2 ** 34,
    space: [],
    files: [],
    problems: [],
  };
  moves: MovedFile[] = [];
  plans: BackupPlan[] = [];
  readonly #note: (name: keyof typeof windowCalls, input: unknown) => void;

  constructor(note: (name: keyof typeof windowCalls, input: unknown) => void) {
    this.#note = note;
  }

  get handlers(): Pick<Handlers<typeof windowCalls>, keyof typeof serverCalls> {
    const noted =
      <O>(name: keyof typeof serverCalls, answer: () => O) =>
      (input: unknown): O => {
        this.#note(name, input);
        return answer();
      };
    return {
      servers: noted("servers", () => this.servers),
      saveServer: noted("saveServer", () => ({})),
      removeServer: noted("removeServer", () => ({})),
      testServer: noted("testServer", () => this.test),
      readiness: noted("readiness", () => this.readiness),
      databases: noted("databases", () => this.databases),
      activity: noted("activity", () => this.activity),
      history: noted("history", () => this.history),
      statementPreview: noted("statementPreview", () => this.preview),
      suggestMoves: noted("suggestMoves", () => this.moves),
      planBackups: noted("planBackups", () => ({
        planId: "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
      })),
      abortPlan: noted("abortPlan", () => ({})),
      closePlan: noted("closePlan", () => ({})),
      plans: noted("plans", () => this.plans),
    };
  }
}
