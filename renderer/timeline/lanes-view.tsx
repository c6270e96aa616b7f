import { useRef, useState } from "react";
import { useWords } from "../app-context.ts";
import { useSize } from "../ui/use-size.ts";
import { Canvas } from "./canvas.tsx";
import { paintFlow } from "./flow-painter.ts";
import { Gutter } from "./gutter.tsx";
import { HoverTip } from "./hover-tip.tsx";
import { paintRows } from "./lane-painter.ts";
import { type LanePicture, LaneSums } from "./lane-picture.ts";
import { paintGround, paintMarks } from "./mark-painter.ts";
import { Ruler } from "./ruler.tsx";
import { heightOf, rowsOf } from "./rows.ts";
import { stay } from "./spans.ts";
import type { TimelineSource } from "./timeline-source.ts";
import { useLanePointer } from "./use-lane-pointer.ts";
import type { Timeline } from "./use-timeline.ts";

interface LanesViewProps {
  readonly source: TimelineSource;
  readonly timeline: Timeline;
  /** Of one of several timelines. */
  readonly name: string | undefined;
}

/** Ruler, names and lanes. The canvas is as high as what can be seen of it and stays in place while its rows scroll. */
export function LanesView({ source, timeline, name }: LanesViewProps): React.JSX.Element {
  const { timeline: w } = useWords();
  const scroller = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const { width } = useSize(box);
  const { height } = useSize(scroller);
  const [top, setTop] = useState(0);
  const [sums] = useState(() => new LaneSums());
  const { model } = source;
  const { range } = timeline;
  const rows = rowsOf(model, timeline.closed);
  const picture: LanePicture = { ...timeline, model, rows, view: range.view, width };
  const high = Math.min(height, heightOf(rows));
  const shiftedTop = Math.min(top, Math.max(0, heightOf(rows) - high));
  useLanePointer(box, { picture, timeline, top: shiftedTop });
  return (
    <div className="timeline-body" data-drawn-bytes={drawnBytes(picture, sums)}>
      <Ruler {...{ picture, timeline, sums }} />
      <div
        ref={scroller}
        className="timeline-lanes"
        tabIndex={0}
        role="region"
        aria-label={name === undefined ? w.lanes : `${name}. ${w.lanes}`}
        onScroll={(event) => setTop(event.currentTarget.scrollTop)}
        onKeyDown={(event) => {
          const by = { ArrowLeft: -0.2, ArrowRight: 0.2 }[event.key];
          if (by === undefined || event.target !== event.currentTarget) return;
          event.preventDefault();
          range.pan(by);
        }}
      >
        <Gutter {...{ source, timeline, rows, picture, sums }} />
        <div ref={box} className="timeline-canvas" style={{ height: heightOf(rows) }}>
          <Canvas
            wide={width}
            high={high}
            aria-hidden
            paint={(context, palette) => {
              const painted = { ...picture, palette, sums: sums.open(picture) };
              paintGround(context, painted, high);
              context.translate(0, -shiftedTop);
              paintRows(context, painted, { from: shiftedTop, to: shiftedTop + high });
              paintFlow(context, painted);
              context.translate(0, shiftedTop);
              paintMarks(context, painted, high);
            }}
          />
          <HoverTip {...{ box, picture, sums }} />
        </div>
      </div>
    </div>
  );
}

/** Bytes that the picture shows as moved: the sum of what is drawn, for whoever compares it with the run. */
function drawnBytes(picture: LanePicture, sums: LaneSums): number {
  const moved = sums.open(picture).askAll(stay.moved);
  return Math.round(moved.reduce((sum, bytes) => sum + bytes, 0));
}
