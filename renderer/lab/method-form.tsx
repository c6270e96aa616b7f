import { Play } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import { nameOfAnswer, toneOfAnswer, hexOf } from "../../electron/contract/lab/legality.ts";
import { labMethods, type LabMethodId } from "../../electron/contract/lab/methods.ts";
import type { LabCallEntry, LabEntry } from "../../electron/contract/lab/transcript.ts";
import type { LabScalar } from "../../electron/contract/lab/values.ts";
import { useWords } from "../app-context.ts";
import { Button } from "../ui/button.tsx";
import { CodeChip } from "../ui/chips.tsx";
import { iconSmall } from "../ui/icons.ts";
import { Tag } from "../ui/tag.tsx";
import { processOwner, resultText } from "./lab-models.ts";
import { textOf, ValueField, valueOf } from "./value-field.tsx";

interface MethodFormProps {
  readonly method: LabMethodId;
  readonly process: string;
  readonly entries: readonly LabEntry[];
  /** What the form begins with. */
  readonly initial: Readonly<Record<string, LabScalar>>;
  /** Code that the call will answer in this state; null without an object to call. */
  readonly expected: string | null;
  readonly isNext: boolean;
  /** @param isChanged the values are no longer those of the beginning */
  readonly onCall: (values: Record<string, LabScalar>, isChanged: boolean) => void;
  readonly onClose: () => void;
}

/** The open form of a column: parameters in, code out. */
export function MethodForm(props: MethodFormProps): React.JSX.Element {
  const { method, process, entries, initial, expected, isNext, onCall, onClose } = props;
  const words = useWords();
  const id = useId();
  const { parameters, name, text, page } = labMethods[method];
  const begun = Object.fromEntries(
    parameters.map((parameter) => [
      parameter.name,
      textOf(parameter, initial[parameter.name] ?? parameter.initial),
    ]),
  );
  const [texts, setTexts] = useState(begun);
  const values = parameters.map((parameter) => valueOf(parameter, texts[parameter.name] ?? ""));
  const isWhole = values.every((value) => value !== null);
  const call = (): void => {
    if (!isWhole || expected === null) return;
    const given = Object.fromEntries(
      parameters.map((parameter, index) => [parameter.name, values[index] ?? parameter.initial]),
    );
    onCall(
      given,
      parameters.some((parameter) => texts[parameter.name] !== begun[parameter.name]),
    );
  };
  const why = expected === null ? words.lab.noDeviceText : isWhole ? null : words.lab.wrongValue;
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.scrollIntoView({ block: "nearest" }), []);
  return (
    <form
      ref={form}
      className={`lab-form${isNext ? " next" : ""}`}
      aria-label={name}
      onSubmit={(event) => {
        event.preventDefault();
        call();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onClose();
      }}
    >
      <div className="lab-form-head">
        <button type="button" className="lab-form-name" aria-expanded onClick={onClose}>
          <Play {...iconSmall} />
          <span className="mono">{name}</span>
        </button>
        {isNext && <span className="caption">{words.lab.nextInScript}</span>}
        <span className="spring" />
        <Button
          size="small"
          type="submit"
          tone={isNext ? "primary" : "normal"}
          disabledReason={why}
          data-lab-call={process}
        >
          {words.lab.call}
        </Button>
      </div>
      {parameters.length > 0 && (
        <div className="lab-fields">
          {parameters.map((parameter) => (
            <ValueField
              key={parameter.name}
              id={`${id}-${parameter.name}`}
              parameter={parameter}
              text={texts[parameter.name] ?? ""}
              process={process}
              entries={entries}
              onChange={(next) => setTexts((before) => ({ ...before, [parameter.name]: next }))}
            />
          ))}
        </div>
      )}
      <LastAnswer method={method} process={process} entries={entries} />
      <p className="caption">
        {text[words.language]}
        {expected !== null && expected !== "NOERROR" && ` ${words.lab.willAnswer(expected)}`}
        {page !== "" && ` ${words.lab.page(page)}.`}
      </p>
    </form>
  );
}

/** The last call of this method in this process. */
function LastAnswer({
  method,
  process,
  entries,
}: Pick<MethodFormProps, "method" | "process" | "entries">): React.JSX.Element | null {
  const { lab } = useWords();
  const last = entries.findLast(
    (entry): entry is LabCallEntry =>
      entry.kind === "call" && entry.method === method && entry.process === process,
  );
  if (last === undefined) return null;
  const handle = last.results["handle"];
  return (
    <div className="lab-answer" aria-live="polite">
      <span className="caption">{last.endedMs === null ? "" : lab.answered}</span>
      {last.endedMs === null ? (
        <span className="caption">
          {lab.pending}. {lab.endsWith}
        </span>
      ) : (
        <AnswerChip entry={last} />
      )}
      {typeof handle === "number" ? (
        <Tag handle={handle} state="held" owner={processOwner(process)} isWhole />
      ) : (
        <span className="mono ellipsis">{resultText(last)}</span>
      )}
    </div>
  );
}

export function AnswerChip({ entry }: { readonly entry: LabCallEntry }): React.JSX.Element {
  const { lab } = useWords();
  if (entry.problem !== null) {
    const { kind, what } = entry.problem;
    const text = kind === "gone" ? lab.problems.gone : lab.problems[kind](what);
    return <span className="err">{text}</span>;
  }
  const name = nameOfAnswer(entry.method, entry.hr ?? 0);
  const tone = toneOfAnswer(name);
  return <CodeChip name={name} number={tone === "error" ? hexOf(entry.hr ?? 0) : ""} tone={tone} />;
}
