import { useStore } from "zustand";
import { useApp } from "../app-context.ts";
import type { SavedServer } from "../../electron/contract/server-saved.ts";
import { ActivityPane } from "./activity-pane.tsx";
import { HistoryPane } from "./history-pane.tsx";
import { PlansPane } from "./plans-pane.tsx";
import { usePolled } from "./use-polled.ts";

interface WatchViewProps {
  readonly server: SavedServer;
  /** Another one asks anew. */
  readonly askKey: string;
}

const activityEveryMs = 2_000;

/** What is backed up and restored on a server now, by whomever, and what was. */
export function WatchView({ server, askKey }: WatchViewProps): React.JSX.Element {
  const { bridge, journal, servers } = useApp();
  const activity = usePolled(
    `activity ${askKey}`,
    () => bridge.call("activity", { serverId: server.id }),
    activityEveryMs,
  );
  // What ends is history: it is read again when another set of statements runs, and when a run or one of a plan ended.
  const running = (activity.value ?? []).map(({ sessionId }) => sessionId).join(" ");
  const ended = useStore(journal, ({ runs }) => runs?.length ?? 0);
  const finished = useStore(servers, ({ plans }) =>
    plans.reduce((sum, plan) => sum + plan.finished, 0),
  );
  return (
    <>
      <PlansPane serverId={server.id} />
      <ActivityPane activity={activity} />
      <HistoryPane server={server} askKey={`${askKey} ${running} ${ended} ${finished}`} />
    </>
  );
}
