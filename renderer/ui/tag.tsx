import { handleText } from "../format.ts";
import "./owner.css";
import "./tag.css";
import { type Owner, ownerClass } from "./owner.ts";

interface TagProps {
  readonly handle: number;
  /** Filled = held by `owner`, waiting = in the ring, done, stale. */
  readonly state: "held" | "waiting" | "done" | "stale";
  readonly owner?: Owner;
  readonly isSelected?: boolean;
  /** With the set tag before it, where the handle is explained. */
  readonly isWhole?: boolean;
  readonly label?: string | undefined;
}

/** A handle on its way: the thing that travels. */
export function Tag({
  handle,
  state,
  owner,
  isSelected = false,
  isWhole = false,
  label,
}: TagProps): React.JSX.Element {
  const held = state === "held" && owner !== undefined ? ownerClass(owner) : state;
  return (
    <span className={`tag ${held}${isSelected ? " selected" : ""}`} data-tip={label}>
      {handleText(handle, isWhole)}
    </span>
  );
}
