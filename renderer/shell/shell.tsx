import { useEffect } from "react";
import { Redirect, Route, Switch, useLocation } from "wouter";
import { useStore } from "zustand";
import { useApp, useSettings, useWords } from "../app-context.ts";
import { LabPage } from "../lab/lab-page.tsx";
import { ComparePage } from "../compare/compare-page.tsx";
import { CodeCard } from "../explain/code-card.tsx";
import { CodesPage } from "../explain/codes-page.tsx";
import { InspectorPage } from "../inspector/inspector-page.tsx";
import { NewJobPage } from "../new-job/new-job-page.tsx";
import { runViewOf } from "../run/run-views.ts";
import { RunPage } from "../run/run-page.tsx";
import { RunsPage } from "../runs/runs-page.tsx";
import { ServersPage } from "../servers/servers-page.tsx";
import { ComparePage as CompareTracesPage } from "../traces/compare-page.tsx";
import { OpenTracePage } from "../traces/open-trace-page.tsx";
import { TracePage } from "../traces/trace-page.tsx";
import { TracesPage } from "../traces/traces-page.tsx";
import { useTraceDrop } from "../traces/use-trace-drop.ts";
import { SettingsPage } from "../settings/settings-page.tsx";
import { isDark, languageOf } from "../stores/settings-store.ts";
import { Tour } from "../tour/tour.tsx";
import { Button } from "../ui/button.tsx";
import { Empty } from "../ui/empty.tsx";
import { ErrorBoundary } from "../ui/error-boundary.tsx";
import { TooltipLayer } from "../ui/tooltip.tsx";
import { Navigation } from "./navigation.tsx";
import { AbortQuestion, KeysSheet, NoticeLine } from "./overlays.tsx";
import { Palette } from "./palette.tsx";
import "./shell.css";
import { StatusLine } from "./status-line.tsx";
import { TitleBar } from "./title-bar.tsx";
import { useCommands } from "./use-commands.ts";
import { useWindowKeys } from "./use-keys.ts";

/** The frame around every page. */
export function Shell(): React.JSX.Element {
  const { ui } = useApp();
  const words = useWords();
  const commands = useCommands();
  const { isPaletteOpen, isKeysOpen, isTourOpen, abortAsked, explained, isConnected } =
    useStore(ui);
  const [path] = useLocation();
  useWindowKeys(commands);
  useLook();
  useRequests(commands);
  useTraceDrop();
  return (
    <div className="shell">
      <TitleBar commands={commands} />
      <Navigation />
      <main className="content" data-region tabIndex={-1} aria-label={words.shell.content}>
        {isConnected ? (
          <ErrorBoundary
            resetKey={path}
            fallback={(message, retry) => <Crashed message={message} retry={retry} />}
          >
            <Pages />
          </ErrorBoundary>
        ) : (
          <Empty title={words.connection.lost} text={words.connection.lostText} />
        )}
      </main>
      <StatusLine />
      {isPaletteOpen && <Palette commands={commands} />}
      {isKeysOpen && <KeysSheet />}
      {abortAsked !== null && <AbortQuestion runId={abortAsked} />}
      {explained !== null && <CodeCard key={explained} codeKey={explained} />}
      {isTourOpen && <Tour />}
      <NoticeLine />
      <TooltipLayer />
    </div>
  );
}

function Pages(): React.JSX.Element {
  return (
    <Switch>
      <Route path="/">
        <NewJobPage />
      </Route>
      <Route path="/run/:runId/:view?">
        {({ runId, view }) => (
          <RunPage
            key={runId}
            runId={decodeURIComponent(runId)}
            view={runViewOf(`/run/${runId}/${view ?? ""}`)}
          />
        )}
      </Route>
      <Route path="/runs">
        <RunsPage />
      </Route>
      <Route path="/servers/:serverId?/:view?">
        {({ serverId, view }) => <ServersPage serverId={serverId ?? null} view={view ?? null} />}
      </Route>
      <Route path="/lab">
        <LabPage />
      </Route>
      <Route path="/compare">
        <ComparePage />
      </Route>
      <Route path="/inspector">
        <InspectorPage />
      </Route>
      <Route path="/traces/:chosen?">
        {({ chosen }) => <TracesPage key={chosen} chosen={chosen ?? null} />}
      </Route>
      <Route path="/trace/:traceId">{({ traceId }) => <TracePage traceId={traceId} />}</Route>
      <Route path="/open-trace/:file">
        {({ file }) => <OpenTracePage key={file} file={decodeURIComponent(file)} />}
      </Route>
      <Route path="/compare-traces/:a/:b">{({ a, b }) => <CompareTracesPage a={a} b={b} />}</Route>
      <Route path="/codes/:key?">{({ key }) => <CodesPage chosen={key ?? null} />}</Route>
      <Route path="/settings">
        <SettingsPage />
      </Route>
      <Route>
        <Redirect to="/" replace />
      </Route>
    </Switch>
  );
}

function Crashed({
  message,
  retry,
}: {
  readonly message: string;
  readonly retry: () => void;
}): React.JSX.Element {
  const { connection } = useWords();
  return (
    <Empty
      title={connection.crashed}
      text={`${connection.crashedText} ${message}`}
      action={<Button onClick={retry}>{connection.reload}</Button>}
    />
  );
}

/** Theme, language and motion on the document's root. */
function useLook(): void {
  const dark = useSettings(isDark);
  const language = useSettings(languageOf);
  const motion = useSettings((state) => state.settings.reducedMotion);
  const { isDrawnByProcessor } = useApp().hello;
  useEffect(() => {
    const root = document.documentElement;
    root.dataset["theme"] = dark ? "dark" : "light";
    root.dataset["motion"] = motion === "on" ? "reduced" : "system";
    root.dataset["drawing"] = isDrawnByProcessor ? "processor" : "graphics";
    root.lang = language;
  }, [dark, language, motion, isDrawnByProcessor]);
}

/** What a menu of the system, an accelerator or the command line asks of the page. */
function useRequests(commands: ReturnType<typeof useCommands>): void {
  const app = useApp();
  const [, navigate] = useLocation();
  useEffect(
    () =>
      app.bridge.onEvent("command", ({ command, argument }) => {
        if (command === "openRun" && argument !== null) {
          navigate(`/run/${encodeURIComponent(argument)}`);
          return;
        }
        if (command === "openTrace" && argument !== null) {
          navigate(`/open-trace/${encodeURIComponent(argument)}`);
          return;
        }
        if (command === "palette") app.ui.setState({ isPaletteOpen: true });
        const known = commands.find((one) => one.id === command);
        if (known?.disabledReason === null) known.run();
        else if (known !== undefined) app.notify(known.disabledReason);
      }),
    [app, commands, navigate],
  );
}
