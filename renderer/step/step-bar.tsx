import {
  ArrowDownToLine,
  Bug,
  ChevronsRight,
  CircleDot,
  Pause,
  Play,
  StepForward,
  X,
} from "lucide-react";
import { useState } from "react";
import type { Run } from "../../electron/contract/run.ts";
import { holdStages, type ControlAction, type ControlState } from "../../electron/contract/step.ts";
import { useApp, useFormat, useWords } from "../app-context.ts";
import { Choice } from "../ui/fields.tsx";
import { parseSize } from "../new-job/job-form-model.ts";
import { Button, KeyHint } from "../ui/button.tsx";
import { iconSmall } from "../ui/icons.ts";
import { Tag } from "../ui/tag.tsx";
import { BreakpointsDialog } from "./breakpoints-dialog.tsx";
import { InjectDialog } from "./inject-dialog.tsx";
import { notchOf, slowNotches } from "./slow-scale.ts";
import "./step.css";
import { chosenOf, heldSentence, ownerOf, pendingSentence } from "./step-sentences.ts";
import { StrikesDialog } from "./strikes.tsx";
import { askControl } from "./use-control.ts";

interface StepBarProps {
  readonly run: Run;
  readonly control: ControlState;
  readonly onClose: () => void;
}

type Open = "breakpoints" | "inject" | "strikes" | null;

/** Everything that holds commands and lets them go, and which command stands where. */
export function StepBar({ run, control, onClose }: StepBarProps): React.JSX.Element {
  const app = useApp();
  const { step } = useWords();
  const [open, setOpen] = useState<Open>(null);
  const ask = (action: ControlAction): void => void askControl(app, run.runId, action);
  const close = (): void => setOpen(null);
  return (
    <section className="step-bar" aria-label={step.title} data-region tabIndex={-1}>
      <div className="step-row">
        <FlowButtons control={control} ask={ask} />
        <ToByte ask={ask} />
        <SlowSlider control={control} ask={ask} />
        <span className="spring" />
        <Button
          size="small"
          icon={<CircleDot {...iconSmall} />}
          label={step.breakpoints(control.breakpoints.length)}
          onClick={() => setOpen("breakpoints")}
        >
          <span className="step-text">{step.breakpoints(control.breakpoints.length)}</span>
        </Button>
        <Button
          size="small"
          icon={<Bug {...iconSmall} />}
          label={step.inject}
          onClick={() => setOpen("inject")}
        >
          <span className="step-text">{step.inject}</span>
        </Button>
        <Button
          size="small"
          tone="quiet"
          label={step.close}
          icon={<X {...iconSmall} />}
          onClick={onClose}
        />
      </div>
      <HeldRow run={run} control={control} ask={ask} onStrikes={() => setOpen("strikes")} />
      {open === "breakpoints" && (
        <BreakpointsDialog run={run} control={control} ask={ask} onClose={close} />
      )}
      {open === "inject" && <InjectDialog run={run} control={control} onClose={close} />}
      {open === "strikes" && <StrikesDialog strikes={control.strikes} onClose={close} />}
    </section>
  );
}

interface PartProps {
  readonly control: ControlState;
  readonly ask: (action: ControlAction) => void;
}

function FlowButtons({ control, ask }: PartProps): React.JSX.Element {
  const { step } = useWords();
  const isPaused = control.mode === "paused";
  const isFlowing = control.mode === "run" && control.target === null;
  return (
    <>
      <Button
        size="small"
        icon={<Play {...iconSmall} />}
        tip={step.keys.run}
        disabledReason={isFlowing ? step.nothingHeld : null}
        onClick={() => ask({ kind: "run" })}
      >
        {step.run} <KeyHint keys="F5" isPlain />
      </Button>
      <Button
        size="small"
        icon={<Pause {...iconSmall} />}
        label={step.pause}
        disabledReason={isPaused ? step.whyPaused : null}
        tip={step.pauseHint}
        onClick={() => ask({ kind: "pause", stages: [...holdStages] })}
      >
        <span className="step-text">{step.pause}</span>
      </Button>
      <HoldAt control={control} ask={ask} />
      <Button
        size="small"
        icon={<StepForward {...iconSmall} />}
        tip={step.stepHint}
        onClick={() => ask({ kind: "step" })}
      >
        {step.step} <KeyHint keys="F10" isPlain />
      </Button>
      <Button
        size="small"
        icon={<ChevronsRight {...iconSmall} />}
        tip={step.keys.nextCommand}
        label={step.nextCommand}
        onClick={() => ask({ kind: "runTo", target: { kind: "command" } })}
      >
        <span className="step-text">{step.nextCommand}</span>
      </Button>
      <Button
        size="small"
        icon={<ArrowDownToLine {...iconSmall} />}
        tip={step.nextFlush}
        label={step.nextFlush}
        onClick={() => ask({ kind: "runTo", target: { kind: "flush" } })}
      >
        <span className="step-text">{step.nextFlush}</span>
      </Button>
    </>
  );
}

/** Where commands stop: at every stage, or at one of them only. Choosing pauses. */
function HoldAt({ control, ask }: PartProps): React.JSX.Element {
  const { step } = useWords();
  const { mode, stages } = control;
  const [only] = stages;
  const one = stages.length === 1 && only !== undefined ? only : "every";
  const isPaused = mode === "paused";
  const stageOptions = holdStages.map((stage) => ({ value: stage, text: step.stages[stage] }));
  return (
    <span className="step-hold" data-tip={step.holdAtHint}>
      <Choice
        label={step.holdAt}
        value={isPaused ? one : ""}
        options={[
          ...(isPaused ? [] : [{ value: "", text: `${step.holdAt}…` }]),
          { value: "every", text: step.everyStage },
          ...stageOptions,
        ]}
        onChange={(value) =>
          ask({
            kind: "pause",
            stages: holdStages.filter((each) => value === "every" || each === value),
          })
        }
      />
    </span>
  );
}

/** Runs to the command that covers a byte: "1048576", "2 MiB". */
function ToByte({ ask }: Pick<PartProps, "ask">): React.JSX.Element {
  const { step } = useWords();
  const [text, setText] = useState("");
  const position = parseSize(text);
  const isWrong = text !== "" && position === null;
  return (
    <form
      className="step-to"
      onSubmit={(event) => {
        event.preventDefault();
        if (position !== null) ask({ kind: "runTo", target: { kind: "position", position } });
      }}
    >
      <input
        type="text"
        className="field step-byte"
        aria-label={step.toByteHint}
        aria-invalid={isWrong}
        placeholder={step.toByte}
        data-tip={step.toByteHint}
        value={text}
        spellCheck={false}
        onChange={(event) => setText(event.target.value)}
      />
      <Button
        size="small"
        type="submit"
        disabledReason={position === null ? step.toByteHint : null}
      >
        {step.go}
      </Button>
    </form>
  );
}

function SlowSlider({ control, ask }: PartProps): React.JSX.Element {
  const { step } = useWords();
  const format = useFormat();
  const { commandsPerSecond } = control;
  const choose = (notch: number): void => {
    const speed = slowNotches[notch] ?? 0;
    if (speed === 0) ask({ kind: "run" });
    else ask({ kind: "slow", commandsPerSecond: speed });
  };
  const speed = commandsPerSecond ?? 0;
  return (
    <label className="step-slow">
      <span className="caption">{step.slow}</span>
      <input
        type="range"
        className="range"
        min={0}
        max={slowNotches.length - 1}
        step={1}
        value={notchOf(commandsPerSecond)}
        aria-label={step.slow}
        aria-valuetext={step.slowHint(speed)}
        onChange={(event) => choose(event.target.valueAsNumber)}
      />
      <span className="caption step-speed">
        {speed === 0 ? step.slowOff : step.perSecond(format.count(speed))}
      </span>
    </label>
  );
}

interface HeldRowProps extends PartProps {
  readonly run: Run;
  readonly onStrikes: () => void;
}

/** Which command the next step moves, which others stand still, and what struck so far. */
function HeldRow({ run, control, ask, onStrikes }: HeldRowProps): React.JSX.Element {
  const words = useWords();
  const format = useFormat();
  const { step } = words;
  const { held, strikes, pending } = control;
  const chosen = chosenOf(control);
  return (
    <div className="step-row step-held" role="status">
      {held.length === 0 ? (
        <span className="quiet">
          {control.mode === "paused"
            ? control.chosen === null
              ? step.waitsForFirst
              : step.onItsWay
            : step.nothingHeld}
        </span>
      ) : (
        <HeldChoice control={control} ask={ask} />
      )}
      {chosen !== undefined && chosen.handle !== 0 && (
        <Tag handle={chosen.handle} state="held" owner={ownerOf(chosen, run)} isWhole />
      )}
      {chosen !== undefined && (
        <span className="quiet ellipsis">{step.stageHints[chosen.stage]}</span>
      )}
      <span className="spring" />
      {run.spec.serverTimeout > 0 && control.mode === "paused" && (
        <span className="warn ellipsis">
          {step.timeoutWarning(format.count(run.spec.serverTimeout))}
        </span>
      )}
      {pending.map((each, index) => (
        <span key={index} className="quiet ellipsis">
          {pendingSentence(each, words, format)}
        </span>
      ))}
      {strikes.length > 0 && (
        <Button size="small" icon={<Bug {...iconSmall} />} onClick={onStrikes}>
          {step.showStrikes(strikes.length)}
        </Button>
      )}
    </div>
  );
}

function HeldChoice({ control, ask }: PartProps): React.JSX.Element {
  const words = useWords();
  const format = useFormat();
  const { step } = words;
  const { held, chosen } = control;
  const keyOf = (each: { device: number; sequence: number }): string =>
    `${each.device}:${each.sequence}`;
  const options = held.map((each) => ({
    value: keyOf(each),
    text: `${step.stages[each.stage]}: ${heldSentence(each, words, format)}`,
  }));
  const isGone = chosen !== null && chosenOf(control) === undefined;
  return (
    <span className="step-choice">
      <Choice
        label={step.chosen}
        value={chosen === null ? "" : keyOf(chosen)}
        options={isGone ? [{ value: keyOf(chosen), text: step.onItsWay }, ...options] : options}
        onChange={(key) => {
          const each = held.find((one) => keyOf(one) === key);
          if (each !== undefined)
            ask({ kind: "choose", device: each.device, sequence: each.sequence });
        }}
      />
      <span className="caption">{step.heldCount(held.length)}</span>
    </span>
  );
}
