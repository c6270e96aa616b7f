import { useRef, useState } from "react";
import { useFormat, useWords } from "../app-context.ts";
import { useSize } from "../ui/use-size.ts";
import { Brush } from "./brush.tsx";
import { Canvas } from "./canvas.tsx";
import { LaneSums } from "./lane-picture.ts";
import { stay } from "./spans.ts";
import type { TraceModel } from "./trace-model.ts";
import type { Timeline } from "./use-timeline.ts";

const height = 44;

interface OverviewProps {
  readonly model: TraceModel;
  readonly timeline: Timeline;
}

/** Bytes over the whole time with slow and failed commands and what happened; the shown part as a brush upon it. */
export function Overview({ model, timeline }: OverviewProps): React.JSX.Element {
  const { timeline: w } = useWords();
  const format = useFormat();
  const box = useRef<HTMLDivElement>(null);
  const { width } = useSize(box);
  const [sums] = useState(() => new LaneSums());
  const { range, annotations, slowNs } = timeline;
  const { whole } = range;
  const share = (timeNs: number): number =>
    ((timeNs - whole.fromNs) / (whole.toNs - whole.fromNs)) * width;
  return (
    <div className="timeline-whole">
      <div className="timeline-whole-name">
        <b>{w.whole}</b>
        <small>{format.moment((whole.toNs - whole.fromNs) / 1e6)}</small>
      </div>
      <div ref={box} className="timeline-overview">
        <Canvas
          wide={width}
          high={height}
          aria-hidden
          paint={(context, palette) => {
            const picture = { ...timeline, model, rows: [], view: whole, width, slowNs };
            const bytes = sums.open(picture).askAll(stay.moved);
            const top = bytes.reduce((most, sum) => Math.max(most, sum), 1);
            context.fillStyle = palette.line2;
            bytes.forEach((sum, x) => {
              const high = (sum / top) * (height - 8);
              if (high > 0) context.fillRect(x, height - high, 1, high);
            });
            context.fillStyle = palette.error.fill;
            model.devices.forEach((_, device) => {
              sums.ask(device, stay.moved).marks.forEach((mark, x) => {
                if (mark !== 0) context.fillRect(x, height - (mark === 2 ? 12 : 3), 1, 12);
              });
            });
            for (const { timeNs, isError } of annotations) {
              context.fillStyle = isError ? palette.errorInk : palette.ink2;
              context.fillRect(Math.round(share(timeNs)), 0, 1, height);
            }
          }}
        />
        <Brush range={range} width={width} />
      </div>
    </div>
  );
}
