import { KeyRound, RefreshCw, Trash2 } from "lucide-react";
import { useState } from "react";
import { useLocation } from "wouter";
import { useStore } from "zustand";
import type { ListedServer } from "../../electron/contract/server-saved.ts";
import { useApp, useFormat, useWords } from "../app-context.ts";
import { Button, SegmentedControl } from "../ui/button.tsx";
import { iconSize } from "../ui/icons.ts";
import { DatabasesPane } from "./databases-pane.tsx";
import { ReadinessPane } from "./readiness-pane.tsx";
import { RemoveQuestion } from "./remove-question.tsx";
import { addressOf, userOf } from "./server-form.ts";
import { ServerDialog } from "./server-dialog.tsx";
import { serverPath, serverViews, type ServerView as View } from "./servers-store.ts";
import { useReadiness } from "./use-readiness.ts";
import { WatchView } from "./watch-view.tsx";

interface ServerViewProps {
  readonly listed: ListedServer;
  readonly view: View;
}

/** One SQL Server: whether it is ready and what it has; or what runs and ran there. */
export function ServerView({ listed, view }: ServerViewProps): React.JSX.Element {
  const [isEditing, setIsEditing] = useState(false);
  const [isRemoving, setIsRemoving] = useState(false);
  const { server } = listed;
  // A changed login is another question.
  const key = JSON.stringify(listed);
  const readiness = useReadiness(server.id, key, view === "overview");
  return (
    <>
      <ServerHead
        listed={listed}
        view={view}
        onTest={readiness.again}
        isTesting={readiness.isAsking}
        onEdit={() => setIsEditing(true)}
        onRemove={() => setIsRemoving(true)}
      />
      {view === "overview" ? (
        <>
          <ReadinessPane readiness={readiness} onEdit={() => setIsEditing(true)} />
          <DatabasesPane server={server} askKey={key} />
        </>
      ) : (
        <WatchView server={server} askKey={key} />
      )}
      {isEditing && (
        <ServerDialog
          listed={listed}
          onClose={() => setIsEditing(false)}
          onSaved={() => {
            setIsEditing(false);
            readiness.again();
          }}
        />
      )}
      {isRemoving && <RemoveQuestion server={server} onClose={() => setIsRemoving(false)} />}
    </>
  );
}

interface ServerHeadProps {
  readonly listed: ListedServer;
  readonly view: View;
  readonly isTesting: boolean;
  readonly onTest: () => void;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
}

function ServerHead(props: ServerHeadProps): React.JSX.Element {
  const { listed, view, isTesting, onTest, onEdit, onRemove } = props;
  const { server, secret } = listed;
  const app = useApp();
  const { servers: w } = useWords();
  const format = useFormat();
  const [, navigate] = useLocation();
  const atMs = useStore(app.servers, (state) => state.readiness[server.id]?.checkedAtMs);
  const facts = [
    addressOf(server),
    server.encryption === "off" ? w.notEncrypted : w.encrypted,
    w.as(userOf(server.login)),
    w.secretWhere[secret],
  ];
  return (
    <header className="page-head server-head">
      <div className="server-title">
        <h2 className="ellipsis">{server.name}</h2>
        <p className="caption ellipsis" data-tip={facts.join(", ")}>
          {facts.join(", ")}
        </p>
      </div>
      <span className="spring" />
      <SegmentedControl
        label={w.viewOf}
        value={view}
        options={serverViews.map((value) => ({ value, text: w[value] }))}
        onChange={(next) => navigate(serverPath(server.id, next))}
      />
      <Button
        icon={<RefreshCw {...iconSize} />}
        tip={atMs === undefined ? w.notTested : w.tested(format.clock(atMs))}
        onClick={onTest}
      >
        {isTesting ? w.testing : w.testAgain}
      </Button>
      <Button icon={<KeyRound {...iconSize} />} onClick={onEdit}>
        {w.edit}
      </Button>
      <Button
        tone="quiet"
        label={w.removeOf(server.name)}
        icon={<Trash2 {...iconSize} />}
        onClick={onRemove}
      />
    </header>
  );
}
