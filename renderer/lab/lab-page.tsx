import { useEffect, useMemo, useState } from "react";
import type { LabView } from "../../electron/contract/lab/calls.ts";
import type { LabMethodId } from "../../electron/contract/lab/methods.ts";
import { useApp, useWords } from "../app-context.ts";
import { Button } from "../ui/button.tsx";
import { Empty } from "../ui/empty.tsx";
import { labDevices } from "./device-models.ts";
import { LabColumn } from "./lab-column.tsx";
import { LabExport } from "./lab-export.tsx";
import { LabHead } from "./lab-head.tsx";
import { clientState, nextStep } from "./lab-models.ts";
import { LabSide } from "./lab-side.tsx";
import { LabTranscript } from "./lab-transcript.tsx";
import "./lab.css";
import { StateMachines } from "./state-machines.tsx";
import { useLab, type LabDeeds, type LabState } from "./use-lab.ts";

/** The protocol lab: one column a process, a form a method, everything in a transcript. */
export function LabPage(): React.JSX.Element {
  const { lab } = useWords();
  const state = useLab();
  const { view, problem, open } = state;
  if (problem !== null)
    return (
      <Empty
        title={lab.failed}
        text={problem}
        action={<Button onClick={open}>{lab.again}</Button>}
      />
    );
  if (view === null) return <Empty title={lab.starting} text={lab.startingText} />;
  return <OpenLab {...state} view={view} />;
}

function OpenLab(props: LabState & LabDeeds & { readonly view: LabView }): React.JSX.Element {
  const { view, entries, deed } = props;
  const { lab } = useWords();
  const { bridge } = useApp();
  const [isExporting, setExporting] = useState(false);
  const forms = useForms(view);
  const next = nextStep(view);
  const [wanted, setShown] = useState(0);
  const devices = useMemo(() => labDevices(view, entries), [view, entries]);
  const shown = devices[wanted] ?? devices[0];
  useRunKeys({
    F10: () => void deed(() => bridge.call("labStep", {})),
    F5: () => void deed(() => bridge.call("labRun", {})),
  });
  return (
    <div className="lab">
      <LabHead
        view={view}
        entries={entries}
        deed={deed}
        next={next}
        onExport={() => setExporting(true)}
      />
      <StateMachines
        setName={view.setName}
        state={clientState(view)}
        devices={devices}
        shown={shown?.number ?? 0}
        onShow={setShown}
      />
      <div className="lab-middle">
        <div className="lab-columns">
          {view.processes.map((process) => (
            <LabColumn
              key={process.id}
              process={process}
              view={view}
              entries={entries}
              next={next}
              device={shown}
              open={forms.openIn(process.id)}
              onOpen={(method) => forms.open(process.id, method)}
              deed={deed}
            />
          ))}
        </div>
        <LabSide view={view} entries={entries} deed={deed} />
      </div>
      <section className="lab-transcript">
        <header className="pane-head">
          <h2>{lab.transcript}</h2>
          <span className="caption">
            {entries.length === 0 ? "" : lab.calls(String(entries.length))}
          </span>
        </header>
        <LabTranscript entries={entries} view={view} />
      </section>
      {isExporting && <LabExport onClose={() => setExporting(false)} />}
    </div>
  );
}

interface Forms {
  readonly openIn: (process: string) => LabMethodId | null;
  readonly open: (process: string, method: LabMethodId | null) => void;
}

/** One form open in each column; the next step of a script closes what the user opened before. */
function useForms(view: LabView): Forms {
  const [opened, setOpened] = useState<{
    readonly done: number;
    readonly methods: Readonly<Record<string, LabMethodId | null>>;
  }>({ done: 0, methods: {} });
  const done = view.script?.done ?? 0;
  const methods = opened.done === done ? opened.methods : {};
  return {
    openIn: (process) => methods[process] ?? null,
    open: (process, method) => setOpened({ done, methods: { ...methods, [process]: method } }),
  };
}

/** Function keys act wherever the focus is, also in a field. */
function useRunKeys(keys: Readonly<Record<"F10" | "F5", () => void>>): void {
  const { ui } = useApp();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const { isPaletteOpen, isKeysOpen } = ui.getState();
      if (event.defaultPrevented || isPaletteOpen || isKeysOpen) return;
      if (event.key !== "F10" && event.key !== "F5") return;
      event.preventDefault();
      keys[event.key]();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  });
}
