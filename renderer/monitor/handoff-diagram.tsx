import { memo, useMemo, useRef } from "react";
import type { Run } from "../../electron/contract/run.ts";
import { useWords } from "../app-context.ts";
import type { Picture } from "../trace/picture.ts";
import type { TraceFeed } from "../trace/trace-feed.ts";
import { BufferSection } from "./buffer-section.tsx";
import { cellsOf } from "./cells.ts";
import "./handoff-diagram.css";
import { layOut, ownersOf } from "./diagram-layout.ts";
import { DiagramHead } from "./diagram-head.tsx";
import { MediaColumn } from "./media-column.tsx";
import { PrimaryColumn, SecondaryBoxes, ServerColumn } from "./process-columns.tsx";
import { RailLines } from "./rail-lines.tsx";
import { useSelection } from "./selection.ts";
import { HeldLayer } from "../step/held-layer.tsx";
import { useShownControl } from "../step/use-control.ts";
import { TokenLayer } from "./token-layer.tsx";
import { useSize } from "../ui/use-size.ts";

export interface DiagramProps {
  readonly run: Run;
  readonly picture: Picture;
  readonly feed: TraceFeed;
  readonly isCompact: boolean;
  readonly isFrozen: boolean;
}

/** Up to so many commands per second a tile fades to its next owner. */
const fadingMax = 100;

function isSlow({ completedPerSecond }: Picture): boolean {
  return completedPerSecond > 0 && completedPerSecond <= fadingMax;
}

/**
 * The handoff: a row for each device from server over primary and secondaries to the media; below it the
 * buffers, and where the selected one lies in each process.
 */
export const HandoffDiagram = memo(function HandoffDiagram(props: DiagramProps): React.JSX.Element {
  const { run, picture, feed, isCompact, isFrozen } = props;
  const { monitor } = useWords();
  const control = useShownControl();
  const frame = useRef<HTMLDivElement>(null);
  const { width } = useSize(frame);
  // As text, so that the layout stays the same object while the run goes on.
  const owners = ownersOf(run).join();
  const layout = useMemo(
    () => layOut(owners === "" ? [] : owners.split(",").map(Number), width, isCompact),
    [owners, width, isCompact],
  );
  const cells = useMemo(() => cellsOf(picture, run.devices.length), [picture, run.devices.length]);
  const selected = useSelection((state) => state.buffer);
  // Rows of counts have nothing else that could take the focus to scroll them.
  const scrolling =
    layout.form === "counts"
      ? { role: "group", "aria-label": monitor.tables.devices, tabIndex: 0 }
      : {};
  const shared = { run, picture, layout, cells, selected };
  return (
    <section
      className={`handoff form-${layout.form}${isSlow(picture) ? "" : " fast"}`}
      aria-label={monitor.diagram.title}
      data-region
      tabIndex={-1}
    >
      <div className="handoff-frame" ref={frame}>
        {width > 0 && (
          <>
            <DiagramHead run={run} layout={layout} />
            <div className="handoff-rows" {...scrolling}>
              <div className="handoff-stage" style={{ height: layout.height }}>
                <RailLines {...shared} />
                <ServerColumn {...shared} />
                <PrimaryColumn {...shared} />
                <SecondaryBoxes {...shared} />
                <MediaColumn {...shared} />
                <TokenLayer feed={feed} layout={layout} isFrozen={isFrozen} />
                {control !== null && <HeldLayer control={control} layout={layout} />}
              </div>
            </div>
            <BufferSection {...shared} feed={feed} />
          </>
        )}
      </div>
    </section>
  );
});
