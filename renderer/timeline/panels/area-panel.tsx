import { useCallback } from "react";
import { useFormat, useWords } from "../../app-context.ts";
import type { Filter } from "../../filter/parse.ts";
import type { Format } from "../../format.ts";
import { commandName } from "../../trace/command-row.ts";
import { Empty } from "../../ui/empty.tsx";
import { OwnerSign } from "../../ui/owner-sign.tsx";
import type { Owner } from "../../ui/owner.ts";
import type { Words } from "../../words/words.ts";
import { differenceIn } from "./causes.ts";
import { pick } from "./pick.ts";
import type { Spread } from "./quantile.ts";
import { useSliced } from "./sliced.ts";
import type { CommandsSource, Span } from "./source.ts";
import { type AreaFigures, areaFigures, type LaneFigures } from "./statistics.ts";
import { spanText, timesText } from "./texts.ts";

interface AreaPanelProps {
  readonly model: CommandsSource;
  readonly version: number;
  readonly span: Span;
  readonly filter: Filter | null;
}

/** What happened in a span of time: figures by stage and by process, and how they differ from the rest of the trace. */
export function AreaPanel({ model, version, span, filter }: AreaPanelProps): React.JSX.Element {
  const { panels: w } = useWords();
  const { fromNs, toNs } = span;
  const begin = useCallback(
    function* () {
      const area = { fromNs, toNs };
      const inside = yield* pick(model, area, filter);
      const outside = yield* pick(model, area, filter, false);
      return yield* areaFigures(model, inside, outside, area);
    },
    [model, fromNs, toNs, filter],
  );
  const { result, isBusy } = useSliced(begin, version);
  if (result === null) return <p className="caption panel-wait">{w.counting}</p>;
  if (result.commands === 0) return <Empty title={w.nothing} text={w.nothingText} />;
  return (
    <div
      className="area-panel"
      aria-busy={isBusy}
      tabIndex={0}
      role="group"
      aria-label={w.tabs.area}
    >
      <Summary figures={result} />
      <StageFiguresTable figures={result} />
      <LaneFiguresTable lanes={result.lanes} />
    </div>
  );
}

function Summary({ figures }: { readonly figures: AreaFigures }): React.JSX.Element {
  const { panels: w } = useWords();
  const format = useFormat();
  const codes = figures.codes.map(
    ({ code, count }) => `${commandName(code)} ${format.count(count)}`,
  );
  return (
    <div className="area-summary">
      <b>{w.commands(format.count(figures.commands))}</b>
      <span>
        {w.bytes(
          format.text(format.size(figures.bytes)),
          format.text(format.rate(figures.bytesPerSecond)),
        )}
      </span>
      <span title={w.codes}>{codes.join(", ")}</span>
      <p>{differenceText(figures, w, format)}</p>
    </div>
  );
}

function differenceText(figures: AreaFigures, w: Words["panels"], format: Format): string {
  const { stages } = figures;
  if (stages.every(({ outsideMedian }) => Number.isNaN(outsideMedian))) return w.noElsewhere;
  const most = differenceIn(stages);
  if (most === null) return w.differsNot;
  const { name, here, there, times } = most;
  const say = times >= 1 ? w.differs : w.differsLess;
  return say(
    w.stages[name],
    spanText(format, here),
    spanText(format, there),
    timesText(format, times >= 1 ? times : 1 / times),
  );
}

/** Cells that both tables have. */
function SpreadCells({
  spread,
  share,
}: {
  readonly spread: Spread;
  readonly share: number;
}): React.JSX.Element {
  const format = useFormat();
  return (
    <>
      <td className="number">{format.count(spread.count)}</td>
      {[spread.sum, spread.mean, spread.median, spread.p99, spread.max].map((ns, index) => (
        <td key={index} className="number">
          {spanText(format, ns)}
        </td>
      ))}
      <td className="number">{Number.isNaN(share) ? "" : format.percentRound(share)}</td>
    </>
  );
}

function SpreadHeads({ shareTip }: { readonly shareTip: string }): React.JSX.Element {
  const { panels } = useWords();
  const w = panels.columns;
  return (
    <>
      {[w.count, w.sum, w.mean, w.median, w.p99, w.max].map((text) => (
        <th key={text} scope="col" className="number">
          {text}
        </th>
      ))}
      <th scope="col" className="number" data-tip={shareTip}>
        {w.share}
      </th>
    </>
  );
}

function StageFiguresTable({ figures }: { readonly figures: AreaFigures }): React.JSX.Element {
  const { panels: w } = useWords();
  const format = useFormat();
  return (
    <table className="table" aria-label={w.byStage}>
      <thead>
        <tr>
          <th scope="col">{w.columns.stage}</th>
          <SpreadHeads shareTip={w.shareOfStages} />
          <th scope="col" className="number" data-tip={w.elsewhereTip}>
            {w.columns.elsewhere}
          </th>
          <th scope="col" className="number">
            {w.columns.times}
          </th>
        </tr>
      </thead>
      <tbody>
        {figures.stages.map(({ name, inside, share, outsideMedian }) => {
          const times = inside.median / outsideMedian;
          return (
            <tr key={name} className={name === "total" ? "sum" : ""}>
              <th scope="row">{w.stages[name]}</th>
              <SpreadCells spread={inside} share={share} />
              <td className="number quiet">{spanText(format, outsideMedian)}</td>
              <td className={`number${times >= 2 ? " warn" : ""}`}>
                {Number.isFinite(times) ? w.timesText(timesText(format, times)) : ""}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function LaneFiguresTable({
  lanes,
}: {
  readonly lanes: readonly LaneFigures[];
}): React.JSX.Element {
  const { panels: w, timeline } = useWords();
  const format = useFormat();
  return (
    <table className="table" aria-label={w.byProcess}>
      <thead>
        <tr>
          <th scope="col">{w.columns.process}</th>
          <SpreadHeads shareTip={w.shareOfLanes} />
          <th scope="col" className="number">
            {w.columns.device}
          </th>
          <td />
        </tr>
      </thead>
      <tbody>
        {lanes.map((lane) => (
          <tr key={`${lane.kind} ${lane.secondary} ${lane.device}`}>
            <th scope="row">
              <OwnerSign owner={ownerOf(lane)} />{" "}
              {lane.kind === "secondary"
                ? timeline.secondary(lane.secondary + 1)
                : timeline[lane.kind]}
            </th>
            <SpreadCells spread={lane.inside} share={lane.share} />
            <td className="number quiet">{format.count(lane.device + 1)}</td>
            <td />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function ownerOf({ kind, secondary }: LaneFigures): Owner {
  return kind === "secondary" ? { kind, index: secondary } : { kind };
}
