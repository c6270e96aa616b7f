import { useFormat, useWords } from "../app-context.ts";
import { dash, type Format } from "../format.ts";
import { none, stage, type CommandColumns } from "../trace/command-columns.ts";
import { commandName } from "../trace/command-row.ts";
import { ownerClass, ownerSign, type Owner } from "../ui/owner.ts";
import { lifeOf, type Stretch } from "./lease-history.ts";

interface BufferLifeProps {
  /** Newest first. */
  readonly leases: CommandColumns;
  readonly nowNs: number;
}

/** Who had the buffer when, drawn to scale, and its last leases in figures. */
export function BufferLife({ leases, nowNs }: BufferLifeProps): React.JSX.Element {
  const { buffers } = useWords();
  const format = useFormat();
  if (leases.capacity === 0) return <p className="caption life-none">{buffers.noLeases}</p>;
  const life = lifeOf(leases, nowNs);
  return (
    <div className="life">
      <h3 className="caption">{buffers.life(spanText(life.spanNs, format))}</h3>
      <div className="life-line" aria-hidden>
        {life.stretches.map((stretch, index) => {
          const owner = ownerOfStretch(stretch, leases);
          return (
            <span
              key={index}
              className={owner.kind === "completed" ? "done" : ownerClass(owner)}
              style={{
                left: `${stretch.from * 100}%`,
                width: `${(stretch.to - stretch.from) * 100}%`,
              }}
            >
              {stretch.to - stretch.from > 0.02 && ownerSign(owner)}
            </span>
          );
        })}
      </div>
      <div className="life-scroll" tabIndex={0}>
        <LeaseTable leases={leases} nowNs={nowNs} />
      </div>
    </div>
  );
}

function ownerOfStretch({ owner, row }: Stretch, leases: CommandColumns): Owner {
  if (owner !== "secondary") return { kind: owner };
  const index = leases.secondary[row] ?? none;
  return { kind: "secondary", index: index === none ? 0 : index };
}

function LeaseTable({ leases, nowNs }: BufferLifeProps): React.JSX.Element {
  const { buffers, parts } = useWords();
  const format = useFormat();
  const w = buffers.leases;
  const span = (row: number, from: number, to: number): string => {
    const [start, end] = [leases.timeOf(row, from as 0), leases.timeOf(row, to as 0)];
    return start === 0 || end === 0 ? dash : spanText(end - start, format);
  };
  return (
    <table className="leases" aria-label={buffers.lifeTitle}>
      <thead>
        <tr>
          <th scope="col">{w.command}</th>
          <th scope="col">{w.device}</th>
          <th scope="col" className="number">
            {w.sequence}
          </th>
          <th scope="col">{w.secondary}</th>
          <th scope="col" className="number">
            {w.begun}
          </th>
          <th scope="col" className="number">
            {w.held}
          </th>
          <th scope="col">{w.completion}</th>
        </tr>
      </thead>
      <tbody>
        {Array.from({ length: leases.capacity }, (_, row) => {
          const secondary = leases.secondary[row] ?? none;
          return (
            <tr key={`${leases.device[row] ?? 0}.${leases.sequence[row] ?? 0}`}>
              <td>{commandName(leases.commandCode[row] ?? 0)}</td>
              <td>{(leases.device[row] ?? 0) + 1}</td>
              <td className="number">{format.count(leases.sequence[row] ?? 0)}</td>
              <td>{secondary === none ? dash : parts.secondaryN(secondary + 1)}</td>
              <td className="number">
                {buffers.ago(spanText(Math.max(0, nowNs - leases.startOf(row)), format))}
              </td>
              <td className="number">{span(row, stage.leased, stage.moved)}</td>
              <td>{completionOf(leases, row, buffers.underWay)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function completionOf(leases: CommandColumns, row: number, underWay: string): string {
  if (leases.timeOf(row, stage.completed) === 0) return underWay;
  const code = leases.completion[row] ?? 0;
  return code === 0 ? "ERROR_SUCCESS 0" : String(code);
}

/** Microseconds, milliseconds, or seconds from one on. */
function spanText(ns: number, format: Format): string {
  return ns >= 1e9 ? `${format.decimal(ns / 1e9)} s` : format.text(format.latency(ns / 1e3));
}
