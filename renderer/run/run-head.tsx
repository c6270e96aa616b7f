import type { ReactNode } from "react";

interface RunHeadProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly text: string;
  readonly actions: ReactNode;
}

/** Verdict of an ended run, with what may be done next. */
export function RunHead({ icon, title, text, actions }: RunHeadProps): React.JSX.Element {
  return (
    <header className="run-verdict">
      {icon}
      <div className="run-verdict-text">
        <h1>{title}</h1>
        <p className="quiet selectable">{text}</p>
      </div>
      <div className="run-verdict-actions">{actions}</div>
    </header>
  );
}
