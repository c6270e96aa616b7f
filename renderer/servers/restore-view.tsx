import { ArrowLeft } from "lucide-react";
import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import type { MovedFile } from "../../electron/contract/server-preview.ts";
import type { ListedServer } from "../../electron/contract/server-saved.ts";
import { useApp, useWords } from "../app-context.ts";
import { Button } from "../ui/button.tsx";
import { iconSize } from "../ui/icons.ts";
import { useViewAction } from "../ui/use-view-action.ts";
import { MovesSection } from "./moves-section.tsx";
import { PreviewPane } from "./preview-pane.tsx";
import { RestoreFormRows } from "./restore-form-rows.tsx";
import {
  emptyRestoreForm,
  mediaOf,
  restoreProblem,
  restoreSpecOf,
  type RestoreForm,
} from "./server-job.ts";
import { serverPath } from "./servers-store.ts";
import { usePolled } from "./use-polled.ts";
import { usePreview, useSettled } from "./use-preview.ts";

const noFiles: readonly MovedFile[] = [];

/** A restore into a database of a server: from which media, where its files go, and its statement before it runs. */
export function RestoreView({ listed }: { readonly listed: ListedServer }): React.JSX.Element {
  const app = useApp();
  const { serverJob: w } = useWords();
  const [, navigate] = useLocation();
  const { server } = listed;
  const [form, setForm] = useState<RestoreForm>(
    () => app.servers.getState().nextRestore ?? emptyRestoreForm([]),
  );
  useEffect(() => app.servers.setState({ nextRestore: null }), [app]);
  const [isStarting, setIsStarting] = useState(false);
  const change = (part: Partial<RestoreForm>): void =>
    setForm((before) => ({ ...before, ...part }));
  const moves = useMoves(server.id, form);
  const problem = restoreProblem(form);
  const files = moves.value ?? noFiles;
  const spec = problem === null ? restoreSpecOf(form, server, files) : null;
  const preview = usePreview(spec);
  const isReading = form.what === "database" && !moves.isCurrent;
  const busy = isStarting ? w.starting : isReading ? w.filesReading : null;
  const why = problem === null ? busy : w[problem];
  const start = async (): Promise<void> => {
    if (spec === null || why !== null) return;
    setIsStarting(true);
    const started = await app.attempt(() => app.bridge.call("startRun", { spec }));
    setIsStarting(false);
    if (started !== undefined) navigate(`/run/${encodeURIComponent(started.runId)}`);
  };
  useViewAction("start", () => void start(), why);
  return (
    <>
      <header className="page-head server-head">
        <Button
          tone="quiet"
          icon={<ArrowLeft {...iconSize} />}
          label={w.back}
          onClick={() => navigate(serverPath(server.id, "overview"))}
        />
        <div className="server-title">
          <h2>{w.restoreTitle}</h2>
          <p className="caption ellipsis">{w.on(server.name)}</p>
        </div>
      </header>
      <div className="server-job">
        <div className="server-job-fields">
          <RestoreFormRows form={form} change={change} />
          {form.what === "database" && (
            <MovesSection form={form} change={change} files={moves.value} problem={moves.problem} />
          )}
        </div>
        <PreviewPane
          preview={preview}
          times={1}
          expected={null}
          isComplete={problem === null}
          startText={isStarting ? w.starting : w.startRestore}
          disabledReason={why}
          onStart={() => void start()}
        />
      </div>
    </>
  );
}

interface Moves {
  /** null while media or name are missing. */
  readonly value: readonly MovedFile[] | null;
  readonly problem: string | null;
  /** Whether that is the answer for what the form says now. */
  readonly isCurrent: boolean;
}

/** Files of the backup and places for them. */
function useMoves(serverId: string, form: RestoreForm): Moves {
  const { bridge } = useApp();
  const asked = { media: mediaOf(form), database: form.database.trim() };
  const key = JSON.stringify(asked);
  const settled = useSettled(asked, key);
  const { media, database } = settled.value;
  const isComplete = media.length > 0 && database !== "";
  const { value, problem } = usePolled<MovedFile[] | null>(
    `moves ${settled.key}`,
    () =>
      isComplete
        ? bridge.call("suggestMoves", { serverId, media, database })
        : Promise.resolve(null),
    null,
  );
  const isCurrent = settled.key === key && (value !== null || problem !== null);
  return { value, problem, isCurrent };
}
