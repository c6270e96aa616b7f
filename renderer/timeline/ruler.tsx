import { useFormat, useWords } from "../app-context.ts";
import { Canvas } from "./canvas.tsx";
import type { LanePicture, LaneSums } from "./lane-picture.ts";
import { xOf } from "./lane-picture.ts";
import { paintMarkNames, tickPixels } from "./mark-painter.ts";
import { MomentField } from "./moment-field.tsx";
import { offsetText, ticksOf } from "./ticks.ts";
import type { Timeline } from "./use-timeline.ts";

const rulerHeight = 40;

interface RulerProps {
  readonly picture: LanePicture;
  readonly timeline: Timeline;
  readonly sums: LaneSums;
}

/** Moments and the names of what happened, above the lanes; beside it from where on a command is slow. */
export function Ruler({ picture, timeline, sums }: RulerProps): React.JSX.Element {
  const { timeline: w } = useWords();
  const format = useFormat();
  const { view, width, model } = picture;
  const { slowNs, setSlowNs } = timeline;
  return (
    <div className="timeline-ruler">
      <div className="timeline-slow">
        <MomentField
          label={w.slowFrom}
          ms={Number.isFinite(slowNs) ? slowNs / 1e6 : 0}
          onChange={(ms) => setSlowNs(ms === 0 ? null : ms * 1e6)}
        />
      </div>
      <Canvas
        wide={width}
        high={rulerHeight}
        aria-hidden
        paint={(context, palette) => {
          const { stepNs, ticks } = ticksOf(view, model.firstNs, { width, stepPixels: tickPixels });
          context.font = `11px ${palette.sans}`;
          context.textBaseline = "middle";
          context.fillStyle = palette.ink3;
          ticks.forEach(({ timeNs, sinceNs }, index) => {
            const x = xOf(picture, timeNs);
            if (x > width - tickPixels / 2) return;
            const since = sinceNs - (ticks[0]?.sinceNs ?? 0);
            const text =
              index === 0
                ? momentText(sinceNs, stepNs, format)
                : offsetText(since, stepNs, (value) =>
                    value % 1 === 0 ? format.count(value) : format.decimal(value),
                  );
            context.fillText(text, x + 4, 10);
            context.fillRect(Math.round(x), 4, 1, 14);
          });
          paintMarkNames(context, { ...picture, palette, sums }, 30);
        }}
      />
    </div>
  );
}

/** To the millisecond, and below that with the rest in microseconds. */
function momentText(ns: number, stepNs: number, format: ReturnType<typeof useFormat>): string {
  const moment = format.moment(ns / 1e6);
  return stepNs >= 1e6 ? moment : `${moment} ${format.count(Math.floor((ns % 1e6) / 1e3))} µs`;
}
