import type { Figure } from "../format.ts";
import "./figure.css";

interface KeyFigureProps {
  readonly label: string;
  readonly figure: Figure;
  readonly caption?: string;
}

/** One of the figures under a screen's head. */
export function KeyFigure({ label, figure, caption = "" }: KeyFigureProps): React.JSX.Element {
  return (
    <div className="figure">
      <dt>{label}</dt>
      <dd>
        <span className="figure-value">
          {figure.value}
          {figure.unit !== "" && <small>{figure.unit}</small>}
        </span>
        <span className="figure-caption" data-tip={caption === "" ? undefined : caption}>
          {caption === "" ? " " : caption}
        </span>
      </dd>
    </div>
  );
}
