import { useState } from "react";
import type { Run } from "../../electron/contract/run.ts";
import {
  holdStages,
  injectableFaults,
  type Breakpoint,
  type HoldStage,
} from "../../electron/contract/step.ts";
import { completionCode, vdCommand } from "../../electron/contract/vdi.ts";
import { useWords } from "../app-context.ts";
import { Choice, OptionRow, TextField } from "../ui/fields.tsx";
import { Button, Switch } from "../ui/button.tsx";
import { injectedFault } from "../words/injected-fault-words.ts";
import { faultProblem } from "./injection-problem.ts";
import { breakpointOf, problemOf, textsOf, type BreakpointTexts } from "./breakpoint-texts.ts";

interface BreakpointFormProps {
  readonly title: string;
  readonly run: Run;
  readonly start: Breakpoint;
  readonly onSave: (breakpoint: Breakpoint) => void;
  readonly onCancel: () => void;
}

/** Commands that the embedded server sends. */
const commands = [
  ["VDC_Write", vdCommand.VDC_Write],
  ["VDC_Read", vdCommand.VDC_Read],
  ["VDC_Flush", vdCommand.VDC_Flush],
  ["VDC_Complete", vdCommand.VDC_Complete],
  ["VDC_ClearError", vdCommand.VDC_ClearError],
  ["VDC_SetPosition", vdCommand.VDC_SetPosition],
  ["VDC_GetPosition", vdCommand.VDC_GetPosition],
  ["VDC_Discard", vdCommand.VDC_Discard],
] as const;

/** One breakpoint as fields; what is left empty meets any command. */
export function BreakpointForm(props: BreakpointFormProps): React.JSX.Element {
  const { title, run, start, onSave, onCancel } = props;
  const words = useWords();
  const { step, common } = words;
  const [texts, setTexts] = useState(() => textsOf(start));
  const change = (part: Partial<BreakpointTexts>): void => setTexts({ ...texts, ...part });
  const breakpoint = breakpointOf(texts, start);
  const fault = breakpoint?.fault ?? null;
  const problem =
    breakpoint === null && texts.stages.length > 0
      ? step.wrongField
      : ((fault === null ? null : faultProblem(fault, run, step)) ?? problemOf(breakpoint, step));
  const any = { value: "", text: step.any };
  const shared = { texts, change };
  return (
    <form
      className="breakpoint-form"
      aria-label={title}
      onSubmit={(event) => {
        event.preventDefault();
        if (breakpoint !== null && problem === null) onSave(breakpoint);
      }}
    >
      <h3>{title}</h3>
      <StageBoxes {...shared} />
      <OptionRow label={step.command}>
        <Choice
          label={step.command}
          value={texts.command}
          options={[any, ...commands.map(([text, code]) => ({ value: String(code), text }))]}
          onChange={(command) => change({ command })}
        />
        <span className="caption">{step.device}</span>
        <Choice
          label={step.device}
          value={texts.device}
          options={[
            any,
            ...Array.from({ length: Math.max(1, run.devices.length) }, (_, device) => ({
              value: String(device),
              text: common.deviceN(device + 1),
            })),
          ]}
          onChange={(device) => change({ device })}
        />
      </OptionRow>
      <Range {...shared} label={step.size} fields={["sizeMin", "sizeMax"]} />
      <Range {...shared} label={step.position} fields={["positionFrom", "positionTo"]} />
      <OptionRow label={step.latency}>
        <Amount {...shared} label={step.latency} field="latencyUs" />
        <span className="caption">{step.ordinal}</span>
        <Amount {...shared} label={step.ordinal} field="ordinal" />
      </OptionRow>
      <OptionRow label={step.code}>
        <Choice
          label={step.code}
          value={texts.code}
          options={[
            any,
            { value: "failure", text: step.codeFailure },
            ...Object.entries(completionCode).map(([name, code]) => ({
              value: String(code),
              text: `${name} ${code}`,
            })),
          ]}
          onChange={(code) => change({ code })}
        />
      </OptionRow>
      <OptionRow label={step.fault}>
        <Choice
          label={step.fault}
          value={texts.fault}
          options={[
            { value: "", text: step.noFault },
            ...injectableFaults.map((fault) => ({
              value: fault,
              text: injectedFault(words.language, fault).name,
            })),
          ]}
          onChange={(fault) => change({ fault })}
        />
        <span className="caption">{step.once}</span>
        <Switch label={step.once} isOn={texts.isOnce} onChange={(isOnce) => change({ isOnce })} />
      </OptionRow>
      <p className="err form-problem" role="status">
        {problem ?? ""}
      </p>
      <div className="dialog-actions">
        <Button onClick={onCancel}>{common.cancel}</Button>
        <Button type="submit" disabledReason={problem}>
          {step.save}
        </Button>
      </div>
    </form>
  );
}

interface FieldProps {
  readonly texts: BreakpointTexts;
  readonly change: (part: Partial<BreakpointTexts>) => void;
}

function StageBoxes({ texts, change }: FieldProps): React.JSX.Element {
  const { step } = useWords();
  const toggle = (stage: HoldStage): void => {
    const isIn = texts.stages.includes(stage);
    const stages = holdStages.filter((each) =>
      each === stage ? !isIn : texts.stages.includes(each),
    );
    change({ stages });
  };
  return (
    <div className="option-row" role="group" aria-label={step.holdsAt}>
      <span className="option-name">{step.holdsAt}</span>
      {holdStages.map((stage) => (
        <label key={stage} className="stage-box" data-tip={step.stageHints[stage]}>
          <input
            type="checkbox"
            checked={texts.stages.includes(stage)}
            onChange={() => toggle(stage)}
          />
          {step.stages[stage]}
        </label>
      ))}
    </div>
  );
}

type AmountField = "sizeMin" | "sizeMax" | "positionFrom" | "positionTo" | "latencyUs" | "ordinal";

interface AmountProps extends FieldProps {
  readonly label: string;
  readonly field: AmountField;
}

function Amount({ texts, change, label, field }: AmountProps): React.JSX.Element {
  return (
    <TextField
      label={label}
      className="amount-field"
      value={texts[field]}
      isWrong={texts[field] !== "" && !/^\s*[\d.,]+\s*[a-zA-Z]*\s*$/.test(texts[field])}
      onChange={(text) => change({ [field]: text })}
    />
  );
}

interface RangeProps extends FieldProps {
  readonly label: string;
  readonly fields: readonly [AmountField, AmountField];
}

function Range({ texts, change, label, fields }: RangeProps): React.JSX.Element {
  const { step } = useWords();
  const shared = { texts, change };
  return (
    <OptionRow label={label}>
      <Amount {...shared} label={step.from(label)} field={fields[0]} />
      <span className="caption">–</span>
      <Amount {...shared} label={step.to(label)} field={fields[1]} />
    </OptionRow>
  );
}
