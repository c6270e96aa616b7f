import { useEffect, useRef, useState } from "react";
import { useFormat, useWords } from "../app-context.ts";
import { handleText } from "../format.ts";
import { commandName, describeRow } from "../trace/command-row.ts";
import { chosenAt } from "./lane-painter.ts";
import { isSliced, type LanePicture, type LaneSums, secondaryOf } from "./lane-picture.ts";
import { stayIn } from "./lanes.ts";
import { rowAt } from "./rows.ts";
import { longestStage } from "../trace/stage-readers.ts";

interface HoverTipProps {
  readonly box: React.RefObject<HTMLElement | null>;
  readonly picture: LanePicture;
  readonly sums: LaneSums;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** What is under the pointer, in two lines beside it. Its own state: the lanes are not drawn anew for it. */
export function HoverTip({ box, picture, sums }: HoverTipProps): React.JSX.Element | null {
  const [point, setPoint] = useState<Point | null>(null);
  const tip = useTipText();
  const isPressed = useRef(false);
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const stop = new AbortController();
    const { signal } = stop;
    element.addEventListener(
      "pointermove",
      (event) => {
        const { left, top: above } = element.getBoundingClientRect();
        isPressed.current = event.buttons !== 0;
        setPoint(isPressed.current ? null : { x: event.clientX - left, y: event.clientY - above });
      },
      { signal },
    );
    element.addEventListener("pointerleave", () => setPoint(null), { signal });
    return () => stop.abort();
  }, [box]);
  const lines = point === null ? null : tip(picture, sums, point);
  if (point === null || lines === null) return null;
  const isLeft = point.x > picture.width / 2;
  return (
    <div
      className="timeline-tip"
      aria-hidden
      style={{
        top: point.y + 18,
        ...(isLeft ? { right: picture.width - point.x + 12 } : { left: point.x + 12 }),
      }}
    >
      {lines.map((line) => (
        <div key={line}>{line}</div>
      ))}
    </div>
  );
}

function useTipText(): (
  picture: LanePicture,
  sums: LaneSums,
  point: Point,
) => readonly string[] | null {
  const { timeline: w } = useWords();
  const format = useFormat();
  return (picture, sums, { x, y }) => {
    const row = rowAt(picture.rows, y);
    if (row?.type !== "lane") return null;
    const { device } = row.lane;
    const ring = picture.model.devices[device];
    if (ring === undefined) return null;
    if (isSliced(picture, device)) {
      const found = chosenAt(picture, x, y);
      if (found === null) return null;
      const command = describeRow(ring.columns, ring.rowOf(found.ordinal));
      const longest = longestStage(command.stages);
      const total = format.latency(command.totalMs === null ? null : command.totalMs * 1_000);
      const handle = command.handle === 0 ? "" : ` ${handleText(command.handle)}`;
      return [
        `${commandName(command.commandCode)}${handle}, ${format.text(total)}`,
        ...(longest === null ? [] : [w.longest(w.stages[longest])]),
      ];
    }
    const { view, width } = picture;
    const pixelNs = (view.toNs - view.fromNs) / width;
    const fromNs = view.fromNs + Math.floor(x) * pixelNs;
    const { from, to } = ring.between(fromNs, fromNs + pixelNs, 0);
    const taken = sums.open(picture).ask(device, stayIn(row.lane), secondaryOf(row.lane)).sums;
    const share = Math.min(1, (taken[Math.floor(x)] ?? 0) / pixelNs);
    const longest = longestOf(ring, from, to);
    return [
      w.hereBegin(format.count(to - from), format.percentRound(share)),
      ...(longest === null ? [] : [w.longest(w.stages[longest])]),
    ];
  };
}

/** Commands of a pixel that are looked at; more are sampled. */
const lookedAt = 200;

/** The stage that took most of the time of some commands. */
function longestOf(
  ring: LanePicture["model"]["devices"][number],
  from: number,
  to: number,
): ReturnType<typeof longestStage> {
  const sums = { server: 0, handle: 0, lease: 0, map: 0, move: 0, done: 0 };
  if (to <= from) return null;
  const step = Math.max(1, Math.floor((to - from) / lookedAt));
  for (let ordinal = from; ordinal < to; ordinal += step) {
    const { stages } = describeRow(ring.columns, ring.rowOf(ordinal));
    for (const name of ["server", "handle", "lease", "map", "move", "done"] as const)
      sums[name] += stages[name] ?? 0;
  }
  return longestStage(sums);
}
