import { Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import type { Run } from "../../electron/contract/run.ts";
import {
  anyBreakpoint,
  stepLimit,
  type Breakpoint,
  type ControlAction,
  type ControlState,
} from "../../electron/contract/step.ts";
import { useFormat, useWords } from "../app-context.ts";
import { Button, Switch } from "../ui/button.tsx";
import { iconSize, iconSmall } from "../ui/icons.ts";
import { Modal } from "../ui/modal.tsx";
import { BreakpointForm } from "./breakpoint-form.tsx";
import { breakpointSentence } from "./step-sentences.ts";

interface BreakpointsDialogProps {
  readonly run: Run;
  readonly control: ControlState;
  readonly ask: (action: ControlAction) => void;
  readonly onClose: () => void;
}

/** What is in the form: a new breakpoint (id null) or one that is being changed. */
interface Edited {
  readonly id: number | null;
  readonly breakpoint: Breakpoint;
}

/** The list of breakpoints, and a form for one of them. */
export function BreakpointsDialog(props: BreakpointsDialogProps): React.JSX.Element {
  const { run, control, ask, onClose } = props;
  const { step, common } = useWords();
  const [edited, setEdited] = useState<Edited | null>(null);
  const { breakpoints } = control;
  const save = (breakpoint: Breakpoint): void => {
    if (edited?.id === null) ask({ kind: "addBreakpoint", breakpoint });
    else if (edited !== null) ask({ kind: "changeBreakpoint", id: edited.id, breakpoint });
    setEdited(null);
  };
  const isFull = breakpoints.length >= stepLimit.breakpointsMax;
  return (
    <Modal label={step.breakpointsTitle} className="dialog step-dialog" onClose={onClose}>
      <h2>{step.breakpointsTitle}</h2>
      <p>{step.breakpointsText}</p>
      {edited === null ? (
        <>
          <BreakpointTable
            breakpoints={breakpoints}
            ask={ask}
            onEdit={(id, breakpoint) => setEdited({ id, breakpoint })}
          />
          <div className="dialog-actions">
            <Button
              icon={<Plus {...iconSize} />}
              disabledReason={isFull ? step.breakpoints(breakpoints.length) : null}
              onClick={() => setEdited({ id: null, breakpoint: anyBreakpoint })}
              data-autofocus
            >
              {step.add}
            </Button>
            <Button onClick={onClose}>{common.close}</Button>
          </div>
        </>
      ) : (
        <BreakpointForm
          key={edited.id ?? 0}
          title={edited.id === null ? step.newOne : step.changeOne(edited.id)}
          run={run}
          start={edited.breakpoint}
          onSave={save}
          onCancel={() => setEdited(null)}
        />
      )}
    </Modal>
  );
}

interface BreakpointTableProps {
  readonly breakpoints: ControlState["breakpoints"];
  readonly ask: (action: ControlAction) => void;
  readonly onEdit: (id: number, breakpoint: Breakpoint) => void;
}

function BreakpointTable({ breakpoints, ask, onEdit }: BreakpointTableProps): React.JSX.Element {
  const words = useWords();
  const format = useFormat();
  const { step } = words;
  if (breakpoints.length === 0) return <p className="quiet">{step.noBreakpoints}</p>;
  return (
    <table className="table ruled breakpoints">
      <thead>
        <tr>
          <th className="number">{step.number}</th>
          <th>{step.meets}</th>
          <th className="number">{step.hits}</th>
          <th>{step.isOn}</th>
          <td />
        </tr>
      </thead>
      <tbody>
        {breakpoints.map(({ id, breakpoint, hits, isArmed }) => (
          <tr key={id}>
            <td className="number">{id}</td>
            <td className="breakpoint-text">
              {breakpointSentence(breakpoint, words, format)}
              {hits > 0 && breakpoint.isEnabled && !isArmed && (
                <span className="caption breakpoint-spent">{step.spent}</span>
              )}
            </td>
            <td className="number">{format.count(hits)}</td>
            <td>
              <Switch
                label={step.isEnabled(id)}
                isOn={breakpoint.isEnabled}
                onChange={(isEnabled) =>
                  ask({ kind: "changeBreakpoint", id, breakpoint: { ...breakpoint, isEnabled } })
                }
              />
            </td>
            <td>
              <span className="breakpoint-actions">
                <Button
                  size="small"
                  tone="quiet"
                  label={`${step.edit} ${id}`}
                  icon={<Pencil {...iconSmall} />}
                  onClick={() => onEdit(id, breakpoint)}
                />
                <Button
                  size="small"
                  tone="quiet"
                  label={`${step.remove} ${id}`}
                  icon={<Trash2 {...iconSmall} />}
                  onClick={() => ask({ kind: "removeBreakpoint", id })}
                />
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
