import { useWords } from "../app-context.ts";
import { lastSecondary } from "./cells.ts";
import type { DiagramPart } from "./diagram-parts.ts";
import { railGap, railTop } from "./diagram-layout.ts";

const inset = 6;
const arrow = 5;

/** The rails of every row: solid towards the media, dashed back; and the selected buffer's line downwards. */
export function RailLines({ run, layout, picture, selected }: DiagramPart): React.JSX.Element {
  const { monitor } = useWords();
  const { columns, form, rows } = layout;
  const isRestore = run.spec.kind === "restore";
  const top = railTop(form);
  const gap = railGap(form);
  return (
    <svg
      className="rails"
      width={layout.width}
      height={layout.height}
      aria-label={monitor.diagram.title}
      aria-hidden
    >
      {rows.map((row) => (
        <g key={row.top}>
          <Rail from={columns.commandRail} y={row.top + top} />
          <Rail from={columns.commandRail} y={row.top + top + gap} isBack />
          <Rail from={columns.handleRail} y={row.top + top} />
          <Rail from={columns.handleRail} y={row.top + top + gap} isBack />
          <Rail from={columns.bytesRail} y={row.top + top} isTowardsLeft={isRestore} />
        </g>
      ))}
      {selected !== null && (
        <DropLine layout={layout} secondary={lastSecondary(picture, selected)} />
      )}
    </svg>
  );
}

interface RailProps {
  readonly from: { readonly left: number; readonly width: number };
  readonly y: number;
  readonly isBack?: boolean;
  readonly isTowardsLeft?: boolean;
}

function Rail({ from, y, isBack = false, isTowardsLeft = isBack }: RailProps): React.JSX.Element {
  const left = from.left + inset;
  const right = from.left + from.width - inset;
  const middle = y + 0.5;
  const tip = isTowardsLeft ? left : right;
  const back = isTowardsLeft ? arrow : -arrow;
  return (
    <>
      <path className={isBack ? "rail back" : "rail"} d={`M${left} ${middle}H${right}`} />
      <path
        className="rail"
        d={`M${tip + back} ${middle - 4}L${tip} ${middle}L${tip + back} ${middle + 4}`}
      />
    </>
  );
}

/** From the secondary that has the selected buffer down to the foot of the rows; the section below goes on. */
function DropLine({
  layout,
  secondary,
}: {
  readonly layout: DiagramPart["layout"];
  readonly secondary: number | null;
}): React.JSX.Element | null {
  const box = layout.boxes.find((each) => each.secondary === secondary);
  if (box === undefined) return null;
  const { left, width } = layout.columns.secondaries;
  const right = left + width;
  const y = box.top + Math.min(box.height, layout.rowHeight) / 2 + 0.5;
  const x = right + dropOffset + 0.5;
  return (
    <path className="join" d={`M${right} ${y}H${x - 4}Q${x} ${y} ${x} ${y + 4}V${layout.height}`} />
  );
}

/** The line runs this far to the right of the boxes. */
export const dropOffset = 9;
