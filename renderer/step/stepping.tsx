/** The debugger's place in the monitor: a button and a sentence in its head, a bar under its phases. */
import { StepForward } from "lucide-react";
import { useState } from "react";
import type { Run } from "../../electron/contract/run.ts";
import type { ControlState } from "../../electron/contract/step.ts";
import { useFormat, useWords } from "../app-context.ts";
import { Button } from "../ui/button.tsx";
import { iconSize } from "../ui/icons.ts";
import { StepBar } from "./step-bar.tsx";
import { headSentence } from "./step-sentences.ts";
import { useControl } from "./use-control.ts";

export interface Stepping {
  readonly control: ControlState | null;
  readonly isOpen: boolean;
  readonly setOpen: (isOpen: boolean) => void;
}

/** The bar shows itself when commands are held or paced, and when it is asked for. */
export function useStepping(runId: string): Stepping {
  const control = useControl(runId);
  const [wanted, setOpen] = useState<boolean | null>(null);
  const isActive = control !== null && control.mode !== "run" && control.mode !== "gone";
  return { control, isOpen: wanted ?? isActive, setOpen };
}

/** "Held at: leased" in the head, and the button that opens the bar. */
export function StepHead({ control, isOpen, setOpen }: Stepping): React.JSX.Element {
  const words = useWords();
  const format = useFormat();
  const { step } = words;
  const sentence = control === null ? null : headSentence(control, words, format);
  return (
    <>
      {sentence !== null && (
        <p className="warn held-sentence" role="status">
          {sentence}
        </p>
      )}
      <span className="spring" />
      <Button
        tone="quiet"
        icon={<StepForward {...iconSize} />}
        aria-pressed={isOpen}
        data-tip={step.openHint}
        onClick={() => setOpen(!isOpen)}
      >
        {step.open}
      </Button>
    </>
  );
}

export function StepPart({
  run,
  control,
  isOpen,
  setOpen,
}: Stepping & { readonly run: Run }): React.JSX.Element | null {
  if (!isOpen || control === null || control.mode === "gone") return null;
  return <StepBar run={run} control={control} onClose={() => setOpen(false)} />;
}
