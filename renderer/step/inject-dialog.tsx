import { Bug } from "lucide-react";
import { useState } from "react";
import type { FaultKind } from "../../electron/contract/job.ts";
import type { Run } from "../../electron/contract/run.ts";
import {
  injectableFaults,
  type ControlState,
  type InjectionPoint,
} from "../../electron/contract/step.ts";
import { useApp, useFormat, useWords } from "../app-context.ts";
import { Choice, NumberField } from "../ui/fields.tsx";
import { Button } from "../ui/button.tsx";
import { iconSize } from "../ui/icons.ts";
import { Modal } from "../ui/modal.tsx";
import { injectedFault, rulePages } from "../words/injected-fault-words.ts";
import { injectionProblem } from "./injection-problem.ts";
import { breakpointSentence, chosenOf, heldSentence } from "./step-sentences.ts";
import { askControl } from "./use-control.ts";

interface InjectDialogProps {
  readonly run: Run;
  readonly control: ControlState;
  readonly onClose: () => void;
}

/** Chooses a fault and the command that it strikes; says before what will happen, and which rule it shows. */
export function InjectDialog({ run, control, onClose }: InjectDialogProps): React.JSX.Element {
  const app = useApp();
  const { step, common, language } = useWords();
  const [fault, setFault] = useState<FaultKind>("bad-handle");
  const [kind, setKind] = useState<InjectionPoint["kind"]>(
    control.held.length > 0 ? "held" : "next",
  );
  const [ordinal, setOrdinal] = useState(10);
  const [id, setId] = useState(control.breakpoints[0]?.id ?? 1);
  const text = injectedFault(language, fault);
  const at = pointOf(kind, ordinal, id);
  const problem = injectionProblem({ fault, at }, { run, control }, step);
  const inject = async (): Promise<void> => {
    if (await askControl(app, run.runId, { kind: "inject", fault, at })) onClose();
  };
  return (
    <Modal label={step.injectTitle} className="dialog step-dialog" onClose={onClose}>
      <h2>{step.injectTitle}</h2>
      <p>{step.injectText}</p>
      <div className="inject-body">
        <div role="radiogroup" aria-label={step.fault} className="inject-faults">
          {injectableFaults.map((each) => (
            <label key={each} className="inject-fault">
              <input
                type="radio"
                name="fault"
                checked={each === fault}
                onChange={() => setFault(each)}
              />
              {injectedFault(language, each).name}
            </label>
          ))}
        </div>
        <div className="inject-text">
          <h3>{step.willHappen}</h3>
          <p>{text.will}</p>
          <h3>{step.rule}</h3>
          <p>{text.rule}</p>
          <p className="caption">{step.reference(rulePages[fault])}</p>
          <h3>{step.where}</h3>
          <Points {...{ control, kind, setKind, ordinal, setOrdinal, id, setId }} />
        </div>
      </div>
      <p className="form-problem" role="status">
        {problem ?? ""}
      </p>
      <div className="dialog-actions">
        <Button onClick={onClose}>{common.cancel}</Button>
        <Button
          tone="danger"
          icon={<Bug {...iconSize} />}
          disabledReason={problem}
          onClick={() => void inject()}
        >
          {step.injectNow}
        </Button>
      </div>
    </Modal>
  );
}

function pointOf(kind: InjectionPoint["kind"], ordinal: number, id: number): InjectionPoint {
  if (kind === "command") return { kind, ordinal };
  return kind === "breakpoint" ? { kind, id } : { kind };
}

interface PointsProps {
  readonly control: ControlState;
  readonly kind: InjectionPoint["kind"];
  readonly setKind: (kind: InjectionPoint["kind"]) => void;
  readonly ordinal: number;
  readonly setOrdinal: (ordinal: number) => void;
  readonly id: number;
  readonly setId: (id: number) => void;
}

function Points(props: PointsProps): React.JSX.Element {
  const { control, kind, setKind } = props;
  const words = useWords();
  const format = useFormat();
  const { step } = words;
  const chosen = chosenOf(control);
  const heldText = chosen === undefined ? step.whyNotHeld : heldSentence(chosen, words, format);
  const radio = (value: InjectionPoint["kind"], isOff: boolean): React.JSX.Element => (
    <input
      type="radio"
      name="point"
      checked={kind === value}
      disabled={isOff}
      aria-label={labels[value]}
      onChange={() => setKind(value)}
    />
  );
  const labels = {
    next: step.atNext,
    held: step.atHeld,
    command: step.atOrdinal,
    breakpoint: step.atBreakpoint,
  } as const;
  return (
    <div role="radiogroup" aria-label={step.where} className="inject-points">
      <label>
        {radio("next", false)} {step.atNext}
      </label>
      <label>
        {radio("held", chosen === undefined)} {step.atHeld}{" "}
        <span className="caption">{heldText}</span>
      </label>
      <label>
        {radio("command", false)} {step.atOrdinal}
        <NumberField
          label={step.ordinal}
          value={props.ordinal}
          min={1}
          max={0xffff_ffff}
          onChange={(ordinal) => {
            props.setOrdinal(ordinal);
            setKind("command");
          }}
        />
      </label>
      <label>
        {radio("breakpoint", control.breakpoints.length === 0)} {step.atBreakpoint}
        {control.breakpoints.length === 0 ? (
          <span className="caption">{step.noBreakpoints}</span>
        ) : (
          <Choice
            label={step.atBreakpoint}
            value={String(props.id)}
            options={control.breakpoints.map(({ id, breakpoint }) => ({
              value: String(id),
              text: `${id}: ${breakpointSentence(breakpoint, words, format)}`,
            }))}
            onChange={(value) => {
              props.setId(Number(value));
              setKind("breakpoint");
            }}
          />
        )}
      </label>
    </div>
  );
}
