import { useMemo, useRef } from "react";
import { useFormat, useWords } from "../app-context.ts";
import { bufferText } from "../format.ts";
import { BufferStrip } from "../monitor/buffer-strip.tsx";
import { useSelection } from "../monitor/selection.ts";
import { layOutMap } from "../monitor/strip-layout.ts";
import { SegmentedControl } from "../ui/button.tsx";
import { useSize } from "../ui/use-size.ts";
import { colourings, type Colouring } from "./colouring.ts";
import { withFirst } from "./geometry.ts";
import { MapLegend } from "./map-legend.tsx";
import { paintAges, paintDevice } from "./map-painters.ts";
import { useBufferText, type MapProps } from "./map-props.ts";
import { MapTable } from "./map-table.tsx";
import { MapLens, TileMap } from "./map-tiles.tsx";

interface MapPaneProps extends MapProps {
  readonly isTable: boolean;
  readonly onColouring: (colouring: Colouring) => void;
}

/** From this many buffers on the map is a canvas. */
export const tilesMax = 512;

/** Every buffer of the set by segment, coloured as chosen, and how many there are of each colour. */
export function MapPane({ isTable, onColouring, ...map }: MapPaneProps): React.JSX.Element {
  const { buffers } = useWords();
  const { run, picture, colouring, nowNs } = map;
  const segments = run.set?.segments ?? [];
  const count = segments.reduce((sum, segment) => sum + segment.buffers, 0);
  const isCanvas = count > tilesMax;
  const Shown = isTable ? MapTable : isCanvas ? CanvasMap : TileMap;
  return (
    <section className="buffer-map" aria-label={buffers.map} data-region tabIndex={-1}>
      <div className="buffer-map-head">
        <SegmentedControl
          label={buffers.colourBy}
          value={colouring}
          options={colourings.map((value) => ({
            value,
            text: buffers.colourings[value],
            hint: buffers.colourTips[value],
          }))}
          onChange={onColouring}
        />
        {isCanvas && <SegmentsText segments={segments} />}
      </div>
      <div className="buffer-map-body">
        <Shown {...map} />
      </div>
      {isCanvas && !isTable && <MapLens {...map} count={count} />}
      <MapLegend {...{ run, picture, colouring, nowNs }} bufferCount={count} />
    </section>
  );
}

/** How the canvas is divided; which buffers are in which segment says its tip. */
function SegmentsText({
  segments,
}: {
  readonly segments: readonly { readonly bytes: number; readonly buffers: number }[];
}): React.JSX.Element {
  const { buffers: w } = useWords();
  const format = useFormat();
  const ranges = withFirst(segments).map(({ buffers, first }, index) => {
    const range = `${bufferText(first)}–${bufferText(first + buffers - 1)}`;
    return `${w.segment(index, format.count(buffers))} (${range})`;
  });
  const text = ranges.join("; ");
  return (
    <p className="caption ellipsis" data-tip={text}>
      {w.divided(segments.length)}
      <span className="visually-hidden">: {text}</span>
    </p>
  );
}

function CanvasMap(props: MapProps): React.JSX.Element {
  const { run, picture, colouring, nowNs } = props;
  const box = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(box);
  const segments = run.set?.segments;
  const selected = useSelection((state) => state.buffer);
  const textOf = useBufferText(props);
  const layout = useMemo(
    () => (width === 0 ? null : layOutMap(segments ?? [], width - 8, Math.max(80, height - 8))),
    [segments, width, height],
  );
  const painter = useMemo(
    () => (colouring === "device" ? paintDevice : paintAges(nowNs)),
    [colouring, nowNs],
  );
  const name = useWords().monitor.diagram.buffer;
  const text = (buffer: number): string => `${name(bufferText(buffer))}, ${textOf(buffer)}`;
  const cells = colouring === "owner" ? { textOf: text } : { textOf: text, paint: painter };
  return (
    <div className="canvas-map" ref={box}>
      {layout !== null && (
        <BufferStrip layout={layout} picture={picture} selected={selected} cells={cells} />
      )}
    </div>
  );
}
