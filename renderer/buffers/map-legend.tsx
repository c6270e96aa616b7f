import { Check } from "lucide-react";
import type { Run } from "../../electron/contract/run.ts";
import { useFormat, useWords } from "../app-context.ts";
import { secondariesOf } from "../monitor/diagram-layout.ts";
import { countOwners, type Picture } from "../trace/picture.ts";
import { DeviceSign, OwnerSign } from "../ui/owner-sign.tsx";
import { ageRange, countAges, countDevices, type Colouring } from "./colouring.ts";

interface MapLegendProps {
  readonly run: Run;
  readonly picture: Picture;
  readonly bufferCount: number;
  readonly colouring: Colouring;
  readonly nowNs: number;
}

interface Row {
  readonly sign: React.JSX.Element;
  readonly text: string;
  readonly count: number;
}

const completedSign = (
  <i className="sign-completed" aria-hidden>
    <Check size={11} strokeWidth={2} />
  </i>
);
const freeSign = <i className="sign-free" aria-hidden />;

/** What the colours and signs mean, and of how many buffers; the counts add up to all of them. */
export function MapLegend(props: MapLegendProps): React.JSX.Element {
  const { buffers } = useWords();
  const format = useFormat();
  const rows = useLegendRows(props);
  return (
    <ul className="map-legend" tabIndex={0} aria-label={buffers.legend}>
      {rows.map(({ sign, text, count }) => (
        <li key={text}>
          {sign}
          <span className="ellipsis" title={text}>
            {text}
          </span>
          <b data-count={count}>{format.count(count)}</b>
        </li>
      ))}
      <li className="total">
        <i aria-hidden />
        <span>{buffers.total}</span>
        <b>{format.count(props.bufferCount)}</b>
      </li>
    </ul>
  );
}

function useLegendRows({
  run,
  picture,
  bufferCount,
  colouring,
  nowNs,
}: MapLegendProps): readonly Row[] {
  const { parts, buffers } = useWords();
  if (colouring === "device") {
    const { devices, none } = countDevices(picture, bufferCount, run.devices.length);
    return [
      ...devices.map((count, index) => {
        const text = buffers.deviceN(index + 1);
        return { sign: <DeviceSign index={index} />, text, count };
      }),
      { sign: freeSign, text: buffers.noCommand, count: none },
    ];
  }
  if (colouring === "age") {
    const { levels, none } = countAges(picture, bufferCount, nowNs);
    const span = (ns: number | null): string | null => (ns === null ? null : spanOf(ns));
    return [
      ...levels.map((count, level) => {
        const { from, to } = ageRange(level);
        const text = buffers.ageBetween(span(from), span(to));
        return { sign: <AgeSign level={level} />, text, count };
      }),
      { sign: freeSign, text: buffers.notLeased, count: none },
    ];
  }
  const counts = countOwners(picture, bufferCount, secondariesOf(run).length);
  return [
    { sign: <OwnerSign owner={{ kind: "server" }} />, text: parts.server, count: counts.server },
    { sign: <OwnerSign owner={{ kind: "primary" }} />, text: parts.primary, count: counts.primary },
    ...counts.secondaries.map((count, index) => ({
      sign: <OwnerSign owner={{ kind: "secondary", index }} />,
      text: parts.secondaryN(index + 1),
      count,
    })),
    { sign: completedSign, text: parts.completed, count: counts.completed },
    { sign: freeSign, text: parts.free, count: counts.free },
    { sign: <OwnerSign owner={{ kind: "error" }} />, text: parts.error, count: counts.error },
  ];
}

/** A round span of a power of ten: "100 µs", "10 ms", "1 s". */
function spanOf(ns: number): string {
  if (ns >= 1e9) return `${ns / 1e9} s`;
  return ns >= 1e6 ? `${ns / 1e6} ms` : `${ns / 1e3} µs`;
}

function AgeSign({ level }: { readonly level: number }): React.JSX.Element {
  return (
    <span className={`owner-sign age-${level + 1}`} aria-hidden>
      {level + 1}
    </span>
  );
}
