import { memo } from "react";
import type { Run } from "../../electron/contract/run.ts";
import { useFormat, useWords } from "../app-context.ts";
import { dash, duration, type Figure, type Format } from "../format.ts";
import { shareOf, totalsOf } from "../shell/run-figures.ts";
import { KeyFigure } from "../ui/figure.tsx";
import type { Words } from "../words/words.ts";

interface FiguresProps {
  readonly run: Run;
  readonly isCompact: boolean;
}

interface Entry {
  readonly label: string;
  readonly figure: Figure;
  readonly caption: string;
}

/** The six figures under the head: how far, how much, how fast, how long yet, what was kept, where the time goes. */
export const Figures = memo(function Figures({ run, isCompact }: FiguresProps): React.JSX.Element {
  const words = useWords();
  const format = useFormat();
  const entries = isCompact ? compactEntries(run, words, format) : entriesOf(run, words, format);
  return (
    <dl
      className={`monitor-figures${isCompact ? " compact" : ""}`}
      aria-label={words.monitor.figures.title}
    >
      {entries.map((entry, index) => (
        <KeyFigure key={index} {...entry} />
      ))}
      {!isCompact && <TimeShare run={run} />}
    </dl>
  );
});

function entriesOf(run: Run, words: Words, format: Format): Entry[] {
  const w = words.monitor.figures;
  const isRestore = run.spec.kind === "restore";
  const { bytes, expected } = totalsOf(run);
  const stored = run.devices.reduce((sum, device) => sum + device.storedBytes, 0);
  const commands = run.devices.reduce((sum, device) => sum + device.commands, 0);
  const rate = format.rate(run.rate.now);
  return [
    {
      label: w.done,
      figure: doneFigure(run, format),
      caption: expected === null ? w.sizeUnknown : w.ofExpected(format.text(format.size(expected))),
    },
    {
      label: isRestore ? w.givenToServer : w.readFromServer,
      figure: format.size(bytes),
      caption: w.commands(format.count(commands)),
    },
    {
      label: w.rateNow,
      figure: rate,
      caption: w.meanPeak(
        inUnitOf(run.rate.mean, rate, format),
        inUnitOf(run.rate.peak, rate, format),
      ),
    },
    { label: w.timeLeft, figure: timeFigure(run, words), caption: endsCaption(run, words, format) },
    {
      label: isRestore ? w.readFromMedia : w.written,
      figure: format.size(keepsNothing(run) ? null : stored),
      caption: storedCaption(run, words, format),
    },
  ];
}

function storedCaption(run: Run, words: Words, format: Format): string {
  if (keepsNothing(run)) return words.common.nullMedium;
  const stored = run.devices.reduce((sum, device) => sum + device.storedBytes, 0);
  return isPacked(run) && stored > 0
    ? words.common.ratio(format.ratio(totalsOf(run).bytes, stored))
    : "";
}

/** Without captions: what they said goes behind the figure where it matters. */
function compactEntries(run: Run, words: Words, format: Format): Entry[] {
  const w = words.monitor.figures;
  const [done, read, rate, left, written] = entriesOf(run, words, format) as [
    Entry,
    Entry,
    Entry,
    Entry,
    Entry,
  ];
  const { expected } = totalsOf(run);
  const unit = expected === null ? done.figure.unit : w.ofShort(format.text(format.size(expected)));
  const margin =
    run.secondsLeft === null ? left.figure.unit : w.margin(marginText(run.secondsLeft.plusMinus));
  const isRestore = run.spec.kind === "restore";
  return [
    { ...done, figure: { value: done.figure.value, unit }, caption: "" },
    { ...read, label: isRestore ? w.given : w.read, caption: "" },
    { ...rate, caption: "" },
    { ...left, figure: { value: left.figure.value, unit: margin }, caption: "" },
    { ...written, caption: "" },
    {
      label: w.handoffCost,
      figure: { value: format.count(Math.round(run.timeShare.handoff * 100)), unit: w.ofTheTime },
      caption: "",
    },
  ];
}

function doneFigure(run: Run, format: Format): Figure {
  const share = shareOf(run);
  return share === null
    ? { value: dash, unit: "" }
    : { value: format.percentOne(share), unit: "%" };
}

/** A rate in the unit that another one is shown in, without the unit. */
function inUnitOf(bytesPerSecond: number, shown: Figure, format: Format): string {
  const own = format.rate(bytesPerSecond);
  return own.unit === shown.unit ? own.value : format.text(own);
}

function timeFigure(run: Run, words: Words): Figure {
  if (run.secondsLeft === null) return { value: dash, unit: "" };
  const w = words.monitor.figures;
  return {
    value: duration(run.secondsLeft.seconds),
    unit: run.secondsLeft.seconds >= 3600 ? w.hours : w.minutes,
  };
}

function endsCaption(run: Run, words: Words, format: Format): string {
  if (run.secondsLeft === null) return "";
  const endsAt = run.startedAtMs + run.elapsedMs + run.secondsLeft.seconds * 1000;
  return words.monitor.figures.marginEnds(
    marginText(run.secondsLeft.plusMinus),
    format.clock(endsAt),
  );
}

/** "5 s" or, from two minutes on, "3:10". */
export function marginText(seconds: number): string {
  return seconds < 120 ? `${Math.max(1, Math.round(seconds))} s` : duration(seconds);
}

/** Where the time goes, as one bar and one sentence. */
function TimeShare({ run }: { readonly run: Run }): React.JSX.Element {
  const words = useWords();
  const format = useFormat();
  const w = words.monitor.figures;
  const { server, handoff, codec, disk } = run.timeShare;
  const isMeasured = server + handoff + codec + disk > 0;
  const percent = (share: number): string => `${format.count(Math.round(share * 100))}%`;
  const sentence = w.shares(
    percent(server),
    percent(handoff),
    `${codecName(run, words)} ${percent(codec)}`,
    percent(disk),
  );
  return (
    <div className="figure time-share">
      <dt>{w.whereTime}</dt>
      <dd>
        <span className="share-stack" aria-hidden>
          <i className="own-server" style={{ flexGrow: server }} />
          <i className="own-primary" style={{ flexGrow: handoff }} />
          <i className="own-sec-2" style={{ flexGrow: codec }} />
          <i className="disk" style={{ flexGrow: disk }} />
        </span>
        <span className="figure-caption" title={isMeasured ? sentence : undefined}>
          {isMeasured ? sentence : w.notMeasured}
        </span>
      </dd>
    </div>
  );
}

function codecName(run: Run, words: Words): string {
  return isPacked(run) ? "zstd" : words.monitor.figures.codecNone;
}

/** Whether the media are compressed: only then a ratio says something. Of a restore the names tell. */
export function isPacked(run: Run): boolean {
  if (run.spec.kind === "backup") return run.spec.codec.kind === "zstd";
  return run.spec.media.some((file) => file.endsWith(".zst"));
}

/** Whether the medium is the null one, which moves bytes and keeps none. */
export function keepsNothing(run: Run): boolean {
  return run.spec.kind === "backup" && run.spec.codec.kind === "null";
}
