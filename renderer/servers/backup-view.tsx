import { ArrowLeft, X } from "lucide-react";
import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import { useStore } from "zustand";
import type { ListedServer } from "../../electron/contract/server-saved.ts";
import { useApp, useWords } from "../app-context.ts";
import { Button } from "../ui/button.tsx";
import { Empty } from "../ui/empty.tsx";
import { Choice } from "../ui/fields.tsx";
import { FormSection } from "../ui/form-section.tsx";
import { iconSize, iconSmall } from "../ui/icons.ts";
import { useViewAction } from "../ui/use-view-action.ts";
import { BackupFormRows } from "./backup-form-rows.tsx";
import { PreviewPane } from "./preview-pane.tsx";
import { backupSpecOf, emptyBackupForm, planRequestOf, type BackupForm } from "./server-job.ts";
import { serverPath } from "./servers-store.ts";
import { usePolled } from "./use-polled.ts";
import { usePreview } from "./use-preview.ts";

const none: readonly string[] = [];

/** A backup of one database of a server, or of several in a row: how, what it takes, and its statement before it runs. */
export function BackupView({ listed }: { readonly listed: ListedServer }): React.JSX.Element {
  const app = useApp();
  const { serverJob: w } = useWords();
  const [, navigate] = useLocation();
  const { server } = listed;
  const names = useStore(app.servers, (state) => state.ticked[server.id] ?? none);
  const toList = (): void => navigate(serverPath(server.id, "overview"));
  return (
    <>
      <header className="page-head server-head">
        <Button tone="quiet" icon={<ArrowLeft {...iconSize} />} label={w.back} onClick={toList} />
        <div className="server-title">
          <h2 className="ellipsis">{w.backupTitle(names.length, names[0] ?? "")}</h2>
          <p className="caption ellipsis">{w.on(server.name)}</p>
        </div>
      </header>
      {names.length === 0 ? (
        <Empty
          title={w.noDatabases}
          text={w.noDatabasesText}
          action={<Button onClick={toList}>{w.toList}</Button>}
        />
      ) : (
        <BackupBody listed={listed} names={names} />
      )}
    </>
  );
}

interface BackupBodyProps {
  readonly listed: ListedServer;
  readonly names: readonly string[];
}

function BackupBody({ listed, names }: BackupBodyProps): React.JSX.Element {
  const app = useApp();
  const { serverJob: w } = useWords();
  const [, navigate] = useLocation();
  const { server } = listed;
  const [form, setForm] = useState(
    () => app.servers.getState().nextBackup ?? emptyBackupForm(app.form.getState().folder),
  );
  useEffect(() => app.servers.setState({ nextBackup: null }), [app]);
  const [isStarting, setIsStarting] = useState(false);
  const [atMs] = useState(() => Date.now());
  const [read, setRead] = useState(names[0] ?? "");
  const shown = names.includes(read) ? read : (names[0] ?? "");
  const why = form.folder.trim() === "" ? w.missingFolder : isStarting ? w.starting : null;
  const preview = usePreview(
    why === w.missingFolder ? null : backupSpecOf(form, server, shown, atMs),
  );
  const expected = useExpected(server.id, names);
  const start = async (): Promise<void> => {
    if (why !== null) return;
    setIsStarting(true);
    const to = await app.attempt(() => startBackups(app, listed, form, names));
    setIsStarting(false);
    if (to === undefined) return;
    app.servers.setState((state) => ({ ticked: { ...state.ticked, [server.id]: none } }));
    navigate(to);
  };
  useViewAction("start", () => void start(), why);
  const leaveOut = (name: string): void =>
    app.servers.setState((state) => ({
      ticked: { ...state.ticked, [server.id]: names.filter((other) => other !== name) },
    }));
  return (
    <div className="server-job">
      <div className="server-job-fields">
        <FormSection title={w.databases} level={3}>
          <ul className="chosen-databases">
            {names.map((name) => (
              <li key={name}>
                <span className="ellipsis">{name}</span>
                {names.length > 1 && (
                  <Button
                    size="small"
                    tone="quiet"
                    label={w.takeOut(name)}
                    icon={<X {...iconSmall} />}
                    onClick={() => leaveOut(name)}
                  />
                )}
              </li>
            ))}
          </ul>
        </FormSection>
        <BackupFormRows
          form={form}
          change={(part) => setForm((before) => ({ ...before, ...part }))}
          count={names.length}
        />
      </div>
      <PreviewPane
        preview={preview}
        times={Math.min(form.parallel, names.length)}
        expected={form.what === "database" ? expected : null}
        isComplete={why !== w.missingFolder}
        startText={
          isStarting ? w.starting : names.length === 1 ? w.start : w.startAll(names.length)
        }
        disabledReason={why}
        onStart={() => void start()}
      >
        {names.length > 1 && (
          <div className="statement-choice">
            <span className="caption">{w.statementOf}</span>
            <Choice
              label={w.statementOf}
              value={shown}
              options={names.map((value) => ({ value, text: value }))}
              onChange={setRead}
            />
          </div>
        )}
      </PreviewPane>
    </div>
  );
}

/** Sizes of the databases together: a full backup has at most as much. null while they are not known. */
function useExpected(
  serverId: string,
  names: readonly string[],
): { readonly bytes: number; readonly databases: number } | null {
  const { bridge } = useApp();
  const { value } = usePolled(
    `sizes ${serverId}`,
    () => bridge.call("databases", { serverId }),
    null,
  );
  if (value === null) return null;
  const bytes = value
    .filter(({ name }) => names.includes(name))
    .reduce((sum, database) => sum + database.bytes, 0);
  return { bytes, databases: names.length };
}

/** Starts one backup, or several in a row. @returns the path of the page that shows it */
async function startBackups(
  app: ReturnType<typeof useApp>,
  { server }: ListedServer,
  ...[form, names]: [form: BackupForm, names: readonly string[]]
): Promise<string> {
  const [name] = names;
  if (name !== undefined && names.length === 1) {
    const spec = backupSpecOf(form, server, name, Date.now());
    const { runId } = await app.bridge.call("startRun", { spec });
    return `/run/${encodeURIComponent(runId)}`;
  }
  await app.bridge.call("planBackups", planRequestOf(form, server.id, names));
  return serverPath(server.id, "watch");
}
