import { Plus } from "lucide-react";
import { useState } from "react";
import { useLocation } from "wouter";
import { useStore } from "zustand";
import type { ListedServer } from "../../electron/contract/server-saved.ts";
import { useApp, useWords } from "../app-context.ts";
import { Button } from "../ui/button.tsx";
import { Empty } from "../ui/empty.tsx";
import { iconSize } from "../ui/icons.ts";
import { BackupView } from "./backup-view.tsx";
import { EmbeddedView } from "./embedded-view.tsx";
import { RestoreView } from "./restore-view.tsx";
import { ServerDialog } from "./server-dialog.tsx";
import { ServerList } from "./server-list.tsx";
import { ServerView } from "./server-view.tsx";
import { addingId, embeddedId, serverPath } from "./servers-store.ts";
import "./servers.css";

interface ServersPageProps {
  /** As the path says it; null: the embedded server. */
  readonly serverId: string | null;
  readonly view: string | null;
}

/** The servers that the app knows; the chosen one with its readiness, its databases, and what runs there. */
export function ServersPage({ serverId, view }: ServersPageProps): React.JSX.Element {
  const app = useApp();
  const { servers: w } = useWords();
  const [, navigate] = useLocation();
  const listed = useStore(app.servers, (state) => state.listed);
  const isAdding = serverId === addingId;
  const [last, setLast] = useState(serverId ?? embeddedId);
  // Behind the dialog stays what was shown.
  const chosen = isAdding ? last : (serverId ?? embeddedId);
  if (chosen !== last) setLast(chosen);
  const add = (): void => navigate(serverPath(addingId, "overview"));
  const known = listed.find(({ server }) => server.id === chosen);
  return (
    <div className="servers-page">
      <aside className="servers-side" aria-label={w.list}>
        <header className="servers-side-head">
          <h1>{w.title}</h1>
          <Button className="drops-text" icon={<Plus {...iconSize} />} onClick={add}>
            {w.add}
          </Button>
        </header>
        <ServerList listed={listed} chosen={chosen} />
      </aside>
      <div className="servers-main">
        {chosen === embeddedId || chosen === addingId ? (
          <EmbeddedView onAdd={add} hasServers={listed.length > 0} />
        ) : known === undefined ? (
          <Empty title={w.unknown} text={w.unknownText} />
        ) : (
          <ChosenServer key={chosen} listed={known} view={view} />
        )}
      </div>
      {isAdding && (
        <ServerDialog
          listed={null}
          onClose={() => navigate(serverPath(chosen, "overview"))}
          onSaved={(id) => navigate(serverPath(id, "overview"))}
        />
      )}
    </div>
  );
}

function ChosenServer({
  listed,
  view,
}: {
  readonly listed: ListedServer;
  readonly view: string | null;
}): React.JSX.Element {
  if (view === "backup") return <BackupView listed={listed} />;
  if (view === "restore") return <RestoreView listed={listed} />;
  return <ServerView listed={listed} view={view === "watch" ? "watch" : "overview"} />;
}
