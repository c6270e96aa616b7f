import type { Run } from "../../electron/contract/run.ts";
import { useFormat, useWords } from "../app-context.ts";
import { ownerClass, type Owner } from "../ui/owner.ts";
import { lensOf, shareIn, zonesOf } from "./geometry.ts";

interface GeometryDrawingProps {
  readonly set: NonNullable<Run["set"]>;
  readonly stride: number;
  /** Colours the data zone. */
  readonly owner: Owner;
}

/** One stride to scale, and below it a lens on the prefix zone and the first blocks. */
export function GeometryDrawing({ set, stride, owner }: GeometryDrawingProps): React.JSX.Element {
  const { buffers } = useWords();
  const format = useFormat();
  const zones = zonesOf(stride, set.prefixZone, set.transferSize);
  const lens = lensOf(zones, set.alignment);
  const percent = (share: number): string => `${share * 100}%`;
  const size = (bytes: number): string => format.text(format.sizeRound(bytes));
  const look = owner.kind === "free" || owner.kind === "completed" ? "own-none" : ownerClass(owner);
  const prefix =
    zones.prefixZone === 0 ? buffers.noPrefix : buffers.prefixZone(format.count(zones.prefixZone));
  return (
    <figure className={`geometry ${look}`} aria-label={buffers.geometry}>
      <figcaption className="caption">
        <span>
          {buffers.stride(format.count(zones.stride))}; {prefix}
        </span>
        <span>{buffers.toScale}</span>
      </figcaption>
      <div className="geometry-stride">
        <i className="prefix" style={{ width: percent(zones.prefixZone / zones.stride) }} />
        <span className="data" style={{ width: percent(zones.dataBytes / zones.stride) }}>
          {buffers.dataZone(size(zones.dataBytes))}
        </span>
        <i className="spare" style={{ width: percent(zones.spareBytes / zones.stride) }} />
      </div>
      <div className="geometry-lens">
        {zones.prefixZone > 0 && (
          <span className="prefix" style={{ width: percent(shareIn(lens, 0)) }}>
            <span>{prefix}</span>
          </span>
        )}
        <span className="data">{buffers.firstData(size(lens.to))}</span>
        {lens.ticks.map((at) => (
          <i
            key={at}
            className={at === 0 ? "tick zero" : "tick"}
            style={{ left: percent(shareIn(lens, at)) }}
          />
        ))}
      </div>
      <div className="geometry-axis caption">
        {lens.from < 0 && <span style={{ left: 0 }}>−{format.count(-lens.from)}</span>}
        {lens.ticks.map((at) => (
          <span
            key={at}
            className={at === 0 ? "zero" : ""}
            style={{ left: percent(shareIn(lens, at)) }}
          >
            {axisText(at)}
          </span>
        ))}
      </div>
    </figure>
  );

  function axisText(at: number): string {
    if (at === 0) return buffers.zero;
    const text = format.count(at);
    return at === set.alignment ? buffers.isAlignment(text) : text;
  }
}
