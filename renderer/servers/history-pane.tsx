import { DatabaseZap, TriangleAlert } from "lucide-react";
import { useMemo, useState } from "react";
import { useLocation } from "wouter";
import { useStore } from "zustand";
import type { SavedServer } from "../../electron/contract/server-saved.ts";
import type { HistoryRow } from "../../electron/contract/server-views.ts";
import { useApp, useFormat, useWords } from "../app-context.ts";
import type { Format } from "../format.ts";
import { useMinute } from "../runs/use-minute.ts";
import { Button, SegmentedControl } from "../ui/button.tsx";
import { Empty } from "../ui/empty.tsx";
import { iconSmall } from "../ui/icons.ts";
import type { Words } from "../words/words.ts";
import { AskedState } from "./asked-state.tsx";
import { timeText } from "./chain-model.ts";
import { type Column, DataGrid } from "./data-grid.tsx";
import { DatabaseName } from "./database-name.tsx";
import { emptyRestoreForm } from "./server-job.ts";
import { serverPath } from "./servers-store.ts";
import { usePolled } from "./use-polled.ts";

interface HistoryPaneProps {
  readonly server: SavedServer;
  /** Another one asks anew. */
  readonly askKey: string;
}

const rowHeight = 28;
const rowsMax = 2_000;

/** Backups that msdb knows of, whichever program made them; those of other VDI programs are marked. */
export function HistoryPane({ server, askKey }: HistoryPaneProps): React.JSX.Element {
  const { bridge } = useApp();
  const words = useWords();
  const format = useFormat();
  const nowMs = useMinute();
  const [shown, setShown] = useState<"all" | "foreign">("all");
  const [current, setCurrent] = useState<string | null>(null);
  const history = usePolled(
    `history ${askKey}`,
    () => bridge.call("history", { serverId: server.id, database: null, limit: rowsMax }),
    null,
  );
  const { watch: w } = words;
  const [kept, setKept] = useState<readonly HistoryRow[] | null>(null);
  if (history.value !== null && history.value !== kept) setKept(history.value);
  // While it is read again, what was read before stays.
  const all = history.value ?? kept;
  const rows = useMemo(
    () => (all ?? []).filter(({ origin }) => shown === "all" || origin === "foreignVdi"),
    [all, shown],
  );
  return (
    <section className="pane history" aria-label={w.history}>
      <div className="pane-head">
        <h3>{w.history}</h3>
        <span className="caption ellipsis">
          {all === null || all.length === 0
            ? ""
            : w.historyCaption(all.length, format.count(all.length))}
        </span>
        <span className="spring" />
        <RestoreButton serverId={server.id} row={rows.find((row) => keyOf(row) === current)} />
        <SegmentedControl
          label={w.show}
          value={shown}
          options={[
            { value: "all", text: w.all },
            { value: "foreign", text: w.onlyForeign },
          ]}
          onChange={setShown}
        />
      </div>
      <AskedState
        asked={{ ...history, value: all }}
        reading={w.historyReading}
        readingText={w.historyReadingText}
        failed={w.historyFailed}
      />
      {all !== null && rows.length === 0 && <NothingShown isFiltered={all.length > 0} />}
      {rows.length > 0 && (
        <DataGrid
          label={w.history}
          columns={columnsOf(words, format, nowMs)}
          rows={rows}
          keyOf={keyOf}
          rowHeight={rowHeight}
          current={current}
          onCurrent={({ backupSetId }) => setCurrent(String(backupSetId))}
        />
      )}
    </section>
  );
}

function NothingShown({ isFiltered }: { readonly isFiltered: boolean }): React.JSX.Element {
  const { watch: w } = useWords();
  return isFiltered ? (
    <Empty title={w.noForeign} text={w.noForeignText} />
  ) : (
    <Empty title={w.historyNone} text={w.historyNoneText} />
  );
}

function keyOf({ backupSetId }: HistoryRow): string {
  return String(backupSetId);
}

interface RestoreButtonProps {
  readonly serverId: string;
  readonly row: HistoryRow | undefined;
}

/** A restore of the chosen backup, whose media are known from the run that made it. */
function RestoreButton({ serverId, row }: RestoreButtonProps): React.JSX.Element {
  const app = useApp();
  const { watch: w, databases } = useWords();
  const [, navigate] = useLocation();
  const runs = useStore(app.journal, (state) => state.runs);
  const spec = runs?.find(({ runId }) => runId === row?.runId)?.spec;
  const media = spec?.kind === "backup" ? spec.targets : null;
  const restore = (): void => {
    if (media === null) return;
    app.servers.setState({ nextRestore: emptyRestoreForm(media) });
    navigate(serverPath(serverId, "restore"));
  };
  return (
    <Button
      size="small"
      icon={<DatabaseZap {...iconSmall} />}
      disabledReason={row === undefined ? w.whyNoBackup : media === null ? w.whyNoMedia : null}
      onClick={restore}
    >
      {databases.restore}
    </Button>
  );
}

const secondMs = 1_000;

function columnsOf(words: Words, format: Format, nowMs: number): Column<HistoryRow>[] {
  const w = words.watch;
  return [
    {
      key: "finished",
      head: w.finished,
      width: "92px",
      cell: ({ finishedAtMs }) => timeText(finishedAtMs, nowMs, format),
    },
    {
      key: "database",
      head: w.database,
      width: "minmax(90px, 1fr)",
      cell: ({ database, runId }) => <DatabaseName database={database} runId={runId} />,
      tip: ({ database }) => database,
    },
    {
      key: "type",
      head: w.type,
      width: "minmax(90px, 0.7fr)",
      cell: (row) => (
        <span className="quiet">
          {w.types[row.type]}
          {row.isCopyOnly && `, ${w.copyOnly}`}
          {row.isDamaged && <span className="err">, {w.damaged}</span>}
        </span>
      ),
    },
    {
      key: "size",
      head: w.size,
      width: "76px",
      isNumber: true,
      cell: ({ bytes }) => format.text(format.size(bytes)),
    },
    {
      key: "took",
      isSpared: true,
      head: w.took,
      width: "52px",
      isNumber: true,
      cell: (row) => format.duration((row.finishedAtMs - row.startedAtMs) / secondMs),
    },
    {
      key: "origin",
      head: w.origin,
      width: "minmax(126px, 0.8fr)",
      cell: ({ origin }) => (
        <span className={`chain-cell ${origin === "foreignVdi" ? "warn" : "quiet"}`}>
          {origin === "foreignVdi" && <TriangleAlert {...iconSmall} />}
          <span className="ellipsis">{w.origins[origin]}</span>
        </span>
      ),
      tip: ({ origin, deviceType }) =>
        deviceType === null
          ? w.originHint[origin]
          : `${w.originHint[origin]} (${w.deviceType(String(deviceType))})`,
    },
    {
      key: "user",
      isSpared: true,
      head: w.user,
      width: "minmax(76px, 0.8fr)",
      cell: ({ user }) => <span className="mono">{user}</span>,
      tip: ({ user }) => user,
    },
    {
      key: "devices",
      head: w.devices,
      width: "minmax(100px, 1.2fr)",
      cell: ({ devices }) => <span className="mono quiet">{devices.join(", ")}</span>,
      tip: ({ devices }) => devices.join(", "),
    },
  ];
}
