import { X } from "lucide-react";
import { useEffect } from "react";
import { useStore } from "zustand";
import { useApp, useWords } from "../app-context.ts";
import { Button, KeyHint } from "../ui/button.tsx";
import { iconSmall } from "../ui/icons.ts";
import { Modal } from "../ui/modal.tsx";

const noticeMs = 8_000;

/** The one question before a run is aborted. */
export function AbortQuestion({ runId }: { readonly runId: string }): React.JSX.Element | null {
  const app = useApp();
  const words = useWords();
  const run = useStore(app.runs, (state) => state.byId[runId]);
  const close = (): void => app.ui.setState({ abortAsked: null });
  useEffect(() => {
    if (run?.result !== null) app.ui.setState({ abortAsked: null });
  }, [app, run]);
  if (run === undefined) return null;
  const abort = (): void => {
    close();
    void app.attempt(() => app.bridge.call("abortRun", { runId }));
  };
  return (
    <Modal label={words.abort.question(run.database)} role="alertdialog" onClose={close}>
      <h2>{words.abort.question(run.database)}</h2>
      <p>{words.abort[run.spec.kind]}</p>
      <div className="dialog-actions">
        <Button onClick={close} data-autofocus>
          {words.abort.no}
        </Button>
        <Button tone="danger" onClick={abort}>
          {words.abort.yes}
        </Button>
      </div>
    </Modal>
  );
}

/** All keys, as a list. */
export function KeysSheet(): React.JSX.Element {
  const app = useApp();
  const words = useWords();
  const { keys, common, lab, step, inspector, buffers, timeline, servers, explain, filter } = words;
  const close = (): void => app.ui.setState({ isKeysOpen: false });
  const everywhere: [string, string][] = [
    ["Ctrl K", keys.palette],
    ["Ctrl N", keys.newJob],
    ["Ctrl ↵", keys.start],
    ["Ctrl .", keys.abort],
    ["Ctrl E", keys.exportReport],
    ["Ctrl F", keys.filter],
    ["Ctrl ,", keys.settings],
    ["F10", step.keys.step],
    ["F5", step.keys.run],
    ["Shift F10", step.keys.nextCommand],
    ["F6", keys.regions],
    ["Shift F6", keys.regionsBack],
  ];
  const single: [string, string][] = [
    ["1", keys.monitor],
    ["2", timeline.keyTimeline],
    ["W S A D", timeline.keyMove],
    [", .", timeline.keyStep],
    ["[ ]", timeline.keyBuffer],
    ["R", timeline.keyArea],
    ["N", filter.keyNext],
    ["M Q Space", timeline.keyPin],
    ["3", buffers.keyBuffers],
    ["C", buffers.keyColour],
    ["G R", keys.goRuns],
    ["G S", servers.title],
    ["G L", lab.open],
    ["F10, F5", lab.keys],
    ["G I", inspector.title],
    ["G C", explain.goCodes],
    ["/", keys.filter],
    ["Space", keys.freeze],
    ["T", keys.table],
    ["?", keys.help],
  ];
  return (
    <Modal label={keys.title} className="dialog keys-sheet" onClose={close}>
      <h2>{keys.title}</h2>
      <h3>{keys.everywhere}</h3>
      <KeyList rows={everywhere} />
      <h3>{keys.single}</h3>
      <KeyList rows={single} />
      <div className="dialog-actions">
        <Button onClick={close} data-autofocus>
          {common.close}
        </Button>
      </div>
    </Modal>
  );
}

function KeyList({
  rows,
}: {
  readonly rows: readonly (readonly [string, string])[];
}): React.JSX.Element {
  return (
    <dl>
      {rows.map(([key, text]) => (
        <div key={key} style={{ display: "contents" }}>
          <dt>
            <KeyHint keys={key} />
          </dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A line for a few seconds: what was refused and why, or what was done. */
export function NoticeLine(): React.JSX.Element {
  const app = useApp();
  const { common } = useWords();
  const notice = useStore(app.ui, (state) => state.notice);
  const close = (): void => app.ui.setState({ notice: null });
  useEffect(() => {
    if (notice === null) return undefined;
    const timer = setTimeout(
      () => app.ui.setState((state) => (state.notice?.id === notice.id ? { notice: null } : state)),
      noticeMs,
    );
    return () => clearTimeout(timer);
  }, [app, notice]);
  return (
    <div
      role={notice?.tone === "error" ? "alert" : "status"}
      aria-live={notice?.tone === "error" ? "assertive" : "polite"}
    >
      {notice !== null && (
        <div className="popover notice">
          <span className={notice.tone === "error" ? "err" : ""}>{notice.text}</span>
          <Button
            size="small"
            tone="quiet"
            label={common.close}
            icon={<X {...iconSmall} />}
            onClick={close}
          />
        </div>
      )}
    </div>
  );
}
