import type { Run } from "../../electron/contract/run.ts";
import { useFormat, useWords } from "../app-context.ts";
import type { Format } from "../format.ts";
import type { Words } from "../words/words.ts";
import { factorOf, figuresOf, type CompareFigures } from "./compare-figures.ts";

interface CompareTableProps {
  readonly ring: Run | undefined;
  readonly port: Run | undefined;
  readonly isStopped: boolean;
}

interface Row {
  readonly title: string;
  readonly value: (figures: CompareFigures) => number;
  readonly text: (value: number) => string;
  /** null: neither is better. */
  readonly isMoreBetter: boolean | null;
}

export function CompareTable({ ring, port, isStopped }: CompareTableProps): React.JSX.Element {
  const words = useWords();
  const format = useFormat();
  const { compare } = words;
  const [ofRing, ofPort] = [ring, port].map((run) => (run === undefined ? null : figuresOf(run)));
  return (
    <table className="table ruled compare-table">
      <thead>
        <tr>
          <th>{compare.figure}</th>
          <th className="number">{headOf(compare.ring, ring, isStopped, words)}</th>
          <th className="number">{headOf(compare.port, port, isStopped, words)}</th>
          <th className="number">{compare.factor}</th>
        </tr>
      </thead>
      <tbody>
        {rowsOf(words, format).map(({ title, value, text, isMoreBetter }) => {
          const [a, b] = [ofRing, ofPort].map((figures) =>
            figures === null || figures === undefined ? null : value(figures),
          );
          return (
            <tr key={title}>
              <th scope="row">{title}</th>
              <td className="number">{a === null || a === undefined ? "–" : text(a)}</td>
              <td className="number">{b === null || b === undefined ? "–" : text(b)}</td>
              <td className="number quiet">
                {factorText(a ?? 0, b ?? 0, { isMoreBetter, words, format })}
              </td>
            </tr>
          );
        })}
        <tr>
          <th scope="row">{compare.timeGoes}</th>
          <td className="number">{ofRing && <Shares figures={ofRing} />}</td>
          <td className="number">{ofPort && <Shares figures={ofPort} />}</td>
          <td />
        </tr>
      </tbody>
    </table>
  );
}

function headOf(
  name: string,
  run: Run | undefined,
  isStopped: boolean,
  { compare }: Words,
): string {
  if (run === undefined) return isStopped ? name : `${name}: ${compare.waiting}`;
  if (run.result === null) return `${name}: ${compare.running}`;
  return `${name}: ${run.result.ok ? compare.ended : compare.failed}`;
}

function rowsOf({ compare }: Words, format: Format): Row[] {
  const us = (ns: number): string => format.text(format.latency(ns / 1000));
  // Too short a run has no peak: nothing was measured over two seconds.
  const rate = (value: number): string => format.text(format.rate(value > 0 ? value : null));
  return [
    { title: compare.throughput, value: ({ mean }) => mean, text: rate, isMoreBetter: true },
    { title: compare.peak, value: ({ peak }) => peak, text: rate, isMoreBetter: true },
    {
      title: compare.p50,
      value: ({ latencyNs }) => latencyNs.p50,
      text: us,
      isMoreBetter: false,
    },
    {
      title: compare.p99,
      value: ({ latencyNs }) => latencyNs.p99,
      text: us,
      isMoreBetter: false,
    },
    {
      title: compare.p999,
      value: ({ latencyNs }) => latencyNs.p999,
      text: us,
      isMoreBetter: false,
    },
    {
      title: compare.max,
      value: ({ latencyNs }) => latencyNs.max,
      text: us,
      isMoreBetter: false,
    },
    {
      title: compare.bytes,
      value: ({ bytes }) => bytes,
      text: (value) => format.text(format.size(value)),
      isMoreBetter: null,
    },
    {
      title: compare.commands,
      value: ({ commands }) => commands,
      text: (value) => format.count(value),
      isMoreBetter: null,
    },
    {
      title: compare.seconds,
      value: ({ seconds }) => seconds,
      text: (value) => `${format.twoDecimals(value)} s`,
      isMoreBetter: null,
    },
  ];
}

function factorText(
  ring: number,
  port: number,
  { isMoreBetter, words, format }: { isMoreBetter: boolean | null; words: Words; format: Format },
): string {
  if (isMoreBetter === null) return "";
  const factor = factorOf(ring, port, isMoreBetter);
  return factor === null ? "–" : words.compare.times(format.twoDecimals(factor));
}

/** The stacked bar of where the time goes, with its words. */
function Shares({ figures }: { readonly figures: CompareFigures }): React.JSX.Element {
  const { compare } = useWords();
  const format = useFormat();
  const { server, handoff, codec, disk } = figures.timeShare;
  const parts = [
    [server, "own-server"],
    [handoff, "own-primary"],
    [codec, "own-sec-2"],
    [disk, "disk"],
  ] as const;
  return (
    <>
      <span className="share-stack compare-shares" aria-hidden>
        {parts.map(([share, look]) => (
          <i key={look} className={look} style={{ flexGrow: share }} />
        ))}
      </span>
      <span className="caption">
        {compare.shares(
          format.percentRound(server),
          format.percentRound(handoff),
          format.percentRound(codec),
          format.percentRound(disk),
        )}
      </span>
    </>
  );
}
