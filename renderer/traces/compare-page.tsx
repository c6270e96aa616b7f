import { ArrowLeftRight } from "lucide-react";
import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import { useStore } from "zustand";
import type { OpenTrace } from "../../electron/contract/trace-calls.ts";
import type {
  CommandDifference,
  StageQuantiles,
  TraceComparison,
} from "../../electron/contract/trace-figures.ts";
import { messageOf } from "../app.ts";
import { useApp, useFormat, useSettings, useWords } from "../app-context.ts";
import type { Figure, Format } from "../format.ts";
import { languageOf } from "../stores/settings-store.ts";
import { commandName } from "../trace/command-row.ts";
import { Button, SegmentedControl } from "../ui/button.tsx";
import { Empty } from "../ui/empty.tsx";
import { KeyFigure } from "../ui/figure.tsx";
import { iconSize } from "../ui/icons.ts";
import { CompareCurves } from "./compare-curves.tsx";
import { CompareTimelines } from "./compare-timelines.tsx";
import "./traces.css";
import { nameOfTrace } from "./traces-store.ts";
import { TablePane } from "../ui/table-pane.tsx";

const views = ["figures", "timelines"] as const;
type View = (typeof views)[number];

interface ComparePageProps {
  readonly a: string;
  readonly b: string;
}

/** Two traces side by side: their figures, and the commands that changed most. */
export function ComparePage({ a, b }: ComparePageProps): React.JSX.Element {
  const app = useApp();
  const { traces: w } = useWords();
  const [, navigate] = useLocation();
  const open = useStore(app.traces, (state) => state.open);
  const first = open.find(({ traceId }) => traceId === a);
  const second = open.find(({ traceId }) => traceId === b);
  if (first === undefined || second === undefined)
    return (
      <Empty
        title={w.twoNeeded}
        text={w.twoNeededText}
        action={<Button onClick={() => navigate("/traces")}>{w.allTraces}</Button>}
      />
    );
  return <Comparison key={`${a} ${b}`} first={first} second={second} />;
}

function Comparison({
  first,
  second,
}: {
  readonly first: OpenTrace;
  readonly second: OpenTrace;
}): React.JSX.Element {
  const { traces: w } = useWords();
  const format = useFormat();
  const [, navigate] = useLocation();
  const { comparison, problem } = useComparison(first.traceId, second.traceId);
  const [view, setView] = useState<View>("figures");
  return (
    <div className="trace-page">
      <header className="page-head">
        <h1 className="ellipsis">
          {w.compareTitle(titleOf(first, format), titleOf(second, format))}
        </h1>
        <span className="caption trace-hint">{w.compareText}</span>
        <span className="spring" />
        <Button
          icon={<ArrowLeftRight {...iconSize} />}
          onClick={() =>
            navigate(`/compare-traces/${second.traceId}/${first.traceId}`, { replace: true })
          }
        >
          {w.swap}
        </Button>
      </header>
      <div className="trace-bar">
        <SegmentedControl
          label={w.viewOf}
          value={view}
          options={views.map((value) => ({ value, text: w.compareViews[value] }))}
          onChange={setView}
        />
      </div>
      {view === "timelines" ? (
        <CompareTimelines first={first} second={second} />
      ) : comparison === null ? (
        <Empty title={w.comparing} text={problem ?? w.comparingText} />
      ) : (
        <Compared first={first} second={second} comparison={comparison} />
      )}
    </div>
  );
}

function useComparison(
  a: string,
  b: string,
): { comparison: TraceComparison | null; problem: string | null } {
  const { bridge } = useApp();
  const language = useSettings(languageOf);
  const [state, setState] = useState<{
    comparison: TraceComparison | null;
    problem: string | null;
  }>({ comparison: null, problem: null });
  useEffect(() => {
    let isWanted = true;
    bridge.call("compareTraces", { a, b }).then(
      (comparison) => isWanted && setState({ comparison, problem: null }),
      (error: unknown) =>
        isWanted && setState({ comparison: null, problem: messageOf(error, language) }),
    );
    return () => {
      isWanted = false;
    };
  }, [bridge, language, a, b]);
  return state;
}

interface ComparedProps {
  readonly first: OpenTrace;
  readonly second: OpenTrace;
  readonly comparison: TraceComparison;
}

function Compared({ first, second, comparison }: ComparedProps): React.JSX.Element {
  const { traces: w } = useWords();
  const format = useFormat();
  const plain = (count: number): Figure => ({ value: format.count(count), unit: "" });
  const { p1, p50, p99 } = comparison.differenceNs;
  const text = (ns: number): string => signedText(ns, format);
  return (
    <>
      <dl className="figures trace-figures">
        <KeyFigure
          label={w.matched}
          figure={plain(comparison.matched)}
          caption={w.matchedText(format.count(comparison.slower), format.count(comparison.faster))}
        />
        <KeyFigure label={w.onlyA} figure={plain(comparison.onlyA)} />
        <KeyFigure label={w.onlyB} figure={plain(comparison.onlyB)} />
        <KeyFigure label={w.changed} figure={plain(comparison.changed)} />
        <KeyFigure
          label={w.difference}
          figure={{ value: text(p50), unit: "" }}
          caption={w.differenceText(text(p1), text(p99))}
        />
      </dl>
      <CompareCurves comparison={comparison} />
      <div className="compare-columns">
        <FigureTable first={first} second={second} comparison={comparison} />
        <div className="compare-lists">
          <Differences title={w.regressions} list={comparison.regressions} />
          <Differences title={w.improvements} list={comparison.improvements} />
        </div>
      </div>
    </>
  );
}

/** Every figure of both, and B as a share of A. */
function FigureTable({ first, second, comparison }: ComparedProps): React.JSX.Element {
  const { traces: w } = useWords();
  const format = useFormat();
  const { a, b } = comparison;
  const time = (ns: number): string => format.text(format.latency(ns / 1000));
  type Row = readonly [name: string, a: string, b: string, change: string];
  const change = (from: number, to: number): string =>
    from > 0 ? `${format.twoDecimals(to / from)} : 1` : "";
  const rows: Row[] = [
    [w.commandsCount, format.count(a.commands), format.count(b.commands), ""],
    [w.bytes, format.text(format.size(a.bytes)), format.text(format.size(b.bytes)), ""],
    [
      w.time,
      format.moment(a.seconds * 1000),
      format.moment(b.seconds * 1000),
      change(a.seconds, b.seconds),
    ],
    [
      w.rate,
      format.text(format.rate(a.rate)),
      format.text(format.rate(b.rate)),
      change(a.rate, b.rate),
    ],
    [w.errors, format.count(a.errors + a.failed), format.count(b.errors + b.failed), ""],
    ...a.stages.flatMap((stage, index) => stageRows(stage, b.stages[index])),
  ];
  function stageRows(one: StageQuantiles, other: StageQuantiles | undefined): Row[] {
    if (other === undefined) return [];
    const name = w.stageWords[one.stage];
    return [
      [w.half(name), time(one.p50Ns), time(other.p50Ns), change(one.p50Ns, other.p50Ns)],
      [w.ninetyNine(name), time(one.p99Ns), time(other.p99Ns), change(one.p99Ns, other.p99Ns)],
    ];
  }
  return (
    <section className="pane" aria-label={w.figures}>
      <div className="pane-scroll" tabIndex={0}>
        <table className="table">
          <thead>
            <tr>
              <th>{w.figures}</th>
              <th className="number" data-tip={first.info.path}>
                {w.a}
              </th>
              <th className="number" data-tip={second.info.path}>
                {w.b}
              </th>
              <th className="number">{w.change}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([name, left, right, ratio]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td className="number">{left}</td>
                <td className="number">{right}</td>
                <td className="number quiet">{ratio}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Differences({
  title,
  list,
}: {
  readonly title: string;
  readonly list: readonly CommandDifference[];
}): React.JSX.Element {
  const { traces: w } = useWords();
  const format = useFormat();
  const time = (ns: number): string => format.text(format.latency(ns / 1000));
  return (
    <TablePane
      title={title}
      empty={list.length === 0 ? { title: w.noChange, text: w.noChangeText } : null}
    >
      <thead>
        <tr>
          <th className="number">{w.sequence}</th>
          <th className="number">{w.device}</th>
          <th>{w.command}</th>
          <th className="number">{w.inA}</th>
          <th className="number">{w.inB}</th>
          <th className="number">{w.by}</th>
          <th>{w.mostly}</th>
        </tr>
      </thead>
      <tbody>
        {list.map((one) => (
          <tr key={`${one.device} ${one.sequence}`}>
            <td className="number quiet">{format.count(one.sequence)}</td>
            <td className="number">{one.device + 1}</td>
            <td>{commandName(one.commandCode)}</td>
            <td className="number">{time(one.aNs)}</td>
            <td className="number">{time(one.bNs)}</td>
            <td className="number">
              <b>{signedText(one.bNs - one.aNs, format)}</b>
            </td>
            <td className="quiet">
              {w.stageWords[one.mostly]}, {signedText(one.mostlyNs, format)}
            </td>
          </tr>
        ))}
      </tbody>
    </TablePane>
  );
}

/** "SalesDW 12:04:09": two runs of one database are told apart by when they began. */
function titleOf(trace: OpenTrace, format: Format): string {
  return `${nameOfTrace(trace)} ${format.clock(trace.info.header.startedAtMs)}`;
}

/** "+12 µs", "−3.1 ms". */
function signedText(ns: number, format: Format): string {
  return `${ns < 0 ? "−" : "+"}${format.text(format.latency(Math.abs(ns) / 1000))}`;
}
