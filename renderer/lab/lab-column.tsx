import { Circle, Hourglass, Play, Skull } from "lucide-react";
import type { LabProcess, LabView } from "../../electron/contract/lab/calls.ts";
import { expectedCode } from "../../electron/contract/lab/legality.ts";
import { labMethods, methodsOf, type LabMethodId } from "../../electron/contract/lab/methods.ts";
import { contextOf, initialValues } from "../../electron/contract/lab/offers.ts";
import type { LabEntry, LabStep } from "../../electron/contract/lab/transcript.ts";
import type { LabScalar } from "../../electron/contract/lab/values.ts";
import { useApp, useWords } from "../app-context.ts";
import { Button } from "../ui/button.tsx";
import { iconSmall } from "../ui/icons.ts";
import { OwnerSign } from "../ui/owner-sign.tsx";
import { numberIn, type LabDevice } from "./device-models.ts";
import { hintOf, pendingOf, processName, processOwner, stepValues } from "./lab-models.ts";
import { MethodForm } from "./method-form.tsx";
import { stateNames } from "./state-machines.tsx";
import type { LabDeeds } from "./use-lab.ts";

interface LabColumnProps {
  readonly process: LabProcess;
  readonly view: LabView;
  readonly entries: readonly LabEntry[];
  readonly next: LabStep | null;
  /** The device that calls and their marks are about. */
  readonly device: LabDevice | undefined;
  /** The method whose form is open, or null. */
  readonly open: LabMethodId | null;
  readonly onOpen: (method: LabMethodId | null) => void;
  readonly deed: LabDeeds["deed"];
}

/** One process: what may be called now, what may not and what it would answer, one form open. */
export function LabColumn(props: LabColumnProps): React.JSX.Element {
  const { process } = props;
  const words = useWords();
  return (
    <section
      className="lab-column"
      aria-label={processName(process.id, words)}
      data-region
      tabIndex={-1}
    >
      <ColumnHead {...props} />
      <div className="lab-methods">
        {process.ended === null ? (
          <Methods {...props} />
        ) : (
          <p className="lab-ended" role="status">
            <strong>{words.lab.ended(process.ended)}.</strong> {words.lab.endedBy[process.role]}
          </p>
        )}
      </div>
    </section>
  );
}

function Methods(props: LabColumnProps): React.JSX.Element {
  const { lab } = useWords();
  const methods = methodsOf(props.process.role === "server" ? "server" : "client");
  return (
    <>
      {(["set", "device"] as const).map((object) => (
        <div key={object} role="group" aria-label={lab[object]}>
          <p className="caption">{lab[object]}</p>
          {methods
            .filter((id) => labMethods[id].object === object)
            .map((id) => (
              <Method key={id} id={id} {...props} />
            ))}
        </div>
      ))}
    </>
  );
}

function ColumnHead({ process, entries, deed }: LabColumnProps): React.JSX.Element {
  const { bridge } = useApp();
  const words = useWords();
  const name = processName(process.id, words);
  const pending = pendingOf(process, entries).length;
  const state = process.insight?.state;
  return (
    <header className="lab-column-head">
      <OwnerSign owner={processOwner(process.id)} />
      <h2>{name}</h2>
      <span className="caption">{process.pid}</span>
      <span className="spring" />
      {pending > 0 && (
        <span className="caption lab-pending" data-tip={words.lab.endsWith}>
          <Hourglass {...iconSmall} />
          {pending} {words.lab.pending}
        </span>
      )}
      {state !== undefined && <span className="lab-state">{stateNames[state] ?? state}</span>}
      {process.ended === null && (
        <Button
          size="small"
          tone="quiet"
          label={words.lab.kill(name)}
          icon={<Skull {...iconSmall} />}
          onClick={() => void deed(() => bridge.call("labKill", { process: process.id }))}
        />
      )}
    </header>
  );
}

function Method(props: LabColumnProps & { readonly id: LabMethodId }): React.JSX.Element {
  const { id, process, view, next, device, open, onOpen } = props;
  const number = numberIn(device, process.id);
  const expected = expectedCode(id, contextOf(process, view, number));
  const isNext = next?.kind === "call" && next.process === process.id && next.method === id;
  if (open === id || (isNext && open === null))
    return <OpenMethod {...props} expected={expected} step={isNext ? next : null} />;
  return <MethodRow id={id} expected={expected} onOpen={() => onOpen(id)} />;
}

interface OpenMethodProps extends LabColumnProps {
  readonly id: LabMethodId;
  readonly expected: string | null;
  /** The script's next step, when it is a call of this method here. */
  readonly step: Extract<LabStep, { kind: "call" }> | null;
}

function OpenMethod(props: OpenMethodProps): React.JSX.Element {
  const { id, process, view, entries, device, expected, step, onOpen, deed } = props;
  const { bridge } = useApp();
  const number = numberIn(device, process.id);
  const initial =
    step === null
      ? { ...initialValues(id, process.id, entries), ...nameOf(id, view), ...numberOf(id, number) }
      : stepValues(step, entries, view.setName);
  const call = (values: Record<string, LabScalar>, isChanged: boolean): void =>
    void deed(() =>
      step !== null && !isChanged
        ? bridge.call("labStep", {})
        : bridge.call("labCall", { process: process.id, method: id, values }),
    );
  const calls = entries.filter((entry) => entry.process === process.id).length;
  return (
    <MethodForm
      // A call here brings new offers and a new form; what others call leaves what is typed alone.
      key={`${id}-${step === null ? `${number}` : "next"}-${calls}`}
      method={id}
      process={process.id}
      entries={entries}
      initial={initial}
      expected={expected}
      isNext={step !== null}
      onCall={call}
      onClose={() => onOpen(null)}
    />
  );
}

/** The set's own name where a name is asked for. */
function nameOf(id: LabMethodId, view: LabView): Record<string, string> {
  return labMethods[id].parameters.some(({ name }) => name === "name")
    ? { name: view.setName }
    : {};
}

/** The chosen device's number where one is asked for. */
function numberOf(id: LabMethodId, number: number | null): Record<string, number> {
  const isAsked = labMethods[id].parameters.some(({ name }) => name === "device");
  return isAsked && number !== null ? { device: number } : {};
}

/** In a narrow window only what follows is drawn. */
const family = "VD_E_";
const legalCodes: readonly string[] = ["NOERROR", "TRUE", "FALSE"];

interface MethodRowProps {
  readonly id: LabMethodId;
  readonly expected: string | null;
  readonly onOpen: () => void;
}

function MethodRow({ id, expected, onOpen }: MethodRowProps): React.JSX.Element {
  const { lab } = useWords();
  const { name, leadsTo, isOurs } = labMethods[id];
  const isLegal = expected !== null && legalCodes.includes(expected);
  const result = leadsTo === null ? "" : lab.leadsTo(stateNames[leadsTo] ?? leadsTo);
  return (
    <button
      type="button"
      className={`lab-method${isLegal ? "" : " illegal"}`}
      aria-expanded={false}
      onClick={onOpen}
    >
      {isLegal ? <Play {...iconSmall} /> : <Circle {...iconSmall} />}
      <span className={`mono${isOurs ? " ours" : ""}`}>{name}</span>
      <span className="caption lab-hint">{isLegal ? hintOf(id) : ""}</span>
      {isLegal ? (
        <span className="lab-right caption">{result}</span>
      ) : (
        <CodeText text={expected ?? lab.noDevice} />
      )}
    </button>
  );
}

function CodeText({ text }: { readonly text: string }): React.JSX.Element {
  const isOfFamily = text.startsWith(family);
  return (
    <span className="lab-right mono">
      {isOfFamily && <span className="lab-code-family">{family}</span>}
      {isOfFamily ? text.slice(family.length) : text}
    </span>
  );
}
