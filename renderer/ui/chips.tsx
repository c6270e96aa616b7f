import { keyOfCode } from "../../electron/contract/codes/step-code.ts";
import { addressGroups } from "../format.ts";
import { useApp, useWords } from "../app-context.ts";
import "./chips.css";
import "./owner.css";
import { OwnerSign } from "./owner-sign.tsx";
import type { Owner } from "./owner.ts";
import { codeText } from "../words/code-words.ts";
import { useCopy } from "./use-copy.ts";

interface CodeChipProps {
  readonly name: string;
  /** As it is written: "112", "0x80770004", "16"; "" shows the name only. */
  readonly number: string;
  readonly tone?: "neutral" | "error" | "ok";
  /** What the code means; shown on hover and focus. */
  readonly meaning?: string;
}

/** A code beside the words: name and number. Click explains it; what has no explanation is copied. */
export function CodeChip({
  name,
  number,
  tone = "neutral",
  meaning,
}: CodeChipProps): React.JSX.Element {
  const { ui } = useApp();
  const copy = useCopy();
  const words = useWords();
  const text = number === "" ? name : `${name} ${number}`;
  const key = keyOfCode({ name, number });
  const said = meaning ?? (key === null ? "" : codeText(words.language, key).meaning);
  const hint = key === null ? words.common.clickCopies : words.explain.clickExplains;
  return (
    <button
      type="button"
      className={`chip chip-${tone}`}
      aria-haspopup={key === null ? undefined : "dialog"}
      data-tip={said === "" ? hint : `${said} ${hint}`}
      onClick={() => (key === null ? copy(text) : ui.setState({ explained: key }))}
    >
      <span>{name}</span>
      {number !== "" && <span>{number}</span>}
    </button>
  );
}

interface AddressChipProps {
  readonly owner: Owner;
  /** null: that process has not mapped the buffer yet. */
  readonly address: bigint | null;
  readonly label?: string | undefined;
}

/** Where one process sees the buffer. Groups are made by margin, so a copy is one plain number. */
export function AddressChip({ owner, address, label }: AddressChipProps): React.JSX.Element {
  const words = useWords();
  if (address === null) {
    return (
      <span className="address-chip unmapped" data-tip={words.parts.notMappedHint}>
        <OwnerSign owner={owner} isHollow />
        {words.parts.notMapped}
      </span>
    );
  }
  return (
    <span className="address-chip" data-tip={label}>
      <OwnerSign owner={owner} />
      <span>
        {addressGroups(address).map((group, index) => (
          <span key={index} className="address-group">
            {group}
          </span>
        ))}
      </span>
    </span>
  );
}
