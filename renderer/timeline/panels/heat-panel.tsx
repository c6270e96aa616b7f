import { Table } from "lucide-react";
import { useCallback, useRef, useState } from "react";
import { useFormat, useWords } from "../../app-context.ts";
import { everyField, type Filter, parseFilter } from "../../filter/parse.ts";
import { spanNames, type SpanName } from "../../trace/stage-readers.ts";
import { Button, SegmentedControl } from "../../ui/button.tsx";
import { Empty } from "../../ui/empty.tsx";
import { iconSmall } from "../../ui/icons.ts";
import { useSize } from "../../ui/use-size.ts";
import { fieldOfSpan } from "./commands-grid.tsx";
import { cellFilter, type HeatMap, heatMapOf } from "./heat.ts";
import { HeatCanvas } from "./heat-canvas.tsx";
import { HeatTable } from "./heat-table.tsx";
import { type HeatCell, stallText } from "./heat-words.ts";
import { pick } from "./pick.ts";
import { useSliced } from "./sliced.ts";
import type { CommandsSource, Span } from "./source.ts";
import { stallOf } from "./stall.ts";
import { roundText } from "./texts.ts";

/** No column of the picture is narrower. */
const columnPxMin = 7;
const gutterPx = 72;

interface HeatPanelProps {
  readonly model: CommandsSource;
  readonly version: number;
  readonly span: Span;
  readonly filter: Filter | null;
  /** The filter's text, and how to set it to a cell. */
  readonly text: string;
  readonly onFilter: (text: string) => void;
}

/** What was filtered before a cell was chosen, and what that cell added. */
interface CellChoice {
  readonly base: string;
  readonly text: string;
}

/** How long commands took at each moment: stalls that an average hides. A cell becomes the filter. */
export function HeatPanel(props: HeatPanelProps): React.JSX.Element {
  const { model, version, text, onFilter } = props;
  const { panels: w } = useWords();
  const format = useFormat();
  const [stage, setStage] = useState<SpanName>("total");
  const [isTable, setIsTable] = useState(false);
  const [choice, setChoice] = useState<CellChoice>({ base: "", text: "" });
  const box = useRef<HTMLDivElement>(null);
  const { width } = useSize(box);
  const { fromNs, toNs } = props.span;
  const isOfCell = choice.text !== "" && choice.text === text;
  // A chosen cell filters lists, not the map in which it was chosen.
  const shown = isOfCell ? choice.base : null;
  const { filter } = props;
  const slicesMax = Math.max(8, Math.floor((width - gutterPx) / columnPxMin));
  const begin = useCallback(
    function* () {
      const span = { fromNs, toNs };
      const base = shown === null ? null : parseFilter(shown, everyField);
      const applied = base?.ok === true ? base.filter : filter;
      const picked = yield* pick(model, span, applied);
      const map = yield* heatMapOf(model, picked, span, { stage, slicesMax });
      return { map, stall: yield* stallOf(model, picked, stage), stage };
    },
    [model, fromNs, toNs, filter, shown, stage, slicesMax],
  );
  const { result, isBusy } = useSliced(begin, version);
  const choose = (map: HeatMap, { slice, bucket }: HeatCell): void => {
    const base = isOfCell ? choice.base : text;
    const cell = cellFilter(map, fieldOfSpan[stage], slice, bucket);
    const next = base.trim() === "" ? cell : `(${base}) && ${cell}`;
    setChoice({ base, text: next });
    onFilter(next === text ? base : next);
  };
  return (
    <div className="heat-panel" ref={box} aria-busy={isBusy}>
      <div className="heat-head">
        <SegmentedControl
          label={w.heatOf}
          value={stage}
          options={spanNames.map((value) => ({
            value,
            text: w.shortStages[value],
            hint: w.stages[value],
          }))}
          onChange={setStage}
        />
        <span className="caption ellipsis">
          {result === null ? w.counting : w.heatCaption(roundText(format, result.map.sliceNs))}
        </span>
        <span className="spring" />
        <Button
          size="small"
          tone="quiet"
          aria-pressed={isTable}
          icon={<Table {...iconSmall} />}
          onClick={() => setIsTable(!isTable)}
        >
          {isTable ? w.heatPicture : w.heatTable}
        </Button>
      </div>
      {result !== null && result.map.count === 0 && (
        <Empty title={w.nothing} text={w.nothingText} />
      )}
      {result !== null && result.map.count > 0 && (
        <>
          {isTable ? (
            <HeatTable map={result.map} onChoose={(cell) => choose(result.map, cell)} />
          ) : (
            <HeatCanvas
              map={result.map}
              stage={result.stage}
              width={width}
              isChosen={(cell) =>
                isOfCell &&
                choice.text.endsWith(
                  cellFilter(result.map, fieldOfSpan[stage], cell.slice, cell.bucket),
                )
              }
              onChoose={(cell) => choose(result.map, cell)}
            />
          )}
          <p className="caption">{stallText(result.stall, w, format)}</p>
        </>
      )}
    </div>
  );
}
