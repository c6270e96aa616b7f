import { Code2, FolderOpen, Play, RotateCcw, Save, StepForward } from "lucide-react";
import type { LabView } from "../../electron/contract/lab/calls.ts";
import { labMethods } from "../../electron/contract/lab/methods.ts";
import { labScripts } from "../../electron/contract/lab/scripts.ts";
import type { LabEntry, LabStep } from "../../electron/contract/lab/transcript.ts";
import { useApp, useWords } from "../app-context.ts";
import { Choice } from "../ui/fields.tsx";
import { Button, KeyHint } from "../ui/button.tsx";
import { iconSize } from "../ui/icons.ts";
import type { Words } from "../words/words.ts";
import { processName } from "./lab-models.ts";
import type { LabDeeds } from "./use-lab.ts";

interface LabHeadProps {
  readonly view: LabView;
  readonly entries: readonly LabEntry[];
  readonly next: LabStep | null;
  readonly deed: LabDeeds["deed"];
  readonly onExport: () => void;
}

/** Script, step and run; what becomes of the transcript; the sentence of the next step. */
export function LabHead(props: LabHeadProps): React.JSX.Element {
  const { view, next } = props;
  const words = useWords();
  const { lab } = words;
  return (
    <>
      <header className="page-head lab-head">
        <h1>{lab.title}</h1>
        <ScriptChoice {...props} />
        {view.script !== null && <Progress script={view.script} />}
        <span className="spring" />
        <HeadButtons {...props} />
      </header>
      {next !== null && (
        <p className="lab-next" role="status">
          {next.text?.[words.language]}{" "}
          <span className="caption">
            {lab.next(processName(next.process, words), deedOf(next, words))}
          </span>
        </p>
      )}
    </>
  );
}

function deedOf(step: LabStep, { lab }: Words): string {
  if (step.kind === "call") return labMethods[step.method].name;
  return step.kind === "kill" ? lab.killed : lab.started;
}

function ScriptChoice({ view, deed }: LabHeadProps): React.JSX.Element {
  const { bridge } = useApp();
  const { lab, language } = useWords();
  const { script } = view;
  const options = [
    { value: "", text: lab.noScript },
    ...labScripts.map(({ id, title }) => ({ value: id, text: title[language] })),
    ...(script?.id === "recording" ? [{ value: script.id, text: lab.recording(script.name) }] : []),
  ];
  return (
    <Choice
      label={lab.script}
      value={script?.id ?? ""}
      options={options}
      onChange={(id) => {
        if (id !== "recording")
          void deed(() => bridge.call("labScript", { id: id === "" ? null : id }));
      }}
    />
  );
}

function Progress({
  script,
}: {
  readonly script: NonNullable<LabView["script"]>;
}): React.JSX.Element {
  const { lab } = useWords();
  const isOver = script.done === script.count;
  const differences = script.differences.length;
  return (
    <span className="caption" aria-live="polite">
      {lab.stepOf(script.done, script.count)}
      {differences > 0 && <span className="err">, {lab.differences(differences)}</span>}
      {isOver && differences === 0 && `, ${lab.allAsExpected}`}
    </span>
  );
}

function HeadButtons({ view, entries, deed, onExport }: LabHeadProps): React.JSX.Element {
  const app = useApp();
  const { bridge } = app;
  const { lab } = useWords();
  const { script } = view;
  const isOver = script !== null && script.done >= script.count;
  const save = async (): Promise<void> => {
    const { path } = await bridge.call("labSave", {});
    if (path !== null) app.notify(lab.saved(path));
  };
  const nothing = entries.length === 0 ? lab.noCalls : null;
  return (
    <>
      <Button
        tone="quiet"
        className="lab-text-goes"
        icon={<FolderOpen {...iconSize} />}
        label={lab.load}
        onClick={() => void deed(() => bridge.call("labLoad", {}))}
      />
      <Button
        tone="quiet"
        icon={<Save {...iconSize} />}
        label={lab.save}
        disabledReason={nothing}
        onClick={() => void app.attempt(save)}
      />
      <Button
        tone="quiet"
        icon={<RotateCcw {...iconSize} />}
        onClick={() => void deed(() => bridge.call("labStartOver", {}))}
        label={lab.startOver}
      >
        <span className="lab-button-text">{lab.startOver}</span>
      </Button>
      {script !== null && !isOver && (
        <>
          <Button
            icon={<StepForward {...iconSize} />}
            label={`${lab.step} F10`}
            onClick={() => void deed(() => bridge.call("labStep", {}))}
          >
            <span className="lab-button-text">{lab.step}</span> <KeyHint keys="F10" />
          </Button>
          <Button
            icon={<Play {...iconSize} />}
            label={`${lab.run} F5`}
            onClick={() => void deed(() => bridge.call("labRun", {}))}
          >
            <span className="lab-button-text">{lab.run}</span>
          </Button>
        </>
      )}
      <Button
        icon={<Code2 {...iconSize} />}
        label={lab.exportCode}
        disabledReason={nothing}
        onClick={onExport}
      >
        <span className="lab-button-text">{lab.exportCode}</span>
      </Button>
    </>
  );
}
