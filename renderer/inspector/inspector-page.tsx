import { Copy, FilePlus, ShieldCheck, X } from "lucide-react";
import { useMemo, useState } from "react";
import { useStore } from "zustand";
import type { Inspection } from "../../electron/contract/inspection.ts";
import { useApp, useFormat, useWords } from "../app-context.ts";
import { useFileDrop } from "../new-job/use-file-drop.ts";
import { useSingleKeys } from "../shell/use-keys.ts";
import { Button } from "../ui/button.tsx";
import { Empty } from "../ui/empty.tsx";
import { iconSize } from "../ui/icons.ts";
import { useCopy } from "../ui/use-copy.ts";
import { useViewAction } from "../ui/use-view-action.ts";
import { ChainPane } from "./chain-pane.tsx";
import { ChecksPane } from "./checks-pane.tsx";
import { DamagePane } from "./damage-pane.tsx";
import { FilesPane } from "./files-pane.tsx";
import { addFiles, cancelInspection, chooseFiles, inspectFiles } from "./inspector-actions.ts";
import { rowsOf, type SetRow } from "./inspector-model.ts";
import { clearInspector } from "./inspector-store.ts";
import "./inspector.css";
import { SetFacts } from "./set-facts.tsx";
import { SetList } from "./set-list.tsx";
import { StructureSection } from "./structure-section.tsx";

/** A backup read without SQL Server: structure, sets, files, chain and damage of the files dropped here. */
export function InspectorPage(): React.JSX.Element {
  const app = useApp();
  const words = useWords();
  const [isOver, setIsOver] = useState(false);
  const { inspection, problem } = useStore(app.inspector);
  useFileDrop((paths) => addFiles(app, paths), setIsOver);
  const w = words.inspector;
  return (
    <div className={`inspector${isOver ? " is-over" : ""}`}>
      <InspectorHead />
      <ProgressLine />
      {problem !== null && (
        <p className="inspector-problem err" role="alert">
          <strong>{w.failed}.</strong> {problem}
        </p>
      )}
      {inspection === null ? <Nothing isOver={isOver} /> : <Inspected inspection={inspection} />}
    </div>
  );
}

/** Before the first file. */
function Nothing({ isOver }: { readonly isOver: boolean }): React.JSX.Element {
  const app = useApp();
  const { inspector: w } = useWords();
  const busy = useStore(app.inspector, (state) => state.busy);
  return (
    <>
      <h2 className="visually-hidden">{w.sets}</h2>
      <Empty
        title={busy === null ? (isOver ? w.dropNow : w.emptyTitle) : w.reading}
        text={w.emptyText}
        action={
          busy === null && (
            <Button icon={<FilePlus {...iconSize} />} onClick={() => void chooseFiles(app)}>
              {w.choose}
            </Button>
          )
        }
      />
    </>
  );
}

function InspectorHead(): React.JSX.Element {
  const app = useApp();
  const words = useWords();
  const format = useFormat();
  const { files, inspection, busy, tookMs } = useStore(app.inspector);
  const w = words.inspector;
  const isVerified = inspection?.files.some(({ checks }) => checks !== null) === true;
  const took = tookMs < 1000 ? `${format.count(Math.ceil(tookMs))} ms` : format.span(tookMs);
  const said = isVerified ? w.verified : w.read;
  const why = busy !== null ? w.whyBusy : files.length === 0 ? w.whyEmpty : null;
  const copyText = useCopy();
  const copy = (): void => copyText(JSON.stringify(inspection, null, 2));
  useViewAction("copyText", copy, inspection === null ? w.whyEmpty : null);
  return (
    <header className="page-head">
      <h1>{w.title}</h1>
      <span className="caption ellipsis">
        {inspection === null ? "" : said(w.files(inspection.files.length), took)}
      </span>
      <span className="spring" />
      {inspection !== null && (
        <>
          <Button icon={<FilePlus {...iconSize} />} onClick={() => void chooseFiles(app)}>
            {w.add}
          </Button>
          <Button icon={<Copy {...iconSize} />} onClick={copy} className="drops-text">
            {w.copyJson}
          </Button>
          <Button
            icon={<ShieldCheck {...iconSize} />}
            disabledReason={why}
            onClick={() => void inspectFiles(app, files, true)}
          >
            {isVerified ? w.verifyAgain : w.verify}
          </Button>
          <Button
            tone="quiet"
            icon={<X {...iconSize} />}
            label={w.clear}
            onClick={() => {
              cancelInspection(app);
              clearInspector(app.inspector);
            }}
          />
        </>
      )}
    </header>
  );
}

function ProgressLine(): React.JSX.Element | null {
  const app = useApp();
  const { inspector: w } = useWords();
  const format = useFormat();
  const { busy, progress } = useStore(app.inspector);
  if (busy === null) return null;
  const share = progress === null || progress.total === 0 ? 0 : progress.done / progress.total;
  const text =
    busy === "reading" || progress === null
      ? w.reading
      : w.verifying(
          format.text(format.size(progress.done)),
          format.text(format.size(progress.total)),
        );
  return (
    <div className="inspector-progress">
      <span>{text}</span>
      <span
        className="inspector-bar"
        role="progressbar"
        aria-label={text}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.floor(share * 100)}
      >
        <span style={{ width: `${share * 100}%` }} />
      </span>
      <Button size="small" onClick={() => cancelInspection(app)}>
        {w.cancel}
      </Button>
    </div>
  );
}

function Inspected({ inspection }: { readonly inspection: Inspection }): React.JSX.Element {
  const app = useApp();
  const { inspector: w } = useWords();
  const [isTable, setIsTable] = useState(false);
  const selected = useStore(app.inspector, (state) => state.selected);
  const rows = useMemo(() => rowsOf(inspection), [inspection]);
  const row = rows.find(({ key }) => key === selected) ?? rows[0];
  const toggle = (): void => setIsTable((was) => !was);
  useSingleKeys({ t: toggle });
  useViewAction("table", toggle);
  return (
    <>
      <StructureSection inspection={inspection} isTable={isTable} onToggle={toggle} />
      <div className="inspector-columns">
        <section className="inspector-column" aria-label={w.sets}>
          <SetList
            rows={rows}
            chosen={row?.key ?? null}
            onChoose={(key) => app.inspector.setState({ selected: key })}
          />
          {row !== undefined && <SetFacts row={row} />}
        </section>
        <div className="inspector-column">
          {row === undefined ? (
            <Empty title={w.noSets} text={w.noSetsText} />
          ) : (
            <SetPanes row={row} isTable={isTable} />
          )}
        </div>
        <div className="inspector-column">
          <DamagePane inspection={inspection} rows={rows} />
          <ChecksPane inspection={inspection} />
        </div>
      </div>
    </>
  );
}

function SetPanes({
  row,
  isTable,
}: {
  readonly row: SetRow;
  readonly isTable: boolean;
}): React.JSX.Element {
  return (
    <>
      <FilesPane row={row} />
      <ChainPane chain={row.chain} isTable={isTable} />
    </>
  );
}
