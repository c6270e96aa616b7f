import { offersFor } from "../../electron/contract/lab/offers.ts";
import type { LabParameter } from "../../electron/contract/lab/methods.ts";
import type { LabEntry } from "../../electron/contract/lab/transcript.ts";
import { parameterKinds, type LabScalar } from "../../electron/contract/lab/values.ts";
import { completionCode, vdCommand } from "../../electron/contract/vdi.ts";
import { useWords } from "../app-context.ts";
import { handleText } from "../format.ts";
import { Choice } from "../ui/fields.tsx";
import { valueText } from "./lab-models.ts";

interface ValueFieldProps {
  readonly id: string;
  readonly parameter: LabParameter;
  readonly text: string;
  readonly process: string;
  readonly entries: readonly LabEntry[];
  readonly onChange: (text: string) => void;
}

/** One parameter: a field, or a choice of named codes, and what earlier answers offer for it. */
export function ValueField(props: ValueFieldProps): React.JSX.Element {
  const { id, parameter, text, onChange } = props;
  const { kind, name } = parameter;
  const isWrong = valueOf(parameter, text) === null;
  const named =
    kind === "commandCode" ? vdCommand : kind === "completionCode" ? completionCode : null;
  const { lab } = useWords();
  return (
    <>
      <label htmlFor={id}>{name}</label>
      <div className="lab-field">
        {named === null ? (
          <input
            id={id}
            type="text"
            className="field mono"
            value={text}
            placeholder={kind === "instance" ? "NULL" : undefined}
            aria-invalid={isWrong}
            aria-describedby={isWrong ? `${id}-wrong` : undefined}
            spellCheck={false}
            onChange={(event) => onChange(event.target.value)}
          />
        ) : (
          <Choice
            id={id}
            label={name}
            value={text}
            options={Object.entries(named).map(([code, value]) => ({
              value: String(value),
              text: code,
            }))}
            onChange={onChange}
          />
        )}
        {isWrong && (
          <span id={`${id}-wrong`} className="caption err">
            {lab.wrongValue}
          </span>
        )}
        <Offers {...props} />
      </div>
    </>
  );
}

/** Values of earlier answers, and wrong ones made of them. */
function Offers({
  parameter,
  text,
  process,
  entries,
  onChange,
}: ValueFieldProps): React.JSX.Element | null {
  const { lab } = useWords();
  const offers = offersFor(parameter, process, entries);
  const current = valueOf(parameter, text);
  const others = offers.filter(({ value }) => value !== current).slice(0, 3);
  const wrong = offers[0] === undefined ? [] : wrongOnes(parameter, offers[0].value);
  if (others.length === 0 && wrong.length === 0) return null;
  return (
    <div className="lab-offers">
      <span className="caption">{lab.orTry}</span>
      {others.map(({ value }) => (
        <button
          key={String(value)}
          type="button"
          className="lab-offer mono"
          data-tip={lab.offer}
          onClick={() => onChange(textOf(parameter, value))}
        >
          {valueText(parameter.kind, value)}
        </button>
      ))}
      {wrong.map(({ name, value }) => (
        <button
          key={name}
          type="button"
          className="lab-offer"
          onClick={() => onChange(textOf(parameter, value))}
        >
          {lab.derived[name]}
        </button>
      ))}
    </div>
  );
}

/** {7 bits set tag, 12 generation, 12 index} */
const nextTag = 0x100_0000;
const beyondIndex = 0x7ff;

function wrongOnes(
  { kind }: LabParameter,
  right: LabScalar,
): { readonly name: "interior" | "unknown" | "foreign"; readonly value: LabScalar }[] {
  if (kind === "address")
    return [{ name: "interior", value: `0x${(BigInt(right) + 512n).toString(16)}` }];
  if (kind !== "handle") return [];
  const handle = Number(right);
  return [
    { name: "unknown", value: (handle | beyondIndex) >>> 0 },
    { name: "foreign", value: (handle ^ nextTag) >>> 0 },
  ];
}

/** A value as its field shows it. */
export function textOf({ kind }: LabParameter, value: LabScalar): string {
  if (kind === "handle") return handleText(Number(value), true);
  if (kind === "features") return `0x${Number(value).toString(16)}`;
  if (kind === "timeout" && value === 0xffff_ffff) return "INFINITE";
  return String(value);
}

/** What a field's text means; null for a text that is no value of its kind. */
export function valueOf({ kind }: LabParameter, text: string): LabScalar | null {
  const parsed = parameterKinds[kind].safeParse(rawOf(kind, text.trim(), text));
  return parsed.success ? parsed.data : null;
}

const asTyped: readonly string[] = ["instance", "name", "text"];

function rawOf(kind: LabParameter["kind"], text: string, whole: string): LabScalar {
  if (asTyped.includes(kind)) return whole;
  if (kind === "address") return text;
  if (kind === "timeout" && text.toUpperCase() === "INFINITE") return 0xffff_ffff;
  const dotted = kind === "handle" ? handleOf(text) : null;
  return dotted ?? (text === "" ? Number.NaN : Number(text));
}

/** A handle as it is shown, "5A·B81·00D"; null for a text of another form. */
function handleOf(text: string): number | null {
  const parts = /^([0-7]?[0-9a-f])[·.]([0-9a-f]{1,3})[·.]([0-9a-f]{1,3})$/i.exec(text);
  if (parts === null) return null;
  const [tag = 0, generation = 0, index = 0] = parts.slice(1).map((part) => parseInt(part, 16));
  return tag * 2 ** 24 + generation * 2 ** 12 + index;
}
