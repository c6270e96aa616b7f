import { Check } from "lucide-react";
import { memo } from "react";
import { useFormat, useWords } from "../app-context.ts";
import { bufferText, handleText } from "../format.ts";
import {
  chooseBuffer,
  useSelection,
  useSelectionStore,
  type SelectionStore,
} from "../monitor/selection.ts";
import "../ui/owner.css";
import "../ui/tile.css";
import { lookOf } from "./colouring.ts";
import { withFirst } from "./geometry.ts";
import { useBufferText, type MapProps } from "./map-props.ts";

/** Tiles as large as their number lets them be. */
function tileSize(count: number): "tile-large" | "tile-middle" | "tile-small" {
  if (count <= 48) return "tile-large";
  return count <= 140 ? "tile-middle" : "tile-small";
}

/** Every buffer as a tile, by segment. */
export function TileMap(props: MapProps): React.JSX.Element {
  const words = useWords();
  const format = useFormat();
  const store = useSelectionStore();
  const segments = props.run.set?.segments ?? [];
  const count = segments.reduce((sum, segment) => sum + segment.buffers, 0);
  const size = tileSize(count);
  return (
    <div
      className="tile-map"
      role="group"
      aria-label={words.buffers.map}
      onKeyDown={(event) => moveInMap(event, count, store)}
      onPointerLeave={() => store.setState({ hovered: null })}
    >
      {withFirst(segments).map(({ buffers, first }, segment) => {
        return (
          <div key={first} className="map-segment">
            <p className="map-segment-head">
              <b>{words.buffers.segment(segment, format.count(buffers))}</b>
            </p>
            <div className={`map-tiles ${size}s`}>
              <Tiles {...props} first={first} count={buffers} size={size} />
            </div>
          </div>
        );
      })}
    </div>
  );
}

/** Where single cells are too small for a sign: the sixteen buffers around the chosen one, or the one under the pointer. */
export function MapLens(props: MapProps & { readonly count: number }): React.JSX.Element {
  const { buffers } = useWords();
  const store = useSelectionStore();
  const at = useSelection((state) => state.hovered ?? state.buffer ?? 0);
  const first = at - (at % 16);
  const last = Math.min(props.count, first + 16) - 1;
  return (
    <div
      className="map-lens"
      role="group"
      aria-label={buffers.lens(bufferText(first), bufferText(last))}
      onKeyDown={(event) => moveInLens(event, props.count, store)}
    >
      <code aria-hidden>{bufferText(first).slice(0, 2)}x</code>
      <Tiles {...props} first={first} count={last - first + 1} size="tile-small" />
    </div>
  );
}

interface TilesProps extends MapProps {
  readonly first: number;
  readonly count: number;
  readonly size: ReturnType<typeof tileSize>;
}

function Tiles({ first, count, size, ...props }: TilesProps): React.JSX.Element {
  const words = useWords();
  const selected = useSelection((state) => state.buffer);
  const hovered = useSelection((state) => state.hovered);
  const textOf = useBufferText(props);
  const isHere = selected !== null && selected >= first && selected < first + count;
  return (
    <>
      {Array.from({ length: count }, (_, index) => {
        const buffer = first + index;
        const { className, sign } = lookOf(props.picture, buffer, props);
        const handle = props.picture.handle[buffer] ?? 0;
        return (
          <MapTile
            key={buffer}
            buffer={buffer}
            size={size}
            look={className}
            sign={sign}
            generation={handle === 0 ? "" : handleText(handle).slice(0, 3)}
            text={textOf(buffer)}
            name={words.monitor.diagram.buffer("")}
            isSelected={buffer === selected}
            isLit={buffer === hovered}
            isFocusable={isHere ? buffer === selected : selected === null && index === 0}
          />
        );
      })}
    </>
  );
}

interface MapTileProps {
  readonly buffer: number;
  readonly size: ReturnType<typeof tileSize>;
  readonly look: string;
  readonly sign: string;
  readonly generation: string;
  /** Owner, device and lease in words. */
  readonly text: string;
  /** "Buffer", for those who hear it. */
  readonly name: string;
  readonly isSelected: boolean;
  readonly isLit: boolean;
  readonly isFocusable: boolean;
}

const MapTile = memo(function MapTile(props: MapTileProps): React.JSX.Element {
  const { buffer, size, look, sign, generation, text, name } = props;
  const store = useSelectionStore();
  const index = bufferText(buffer);
  const shape =
    sign === "check" ? <Check strokeWidth={2} aria-hidden /> : <b>{sign === "" ? " " : sign}</b>;
  return (
    <button
      type="button"
      className={`tile ${size} ${look}${props.isSelected ? " selected" : ""}${props.isLit ? " lit" : ""}`}
      aria-pressed={props.isSelected}
      tabIndex={props.isFocusable ? 0 : -1}
      data-buffer={buffer}
      data-tip={`${index}: ${text}`}
      onClick={() => chooseBuffer(store, buffer)}
      onPointerEnter={() => store.setState({ hovered: buffer })}
    >
      <span className="visually-hidden">{name}</span>
      <span className={size === "tile-small" ? "visually-hidden" : ""}>{index}</span>
      {size === "tile-large" ? (
        <span>
          <small>{generation}</small>
          {shape}
        </span>
      ) : (
        shape
      )}
      <span className="visually-hidden">{text}</span>
    </button>
  );
});

/** Arrows choose the neighbour: up and down the tile above or below, as they are laid out now. */
function moveInMap(event: React.KeyboardEvent, count: number, store: SelectionStore): void {
  const map = event.currentTarget;
  const tiles = [...map.querySelectorAll<HTMLElement>("[data-buffer]")];
  const at = Math.min(count - 1, store.getState().buffer ?? 0);
  const next = nextTile(event.key, at, tiles);
  if (next === null) return;
  event.preventDefault();
  chooseBuffer(store, next);
  tiles[next]?.focus();
}

const lensSteps: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  ArrowUp: -16,
  ArrowDown: 16,
};

/** The lens goes with the choice, so the focus follows once it is drawn. */
function moveInLens(event: React.KeyboardEvent, count: number, store: SelectionStore): void {
  const step = lensSteps[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const next = Math.min(count - 1, Math.max(0, (store.getState().buffer ?? 0) + step));
  chooseBuffer(store, next);
  store.setState({ hovered: null });
  const lens = event.currentTarget;
  requestAnimationFrame(() => lens.querySelector<HTMLElement>(`[data-buffer="${next}"]`)?.focus());
}
function nextTile(key: string, at: number, tiles: readonly HTMLElement[]): number | null {
  const last = tiles.length - 1;
  switch (key) {
    case "ArrowLeft":
      return Math.max(0, at - 1);
    case "ArrowRight":
      return Math.min(last, at + 1);
    case "Home":
      return 0;
    case "End":
      return last;
    case "ArrowUp":
      return tileInRow(tiles, at, -1);
    case "ArrowDown":
      return tileInRow(tiles, at, 1);
    default:
      return null;
  }
}

/** The nearest tile in the row above (-1) or below (1); the same one where there is none. */
function tileInRow(tiles: readonly HTMLElement[], at: number, direction: 1 | -1): number {
  const from = tiles[at]?.getBoundingClientRect();
  if (from === undefined) return at;
  let best = at;
  let bestRow = direction * Infinity;
  let bestGap = Infinity;
  tiles.forEach((tile, index) => {
    const box = tile.getBoundingClientRect();
    const isBeyond = (box.top - from.top) * direction > 1;
    if (!isBeyond || (box.top - bestRow) * direction > 1) return;
    const gap = Math.abs(box.left - from.left);
    const isNearerRow = (bestRow - box.top) * direction > 1;
    if (!isNearerRow && gap >= bestGap) return;
    best = index;
    bestRow = box.top;
    bestGap = gap;
  });
  return best;
}
