import { useState } from "react";
import type { ActivityRow } from "../../electron/contract/server-views.ts";
import { useFormat, useWords } from "../app-context.ts";
import type { Format } from "../format.ts";
import { useMinute } from "../runs/use-minute.ts";
import { DeviceBar } from "../ui/device-bar.tsx";
import { Empty } from "../ui/empty.tsx";
import type { Words } from "../words/words.ts";
import { AskedState } from "./asked-state.tsx";
import { timeText } from "./chain-model.ts";
import { type Column, DataGrid } from "./data-grid.tsx";
import { DatabaseName } from "./database-name.tsx";
import type { Polled } from "./use-polled.ts";

const rowHeight = 32;

/** BACKUP and RESTORE statements that run now: how far, who, and what they wait for. */
export function ActivityPane({
  activity,
}: {
  readonly activity: Polled<ActivityRow[]>;
}): React.JSX.Element {
  const words = useWords();
  const format = useFormat();
  const nowMs = useMinute();
  const [current, setCurrent] = useState<string | null>(null);
  const { watch: w, servers } = words;
  const { value, problem, atMs } = activity;
  return (
    <section className="pane activity" aria-label={w.running}>
      <div className="pane-head">
        <h3>{w.running}</h3>
        <span className="caption">{w.runningEvery}</span>
      </div>
      <AskedState
        asked={activity}
        reading={w.asking}
        readingText={w.askingText}
        failed={w.failed}
        note={atMs === 0 ? "" : servers.lastSeen(format.clock(atMs))}
      />
      {value?.length === 0 && problem === null && <Empty title={w.none} text={w.noneText} />}
      {value !== null && value.length > 0 && (
        <DataGrid
          label={w.running}
          columns={columnsOf(words, format, nowMs)}
          rows={value}
          keyOf={({ sessionId }) => String(sessionId)}
          rowHeight={rowHeight}
          current={current}
          onCurrent={({ sessionId }) => setCurrent(String(sessionId))}
        />
      )}
    </section>
  );
}

function columnsOf(words: Words, format: Format, nowMs: number): Column<ActivityRow>[] {
  const w = words.watch;
  return [
    {
      key: "database",
      head: w.database,
      width: "minmax(90px, 1fr)",
      cell: ({ database, runId }) => <DatabaseName database={database} runId={runId} />,
    },
    {
      key: "command",
      head: w.command,
      width: "124px",
      cell: ({ command }) => <span className="mono">{command}</span>,
    },
    {
      key: "who",
      head: w.who,
      width: "minmax(90px, 0.8fr)",
      cell: ({ login }) => <span className="mono">{login}</span>,
      tip: ({ login, host, program, processId }) =>
        `${login}, ${program}, ${host}${processId === null ? "" : `, pid ${processId}`}`,
    },
    {
      key: "program",
      isSpared: true,
      head: w.program,
      width: "minmax(80px, 0.8fr)",
      cell: ({ program, runId }) => (
        <span className="quiet">{runId === null ? program : `${program}, ${w.ours}`}</span>
      ),
      tip: ({ program, host }) => `${program}, ${host}`,
    },
    {
      key: "since",
      isSpared: true,
      head: w.since,
      width: "80px",
      cell: ({ startedAtMs }) => timeText(startedAtMs, nowMs, format),
    },
    {
      key: "waits",
      head: w.waits,
      width: "minmax(110px, 0.8fr)",
      cell: ({ waitType }) =>
        waitType === null ? (
          <span className="quiet">{w.noWait}</span>
        ) : (
          <span className="mono">{waitType}</span>
        ),
      tip: ({ waitType, waitMs }) =>
        waitType === null ? "" : `${waitType}, ${w.waitHint(format.count(waitMs))}`,
    },
    {
      key: "progress",
      head: w.progress,
      width: "minmax(120px, 1.2fr)",
      cell: ({ percent, database }) => (
        <span className="activity-progress">
          <DeviceBar share={percent / 100} label={`${w.progress} ${database}`} />
          <span className="number">{format.percent(percent / 100)}</span>
        </span>
      ),
    },
    {
      key: "left",
      head: w.left,
      width: "56px",
      isNumber: true,
      cell: ({ secondsLeft }) => format.duration(secondsLeft),
    },
  ];
}
