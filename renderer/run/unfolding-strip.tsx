import { useRef } from "react";
import type { Failure, Run } from "../../electron/contract/run.ts";
import { useFormat, useWords } from "../app-context.ts";
import { roundStep } from "../charts/scale.ts";
import { momentOf } from "../shell/run-figures.ts";
import { DeviceSign } from "../ui/owner-sign.tsx";
import { useSize } from "../ui/use-size.ts";
import { type Lane, type Moment, spread, type Unfolding, unfoldingOf } from "./unfolding.ts";

const gutter = 122;
const rightEdge = 20;
const headHeight = 30;
const laneHeight = 28;
const letterRoom = 21;
const axisHeight = 24;

/** What happened around the first cause, on one time axis: lanes of the devices, the server's messages, letters. */
export function UnfoldingStrip({
  run,
  failure,
}: {
  readonly run: Run;
  readonly failure: Failure;
}): React.JSX.Element {
  const words = useWords();
  const format = useFormat();
  const box = useRef<HTMLDivElement>(null);
  const { width } = useSize(box);
  const strip = unfoldingOf(run, failure);
  const count = failure.consequences.length;
  const last = strip.moments.at(-1)?.afterMs ?? 0;
  const hint =
    count === 0
      ? words.failed.unfoldedAlone
      : words.failed.unfoldedHint(count, format.after(Math.max(0, last)));
  const height = headHeight + (strip.lanes.length + 1) * laneHeight + axisHeight;
  return (
    <section className="unfolding" aria-label={words.failed.unfolded}>
      <div className="pane-head">
        <h2>{words.failed.unfolded}</h2>
        <span className="caption">{hint}</span>
      </div>
      <div className="unfolding-box" ref={box} style={{ height }}>
        {width > 300 && (
          <Strip
            strip={strip}
            width={width}
            height={height}
            causeClock={format.clockMs(momentOf(run, failure.cause.atMs))}
          />
        )}
      </div>
      {strip.hiddenDevices > 0 && (
        <p className="caption unfolding-more">{words.failed.moreDevices(strip.hiddenDevices)}</p>
      )}
    </section>
  );
}

interface StripProps {
  readonly strip: Unfolding;
  readonly width: number;
  readonly height: number;
  readonly causeClock: string;
}

function Strip({ strip, width, height, causeClock }: StripProps): React.JSX.Element {
  const words = useWords();
  const perMs = (width - gutter - rightEdge) / (strip.toMs - strip.fromMs);
  const x = (afterMs: number): number => gutter + (afterMs - strip.fromMs) * perMs;
  const bottom = height - axisHeight;
  const places = spread(
    strip.moments.map((moment) => x(moment.afterMs)),
    letterRoom,
  );
  return (
    <>
      <svg width={width} height={height} aria-hidden className="unfolding-lines">
        <Axis strip={strip} x={x} bottom={bottom} causeClock={causeClock} />
      </svg>
      {strip.lanes.map((lane, index) => (
        <LaneRow
          key={lane.device}
          lane={lane}
          x={x}
          top={headHeight + index * laneHeight}
          right={width - rightEdge}
        />
      ))}
      <svg width={width} height={height} aria-hidden className="unfolding-lines">
        {strip.moments.map((moment) => (
          <line
            key={moment.letter}
            x1={x(moment.afterMs)}
            x2={x(moment.afterMs)}
            y1={headHeight - 6}
            y2={bottom}
            className={moment.letter === "A" ? "cause-line" : "moment-line"}
          />
        ))}
      </svg>
      <span
        className="unfolding-name"
        style={{ top: headHeight + strip.lanes.length * laneHeight, paddingLeft: 24 }}
      >
        {words.failed.messages}
      </span>
      <MessageCodes
        moments={strip.moments}
        x={x}
        top={headHeight + strip.lanes.length * laneHeight}
        right={width - rightEdge}
      />
      {strip.moments.map((moment, index) => (
        <span
          key={moment.letter}
          className={`letter unfolding-letter${moment.letter === "A" ? " cause" : ""}`}
          style={{ left: places[index] ?? 0, top: 4 }}
        >
          {moment.letter}
        </span>
      ))}
    </>
  );
}

interface LaneRowProps {
  readonly lane: Lane;
  readonly x: (afterMs: number) => number;
  readonly top: number;
  readonly right: number;
}

function LaneRow(props: LaneRowProps): React.JSX.Element {
  const { lane, x, top } = props;
  const words = useWords();
  const causeEnd = x(0);
  const moved = x(lane.movedUntilMs);
  const shade = `own-sec-${(lane.device % 4) + 1}`;
  const failedWidth = lane.isCause ? 20 : 0;
  return (
    <>
      <span className="unfolding-name" style={{ top }}>
        <DeviceSign index={lane.device} />
        {words.common.deviceN(lane.device + 1)}
      </span>
      <LanePart top={top} from={gutter} to={causeEnd - failedWidth - 2} look={shade} />
      {lane.isCause && <LanePart top={top} from={causeEnd - 20} to={causeEnd} look="lane-error" />}
      {!lane.isCause && (
        <LanePart top={top} from={causeEnd} to={moved} look={`lane-after ${shade}`} />
      )}
      <LaneEnd {...props} />
    </>
  );
}

/** What became of the device: refusing commands, then done with. */
function LaneEnd({ lane, x, top, right }: LaneRowProps): React.JSX.Element {
  const { failed: w } = useWords();
  const ended = lane.endedFromMs === null ? right : x(lane.endedFromMs);
  const refused = lane.refusedFromMs === null ? ended : x(lane.refusedFromMs);
  return (
    <>
      <LanePart top={top} from={refused + 2} to={ended - 2} look="lane-refused" text={w.ioError} />
      <LanePart
        top={top}
        from={ended + 2}
        to={right}
        look="lane-aborted"
        text={lane.isAborted ? w.aborted : w.ended}
      />
    </>
  );
}

interface LanePartProps {
  readonly top: number;
  readonly from: number;
  readonly to: number;
  readonly look: string;
  readonly text?: string;
}

/** Width that a word needs. */
const textRoom = 90;

/** A stretch of a lane; none when it has no length. */
function LanePart({ top, from, to, look, text }: LanePartProps): React.JSX.Element | null {
  if (to <= from) return null;
  return (
    <span className={`lane-part ${look}`} style={{ top: top + 4, left: from, width: to - from }}>
      {to - from > textRoom && text}
    </span>
  );
}

interface PlacedCode {
  readonly moment: Moment;
  readonly left: number;
  readonly isBefore: boolean;
  readonly text: string;
}

/** Numbers of the server's messages, each beside its line; those that would cover another are left to the table. */
function MessageCodes({
  moments,
  x,
  top,
  right,
}: {
  readonly moments: readonly Moment[];
  readonly x: (ms: number) => number;
  readonly top: number;
  readonly right: number;
}): React.JSX.Element {
  const room = 44;
  const lines = moments.map((moment) => x(moment.afterMs));
  const shown: PlacedCode[] = [];
  for (const [index, moment] of moments.entries()) {
    const code = moment.step.source === "server" ? moment.step.code : null;
    const at = lines[index] ?? 0;
    const taken = (shown.at(-1)?.left ?? gutter - room) + room;
    const isFree = (from: number): boolean =>
      from >= taken &&
      from + room <= right &&
      lines.every((line) => line === at || line < from || line > from + room);
    const left = [at - room, at + 5].find(isFree);
    if (code === null || left === undefined) continue;
    shown.push({ moment, left, isBefore: left < at, text: messageNumber(code) });
  }
  return (
    <>
      {shown.map(({ moment, left, isBefore, text }) => (
        <span
          key={moment.letter}
          className={`mono unfolding-code${isBefore ? " before" : ""}`}
          style={{ top: top + 4, left, width: room - 5 }}
        >
          {text}
        </span>
      ))}
    </>
  );
}

/** The number of a T-SQL message: the chip calls it by name and severity. */
function messageNumber(code: { name: string; number: string }): string {
  return /^\d+$/.test(code.name) ? code.name : code.number;
}

interface AxisProps {
  readonly strip: Unfolding;
  readonly x: (afterMs: number) => number;
  readonly bottom: number;
  readonly causeClock: string;
}

const tickMax = 7;
/** Room that the clock under the cause takes on each side. */
const clockRoom = 70;

function Axis({ strip, x, bottom, causeClock }: AxisProps): React.JSX.Element {
  const format = useFormat();
  const step = roundStep((strip.toMs - strip.fromMs) / tickMax);
  const first = Math.ceil(strip.fromMs / step);
  const ticks = Array.from(
    { length: Math.floor(strip.toMs / step) - first + 1 },
    (_, index) => (first + index) * step,
  );
  const text = (ms: number): string =>
    `${ms > 0 ? "+" : "−"}${Math.abs(ms) >= 1000 ? `${format.decimal(Math.abs(ms) / 1000)} s` : `${Number.isInteger(ms) ? format.count(Math.abs(ms)) : format.decimal(Math.abs(ms))} ms`}`;
  return (
    <>
      {ticks.map((tick) => (
        <g key={tick}>
          <line x1={x(tick)} x2={x(tick)} y1={headHeight - 4} y2={bottom} className="grid-line" />
          {tick !== 0 && Math.abs(x(tick) - x(0)) > clockRoom && (
            <text x={x(tick)} y={bottom + 16} textAnchor="middle">
              {text(tick)}
            </text>
          )}
        </g>
      ))}
      <text x={x(0)} y={bottom + 16} textAnchor="middle">
        {causeClock}
      </text>
    </>
  );
}
