import "./owner.css";
import { type Owner, ownerClass, ownerSign } from "./owner.ts";

interface OwnerSignProps {
  readonly owner: Owner;
  /** What it stands for, where no text beside it says so. */
  readonly label?: string | undefined;
  readonly isHollow?: boolean;
}

/** The small square with S, P, a secondary's number or an exclamation mark. */
export function OwnerSign({ owner, label, isHollow = false }: OwnerSignProps): React.JSX.Element {
  const named =
    label === undefined ? { "aria-hidden": true } : { role: "img", "aria-label": label };
  return (
    <span
      className={`owner-sign ${ownerClass(owner)}${isHollow ? " hollow" : ""}`}
      data-tip={label}
      {...named}
    >
      {ownerSign(owner)}
    </span>
  );
}

/** Sign of a device: its number in its shade. */
export function DeviceSign({
  index,
  label,
}: {
  readonly index: number;
  readonly label?: string | undefined;
}): React.JSX.Element {
  return <OwnerSign owner={{ kind: "secondary", index }} label={label} />;
}
