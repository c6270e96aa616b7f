/** The servers that the app knows, what was found out about them, and the backups of several databases. */
import { createStore, type StoreApi } from "zustand/vanilla";
import type { BackupPlan } from "../../electron/contract/server-plan.ts";
import type { Readiness } from "../../electron/contract/server-readiness.ts";
import type { ListedServer } from "../../electron/contract/server-saved.ts";
import type { Bridge } from "../bridge.ts";
import type { BackupForm, RestoreForm } from "./server-job.ts";

export interface ServersState {
  /** By name. */
  readonly listed: readonly ListedServer[];
  /** What was found of each the last time, by id. */
  readonly readiness: Readonly<Record<string, Readiness>>;
  /** Names of the databases that are ticked, by server's id. */
  readonly ticked: Readonly<Record<string, readonly string[]>>;
  /** Oldest first. */
  readonly plans: readonly BackupPlan[];
  /** What the next form of a backup begins with, when it was asked for from somewhere else. */
  readonly nextBackup: BackupForm | null;
  /** The same of a restore. */
  readonly nextRestore: RestoreForm | null;
}

export type ServersStore = StoreApi<ServersState>;

/** The store, fed from the main process from now on. */
export async function createServersStore(bridge: Bridge): Promise<ServersStore> {
  const store = createStore<ServersState>(() => ({
    listed: [],
    readiness: {},
    ticked: {},
    plans: [],
    nextBackup: null,
    nextRestore: null,
  }));
  const readList = async (): Promise<void> => {
    store.setState({ listed: await bridge.call("servers", {}) });
  };
  bridge.onEvent("serversChanged", () => void readList().catch(() => undefined));
  bridge.onEvent("plan", (plan) => store.setState(({ plans: before }) => withPlan(before, plan)));
  bridge.onEvent("planClosed", ({ planId }) =>
    store.setState((state) => ({ plans: state.plans.filter((plan) => plan.planId !== planId) })),
  );
  // What comes while these are on their way is not older than they.
  const [plans] = await Promise.all([bridge.call("plans", {}), readList()]);
  store.setState((state) =>
    state.plans.reduce<Pick<ServersState, "plans">>((kept, plan) => withPlan(kept.plans, plan), {
      plans,
    }),
  );
  return store;
}

function withPlan(plans: readonly BackupPlan[], plan: BackupPlan): Pick<ServersState, "plans"> {
  const isKnown = plans.some(({ planId }) => planId === plan.planId);
  return {
    plans: isKnown
      ? plans.map((one) => (one.planId === plan.planId ? plan : one))
      : [...plans, plan],
  };
}

/** The name of the embedded server's page in a path. */
export const embeddedId = "embedded";
/** Stands in a path for a server that is to be added. */
export const addingId = "add";

export const serverViews = ["overview", "watch"] as const;
export type ServerView = (typeof serverViews)[number];

export function serverPath(serverId: string, view: ServerView | "backup" | "restore"): string {
  return view === "overview" ? `/servers/${serverId}` : `/servers/${serverId}/${view}`;
}
