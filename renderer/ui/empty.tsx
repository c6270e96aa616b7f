import type { ReactNode } from "react";
import "./empty.css";
import { Mark } from "./mark.tsx";

interface EmptyProps {
  readonly title: string;
  /** What will appear, and when. */
  readonly text: string;
  readonly action?: ReactNode;
}

/** A pane with nothing in it yet: says what comes, and offers at most one button. */
export function Empty({ title, text, action }: EmptyProps): React.JSX.Element {
  return (
    <div className="empty">
      <Mark size={44} isEmpty />
      <div>
        <h3>{title}</h3>
        <p>{text}</p>
      </div>
      {action}
    </div>
  );
}
