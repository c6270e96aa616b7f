import { CircleX, Square, X } from "lucide-react";
import { useState } from "react";
import { useStore } from "zustand";
import type { BackupPlan, PlanItem } from "../../electron/contract/server-plan.ts";
import { useApp, useFormat, useWords } from "../app-context.ts";
import type { Format } from "../format.ts";
import { Button } from "../ui/button.tsx";
import { DeviceBar } from "../ui/device-bar.tsx";
import { iconSmall } from "../ui/icons.ts";
import { faultText } from "../words/fault-words.ts";
import type { Words } from "../words/words.ts";
import { type Column, DataGrid } from "./data-grid.tsx";
import { DatabaseName } from "./database-name.tsx";

const rowHeight = 28;

/** Backups of several databases of one server: X of Y, and each with its own progress. */
export function PlansPane({ serverId }: { readonly serverId: string }): React.JSX.Element | null {
  const app = useApp();
  const plans = useStore(app.servers, (state) => state.plans);
  const mine = plans.filter((plan) => plan.serverId === serverId);
  if (mine.length === 0) return null;
  return (
    <>
      {mine.map((plan) => (
        <Plan key={plan.planId} plan={plan} />
      ))}
    </>
  );
}

function Plan({ plan }: { readonly plan: BackupPlan }): React.JSX.Element {
  const app = useApp();
  const words = useWords();
  const format = useFormat();
  const [current, setCurrent] = useState<string | null>(null);
  const w = words.serverJob;
  const { planId, items, finished, failed, state } = plan;
  const title = w.planTitle(finished, items.length);
  const call = (name: "abortPlan" | "closePlan"): void =>
    void app.attempt(() => app.bridge.call(name, { planId }));
  return (
    <section className="pane plan" aria-label={title}>
      <div className="pane-head">
        <div role="status">
          <h3>{title}</h3>
        </div>
        <span className="caption">
          {w.planStates[state]}
          {plan.request.parallel > 1 && `, ${w.atATime(plan.request.parallel)}`}
        </span>
        {failed > 0 && (
          <span className="chain-cell err">
            <CircleX {...iconSmall} />
            {w.planFailed(failed)}
          </span>
        )}
        <span className="plan-bar">
          <DeviceBar share={shareOf(items)} label={title} />
        </span>
        {plan.endedAtMs === null ? (
          <Button
            size="small"
            tone="danger"
            icon={<Square {...iconSmall} />}
            disabledReason={state === "stopping" ? w.planStates.stopping : null}
            onClick={() => call("abortPlan")}
          >
            {w.planStop}
          </Button>
        ) : (
          <Button
            size="small"
            tone="quiet"
            label={w.planClose}
            icon={<X {...iconSmall} />}
            onClick={() => call("closePlan")}
          />
        )}
      </div>
      <DataGrid
        label={title}
        columns={columnsOf(words, format)}
        rows={items}
        keyOf={({ database }) => database}
        rowHeight={rowHeight}
        current={current}
        onCurrent={({ database }) => setCurrent(database)}
      />
    </section>
  );
}

/** Of all items together; one that has ended counts as whole. */
function shareOf(items: readonly PlanItem[]): number {
  const done = items.map(({ state, share }) =>
    state === "waiting" ? 0 : state === "running" ? (share ?? 0) : 1,
  );
  return done.reduce((sum, one) => sum + one, 0) / Math.max(1, items.length);
}

function columnsOf(words: Words, format: Format): Column<PlanItem>[] {
  const { serverJob: w, watch } = words;
  const why = ({ fault }: PlanItem): string => {
    if (fault === null) return "";
    const { message, remedy } = faultText(words.language, fault.code, fault.parameters, fault);
    return `${message} ${remedy}`;
  };
  return [
    {
      key: "database",
      head: watch.database,
      width: "minmax(90px, 0.7fr)",
      cell: ({ database, runId }) => <DatabaseName database={database} runId={runId} />,
    },
    {
      key: "state",
      head: w.state,
      width: "96px",
      cell: ({ state }) => (
        <span className={state === "failed" ? "err" : "quiet"}>{w.itemStates[state]}</span>
      ),
    },
    {
      key: "progress",
      head: watch.progress,
      width: "minmax(120px, 0.8fr)",
      cell: ({ database, share, state }) =>
        state === "running" || state === "done" ? (
          <span className="activity-progress">
            <DeviceBar
              share={state === "done" ? 1 : share}
              label={`${watch.progress} ${database}`}
            />
            <span className="number">{format.percent(state === "done" ? 1 : share)}</span>
          </span>
        ) : (
          ""
        ),
    },
    {
      key: "size",
      head: watch.size,
      width: "76px",
      isNumber: true,
      cell: ({ bytes, state }) => (state === "waiting" ? "" : format.text(format.size(bytes))),
    },
    {
      key: "took",
      head: watch.took,
      width: "52px",
      isNumber: true,
      cell: ({ seconds, state }) => (state === "waiting" ? "" : format.duration(seconds)),
    },
    {
      key: "note",
      head: w.note,
      width: "minmax(140px, 2fr)",
      cell: (item) =>
        item.fault === null ? (
          <span className="mono quiet">{item.files.join(", ")}</span>
        ) : (
          <span className="err">{why(item)}</span>
        ),
      tip: (item) => (item.fault === null ? item.files.join("\n") : why(item)),
    },
  ];
}
