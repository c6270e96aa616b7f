import type { ReactNode } from "react";
import { Empty } from "./empty.tsx";

interface TablePaneProps {
  readonly title: string;
  /** What stands there instead of an empty table; null: there are rows. */
  readonly empty: { readonly title: string; readonly text: string } | null;
  /** Head and body of the table. */
  readonly children: ReactNode;
}

/** A titled pane with a table that scrolls inside of it, by keyboard too. */
export function TablePane({ title, empty, children }: TablePaneProps): React.JSX.Element {
  return (
    <section className="pane" aria-label={title}>
      <div className="pane-head">
        <h2>{title}</h2>
      </div>
      {empty === null ? (
        <div className="pane-scroll" tabIndex={0}>
          <table className="table ruled">{children}</table>
        </div>
      ) : (
        <Empty {...empty} />
      )}
    </section>
  );
}
