import { useRef } from "react";
import { useFormat, useWords } from "../app-context.ts";
import type { Span } from "./lanes.ts";
import { inside, resized } from "./time-range.ts";
import type { ViewRange } from "./use-view-range.ts";

/** An arrow key moves by this share of the view, with Shift by a fifth of it. */
const keyStep = 0.5;
const keyStepFine = 0.1;
/** Outside of the brush a drag of so many pixels begins a new one; less centres it there. */
const newFrom = 4;

type Part = "from" | "to" | "all";

interface Grab {
  readonly part: Part | "new";
  readonly x: number;
  readonly view: Span;
}

/** The shown part of the whole: it and both its ends can be dragged, or moved with the arrow keys. */
export function Brush({
  range,
  width,
}: {
  readonly range: ViewRange;
  readonly width: number;
}): React.JSX.Element {
  const { timeline: w } = useWords();
  const format = useFormat();
  const { whole, view, show } = range;
  const wholeNs = whole.toNs - whole.fromNs;
  const grab = useRef<Grab | null>(null);
  const move = (part: Part, byNs: number, from: Span): void =>
    show(
      part === "all"
        ? inside({ fromNs: from.fromNs + byNs, toNs: from.toNs + byNs }, whole)
        : resized(from, part, byNs, whole),
    );
  const xOf = (event: React.PointerEvent): number =>
    event.clientX - (event.currentTarget.getBoundingClientRect().left || 0);
  const at = (timeNs: number): string => `${(100 * (timeNs - whole.fromNs)) / wholeNs}%`;
  const onKeyDown = (part: Part) => (event: React.KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const step = event.shiftKey ? keyStepFine : keyStep;
    move(part, by * step * (part === "all" ? 1 : 0.2) * (view.toNs - view.fromNs), view);
  };
  const slider = (part: Part, label: string, valueNs: number) => ({
    role: "slider",
    tabIndex: 0,
    "aria-label": label,
    "aria-valuemin": 0,
    "aria-valuemax": Math.round(wholeNs / 1e6),
    "aria-valuenow": Math.round((valueNs - whole.fromNs) / 1e6),
    "aria-valuetext": format.moment((valueNs - whole.fromNs) / 1e6),
    "data-part": part,
    onKeyDown: onKeyDown(part),
  });
  return (
    <div
      className="timeline-brush-area"
      onPointerDown={(event) => {
        const part = (event.target as HTMLElement).dataset["part"] as Part | undefined;
        event.currentTarget.setPointerCapture(event.pointerId);
        grab.current = { part: part ?? "new", x: xOf(event), view };
      }}
      onPointerMove={(event) => {
        const held = grab.current;
        if (held === null || event.buttons === 0) return;
        const byNs = ((xOf(event) - held.x) / width) * wholeNs;
        if (held.part !== "new") move(held.part, byNs, held.view);
        else if (Math.abs(xOf(event) - held.x) >= newFrom) {
          const beginNs = whole.fromNs + (held.x / width) * wholeNs;
          const [fromNs, toNs] = [beginNs, beginNs + byNs].sort((a, b) => a - b);
          show(inside({ fromNs: fromNs ?? 0, toNs: toNs ?? 0 }, whole));
        }
      }}
      onPointerUp={(event) => {
        const held = grab.current;
        grab.current = null;
        if (held?.part !== "new" || Math.abs(xOf(event) - held.x) >= newFrom) return;
        const half = (view.toNs - view.fromNs) / 2;
        const atNs = whole.fromNs + (held.x / width) * wholeNs;
        show(inside({ fromNs: atNs - half, toNs: atNs + half }, whole));
      }}
    >
      <div className="timeline-shade" style={{ left: 0, width: at(view.fromNs) }} />
      <div className="timeline-shade" style={{ left: at(view.toNs), right: 0 }} />
      <div
        className="timeline-brush"
        style={{ left: at(view.fromNs), right: `calc(100% - ${at(view.toNs)})` }}
        {...slider("all", w.overview, view.fromNs)}
      />
      <div
        className="timeline-grip"
        style={{ left: at(view.fromNs) }}
        {...slider("from", w.brushFrom, view.fromNs)}
      />
      <div
        className="timeline-grip"
        style={{ left: at(view.toNs) }}
        {...slider("to", w.brushTo, view.toNs)}
      />
    </div>
  );
}
