import { Check, CircleX, Minus, TriangleAlert } from "lucide-react";
import { Link } from "wouter";
import { useStore } from "zustand";
import type { Readiness } from "../../electron/contract/server-readiness.ts";
import type { ListedServer } from "../../electron/contract/server-saved.ts";
import { useApp, useWords } from "../app-context.ts";
import { iconSmall } from "../ui/icons.ts";
import { addressOf, userOf } from "./server-form.ts";
import { embeddedId, serverPath } from "./servers-store.ts";

interface ServerListProps {
  readonly listed: readonly ListedServer[];
  readonly chosen: string;
}

/** The embedded server first, then those that were added, by name. */
export function ServerList({ listed, chosen }: ServerListProps): React.JSX.Element {
  const app = useApp();
  const { servers: w } = useWords();
  const readiness = useStore(app.servers, (state) => state.readiness);
  return (
    <nav className="server-list" aria-label={w.list}>
      <Link
        to={serverPath(embeddedId, "overview")}
        className="server-entry"
        aria-current={chosen === embeddedId ? "page" : undefined}
      >
        <span className="server-name ellipsis">{w.embedded}</span>
        <span className="server-mark">
          <Check {...iconSmall} />
          {w.isReady}
        </span>
        <span className="caption ellipsis">{w.embeddedHint}</span>
      </Link>
      {listed.map(({ server }) => (
        <Link
          key={server.id}
          to={serverPath(server.id, "overview")}
          className="server-entry"
          aria-current={chosen === server.id ? "page" : undefined}
        >
          <span className="server-name ellipsis">{server.name}</span>
          <ReadinessMark readiness={readiness[server.id] ?? null} />
          <span className="caption ellipsis">{captionOf(server, w.as)}</span>
        </Link>
      ))}
    </nav>
  );
}

function captionOf(server: ListedServer["server"], as: (login: string) => string): string {
  const address = addressOf(server);
  const login = as(userOf(server.login));
  return address === server.name ? login : `${address}, ${login}`;
}

/** The sum of a readiness list: a sign and its words. */
export function ReadinessMark({
  readiness,
}: {
  readonly readiness: Readiness | null;
}): React.JSX.Element {
  const { servers: w } = useWords();
  if (readiness === null)
    return (
      <span className="server-mark quiet">
        <Minus {...iconSmall} />
        {w.notTested}
      </span>
    );
  const count = (state: "fail" | "warn"): number =>
    readiness.items.filter((item) => item.state === state).length;
  if (readiness.items.some(({ finding }) => finding === "login.failed"))
    return (
      <span className="server-mark err">
        <CircleX {...iconSmall} />
        {w.offline}
      </span>
    );
  if (count("fail") > 0)
    return (
      <span className="server-mark err">
        <CircleX {...iconSmall} />
        {w.toFix(count("fail"))}
      </span>
    );
  if (count("warn") > 0)
    return (
      <span className="server-mark warn">
        <TriangleAlert {...iconSmall} />
        {w.warnings(count("warn"))}
      </span>
    );
  return (
    <span className="server-mark">
      <Check {...iconSmall} />
      {w.isReady}
    </span>
  );
}
