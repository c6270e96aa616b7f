import {
  CircleX,
  DatabaseBackup,
  DatabaseZap,
  Square,
  SquareCheck,
  TriangleAlert,
} from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { useLocation } from "wouter";
import { useStore } from "zustand";
import type { SavedServer } from "../../electron/contract/server-saved.ts";
import type { DatabaseRow, HistoryRow, LastBackup } from "../../electron/contract/server-views.ts";
import { useApp, useFormat, useWords } from "../app-context.ts";
import type { Format } from "../format.ts";
import { useMinute } from "../runs/use-minute.ts";
import { Button } from "../ui/button.tsx";
import { Empty } from "../ui/empty.tsx";
import { iconSize, iconSmall } from "../ui/icons.ts";
import { useSize } from "../ui/use-size.ts";
import type { Words } from "../words/words.ts";
import { AskedState } from "./asked-state.tsx";
import { chainStripOf, chainWords, timeText } from "./chain-model.ts";
import { ChainStripPicture, StripDays, StripLegend } from "./chain-strip.tsx";
import { type Column, DataGrid, wholeWidthMin } from "./data-grid.tsx";
import { serverPath } from "./servers-store.ts";
import { type Polled, usePolled } from "./use-polled.ts";

interface DatabasesPaneProps {
  readonly server: SavedServer;
  /** Another one asks anew. */
  readonly askKey: string;
}

const rowHeight = 32;
/** Enough for a week of log backups each quarter of an hour of some databases. */
const historyMax = 10_000;
const none: readonly string[] = [];

interface Facts {
  readonly databases: readonly DatabaseRow[];
  readonly history: readonly HistoryRow[];
}

/** The databases with their last backups and whether these can be restored; ticked ones can be backed up together. */
export function DatabasesPane({ server, askKey }: DatabasesPaneProps): React.JSX.Element {
  const app = useApp();
  const { databases: w } = useWords();
  const format = useFormat();
  const facts = usePolled<Facts>(
    `databases ${askKey}`,
    async () => {
      const { id: serverId } = server;
      const [databases, history] = await Promise.all([
        app.bridge.call("databases", { serverId }),
        app.bridge.call("history", { serverId, database: null, limit: historyMax }),
      ]);
      return { databases, history };
    },
    null,
  );
  const rows = facts.value?.databases ?? [];
  useAskedAgain(server.id, facts);
  const [current, setCurrent] = useState<string | null>(null);
  const box = useRef<HTMLElement>(null);
  const { width } = useSize(box);
  return (
    <section className="pane databases" aria-label={w.title} ref={box}>
      <div className="pane-head">
        <h3>{w.title}</h3>
        {rows.length > 0 && (
          <>
            <span className="caption">{w.count(rows.length, format.count(rows.length))}</span>
            <span className="spring" />
            {width >= wholeWidthMin && <StripLegend />}
            <Actions server={server} current={current} />
          </>
        )}
      </div>
      <AskedState asked={facts} {...w} />
      {facts.value !== null && rows.length === 0 && <Empty title={w.empty} text={w.emptyText} />}
      {facts.value !== null && rows.length > 0 && (
        <DatabaseGrid
          serverId={server.id}
          facts={facts.value}
          current={current}
          onCurrent={setCurrent}
        />
      )}
      {rows.length > 0 && <ChainNext row={rows.find(({ name }) => name === current)} />}
    </section>
  );
}

/** A server that answers again has its databases read again. */
function useAskedAgain(serverId: string, { problem, again }: Polled<Facts>): void {
  const app = useApp();
  const readiness = useStore(app.servers, (state) => state.readiness[serverId]);
  const isReached = readiness?.items.some(({ finding }) => finding === "login.done") === true;
  const wasReached = useRef(isReached);
  useEffect(() => {
    if (isReached && !wasReached.current && problem !== null) again();
    wasReached.current = isReached;
  }, [isReached, problem, again]);
}

/** What to do about the chain of the chosen database. */
function ChainNext({ row }: { readonly row: DatabaseRow | undefined }): React.JSX.Element {
  const words = useWords();
  const format = useFormat();
  const nowMs = useMinute();
  const said = row === undefined ? null : chainWords(row, words, format, nowMs);
  return (
    <p className="chain-next" role="status">
      {row === undefined || said === null || said.next === "" ? (
        <span className="caption">{words.databases.keys}</span>
      ) : (
        <>
          <strong>{row.name}</strong>: {said.text}. {said.next}
        </>
      )}
    </p>
  );
}

interface ActionsProps {
  readonly server: SavedServer;
  readonly current: string | null;
}

/** Back up or restore what is ticked, else the row on which the arrows stand. */
function Actions({ server, current }: ActionsProps): React.JSX.Element {
  const app = useApp();
  const { databases: w } = useWords();
  const [, navigate] = useLocation();
  const ticked = useStore(app.servers, (state) => state.ticked[server.id] ?? none);
  const why = ticked.length === 0 && current === null ? w.whyNone : null;
  const backUp = (): void => {
    if (ticked.length === 0 && current !== null) setTicked(app.servers, server.id, [current]);
    navigate(serverPath(server.id, "backup"));
  };
  return (
    <>
      <Button
        size="small"
        icon={<DatabaseBackup {...iconSmall} />}
        disabledReason={why}
        onClick={backUp}
      >
        {ticked.length > 1 ? w.backUpAll(ticked.length) : w.backUp}
      </Button>
      <Button
        size="small"
        icon={<DatabaseZap {...iconSmall} />}
        onClick={() => navigate(serverPath(server.id, "restore"))}
      >
        {w.restore}
      </Button>
    </>
  );
}

function setTicked(
  store: ReturnType<typeof useApp>["servers"],
  serverId: string,
  names: readonly string[],
): void {
  store.setState((state) => ({ ticked: { ...state.ticked, [serverId]: names } }));
}

interface DatabaseGridProps {
  readonly serverId: string;
  readonly facts: Facts;
  readonly current: string | null;
  readonly onCurrent: (name: string) => void;
}

function DatabaseGrid(props: DatabaseGridProps): React.JSX.Element {
  const { serverId, facts, current, onCurrent } = props;
  const app = useApp();
  const words = useWords();
  const format = useFormat();
  const nowMs = useMinute();
  const [, navigate] = useLocation();
  const names = useStore(app.servers, (state) => state.ticked[serverId] ?? none);
  const ticked = useMemo(() => new Set(names), [names]);
  const byDatabase = useMemo(() => backupsByDatabase(facts.history), [facts.history]);
  const tick = ({ name }: DatabaseRow): void =>
    setTicked(
      app.servers,
      serverId,
      ticked.has(name) ? names.filter((other) => other !== name) : [...names, name],
    );
  const columns = columnsOf({ words, format, nowMs, ticked, tick, byDatabase });
  return (
    <DataGrid
      label={words.databases.title}
      columns={columns}
      rows={facts.databases}
      keyOf={({ name }) => name}
      rowHeight={rowHeight}
      current={current}
      onCurrent={({ name }) => onCurrent(name)}
      onOpen={({ name }) => {
        if (names.length === 0) setTicked(app.servers, serverId, [name]);
        navigate(serverPath(serverId, "backup"));
      }}
      ticked={ticked}
      onTick={tick}
    />
  );
}

function backupsByDatabase(history: readonly HistoryRow[]): ReadonlyMap<string, HistoryRow[]> {
  const byDatabase = new Map<string, HistoryRow[]>();
  for (const row of history) {
    const rows = byDatabase.get(row.database);
    if (rows === undefined) byDatabase.set(row.database, [row]);
    else rows.push(row);
  }
  return byDatabase;
}

interface ColumnParts {
  readonly words: Words;
  readonly format: Format;
  readonly nowMs: number;
  readonly ticked: ReadonlySet<string>;
  readonly tick: (row: DatabaseRow) => void;
  readonly byDatabase: ReadonlyMap<string, readonly HistoryRow[]>;
}

function columnsOf(parts: ColumnParts): Column<DatabaseRow>[] {
  const { words, format, nowMs, ticked, tick, byDatabase } = parts;
  const w = words.databases;
  const time = (last: LastBackup | null): string =>
    last === null ? w.never : timeText(last.finishedAtMs, nowMs, format);
  const strip: Column<DatabaseRow> = {
    key: "week",
    head: <StripDays nowMs={nowMs} />,
    isSpared: true,
    width: "minmax(176px, 1.5fr)",
    cell: (row) => (
      <ChainStripPicture strip={chainStripOf(row, byDatabase.get(row.name) ?? [], nowMs)} />
    ),
  };
  return [
    {
      key: "tick",
      head: <span className="visually-hidden">{w.tick}</span>,
      width: "16px",
      cell: (row) => (
        <span
          className="database-tick"
          onClick={(event) => {
            event.stopPropagation();
            tick(row);
          }}
        >
          {ticked.has(row.name) ? <SquareCheck {...iconSize} /> : <Square {...iconSize} />}
        </span>
      ),
    },
    {
      key: "name",
      head: w.name,
      width: "minmax(110px, 1fr)",
      cell: (row) => <DatabaseName row={row} />,
      tip: ({ name }) => name,
    },
    {
      key: "model",
      head: w.model,
      width: "76px",
      cell: ({ recoveryModel }) => <span className="quiet">{w.models[recoveryModel]}</span>,
    },
    {
      key: "size",
      head: w.size,
      width: "64px",
      isNumber: true,
      cell: ({ bytes }) => format.text(format.sizeRound(bytes)),
    },
    { key: "full", head: w.lastFull, width: "72px", cell: ({ lastFull }) => time(lastFull) },
    {
      key: "differential",
      head: w.lastDifferential,
      width: "72px",
      cell: ({ lastDifferential }) =>
        lastDifferential === null ? (
          <span className="quiet">{w.never}</span>
        ) : (
          time(lastDifferential)
        ),
    },
    {
      key: "log",
      head: w.lastLog,
      width: "72px",
      cell: ({ lastLog, recoveryModel }) =>
        lastLog === null && recoveryModel === "SIMPLE" ? (
          <span className="quiet">{w.notNeeded}</span>
        ) : (
          time(lastLog)
        ),
    },
    strip,
    {
      key: "chain",
      head: w.restorable,
      width: "minmax(168px, 1.4fr)",
      cell: (row) => <ChainCell row={row} nowMs={nowMs} />,
      tip: (row) => {
        const { text, next } = chainWords(row, words, format, nowMs);
        return next === "" ? text : `${text}. ${next}`;
      },
    },
  ];
}

function DatabaseName({ row }: { readonly row: DatabaseRow }): React.JSX.Element {
  const { databases: w } = useWords();
  const notes = [
    ...(row.isSystem ? [w.system] : []),
    ...(row.state === "ONLINE" ? [] : [w.state(row.state)]),
  ];
  return (
    <>
      <span className="database-name">{row.name}</span>
      {notes.length > 0 && <span className="caption"> {notes.join(", ")}</span>}
    </>
  );
}

function ChainCell({
  row,
  nowMs,
}: {
  readonly row: DatabaseRow;
  readonly nowMs: number;
}): React.JSX.Element {
  const words = useWords();
  const format = useFormat();
  const { tone, text } = chainWords(row, words, format, nowMs);
  return (
    <span className={`chain-cell ${tone}`}>
      {tone === "err" && <CircleX {...iconSmall} />}
      {tone === "warn" && <TriangleAlert {...iconSmall} />}
      <span className="ellipsis">{text}</span>
    </span>
  );
}
