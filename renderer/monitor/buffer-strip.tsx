import { Check } from "lucide-react";
import { memo, useEffect, useRef } from "react";
import { useWords } from "../app-context.ts";
import { bufferText } from "../format.ts";
import { ownerClass, ownerSign, type Owner } from "../ui/owner.ts";
import "../ui/owner.css";
import "../ui/tile.css";
import type { Picture } from "../trace/picture.ts";
import { ownerOf } from "./cells.ts";
import { chooseBuffer, useSelection, useSelectionStore } from "./selection.ts";
import { bufferAt, cellAt, type StripLayout } from "./strip-layout.ts";
import { paintStrip, readPalette, type CellPainter, type Palette } from "./strip-painter.ts";
import { useThemeVersion } from "../ui/use-size.ts";

interface BufferStripProps {
  readonly layout: StripLayout;
  readonly picture: Picture;
  readonly selected: number | null;
  /** How cells of a map are painted, and what is said of one; left out: by owner. */
  readonly cells?: { readonly paint?: CellPainter; readonly textOf: (buffer: number) => string };
}

/** All buffers of the set: tiles that never move, they change their owner by colour and sign. */
export function BufferStrip(props: BufferStripProps): React.JSX.Element {
  return props.layout.kind === "tiles" ? <TileStrip {...props} /> : <CellMap {...props} />;
}

function TileStrip({ layout, picture, selected }: BufferStripProps): React.JSX.Element {
  const words = useWords();
  const store = useSelectionStore();
  const hovered = useSelection((state) => state.hovered);
  const digits = layout.cellWidth < 30 && layout.count <= 256 ? 2 : 3;
  return (
    <div
      className="tile-strip"
      role="group"
      aria-label={words.monitor.diagram.map}
      onKeyDown={(event) => moveFocus(event, layout.count, store)}
      onPointerLeave={() => store.setState({ hovered: null })}
    >
      {Array.from({ length: layout.count }, (_, buffer) => {
        const owner = ownerOf(picture, buffer);
        return (
          <StripTile
            key={buffer}
            buffer={buffer}
            left={cellAt(layout, buffer).x}
            width={layout.cellWidth}
            look={ownerClass(owner)}
            sign={owner.kind === "completed" ? "check" : ownerSign(owner)}
            text={bufferText(buffer).slice(-digits)}
            name={words.monitor.diagram.buffer("")}
            owner={ownerName(owner, words)}
            isSelected={buffer === selected}
            isLit={buffer === hovered}
            isFocusable={buffer === (selected ?? 0)}
          />
        );
      })}
    </div>
  );
}

interface StripTileProps {
  readonly buffer: number;
  readonly left: number;
  readonly width: number;
  readonly look: string;
  readonly sign: string;
  readonly text: string;
  /** What comes before and after the text for those who hear it: "Buffer", "Secondary 2". */
  readonly name: string;
  readonly owner: string;
  readonly isSelected: boolean;
  readonly isLit: boolean;
  readonly isFocusable: boolean;
}

const StripTile = memo(function StripTile(props: StripTileProps): React.JSX.Element {
  const { buffer, left, width, look, sign, text, name, owner, isSelected, isLit, isFocusable } =
    props;
  const store = useSelectionStore();
  return (
    <button
      type="button"
      className={`tile ${look}${isSelected ? " selected" : ""}${isLit ? " lit" : ""}`}
      style={{ left, width }}
      aria-pressed={isSelected}
      tabIndex={isFocusable ? 0 : -1}
      data-buffer={buffer}
      onClick={() => chooseBuffer(store, buffer)}
      onPointerEnter={() => store.setState({ hovered: buffer })}
    >
      <span className="visually-hidden">{name}</span>
      <span>{text}</span>
      {sign === "check" ? <Check strokeWidth={2} aria-hidden /> : <b>{sign === "" ? " " : sign}</b>}
      <span className="visually-hidden">{owner}</span>
    </button>
  );
});

function labelOf(buffer: number, owner: Owner, words: ReturnType<typeof useWords>): string {
  const name = words.monitor.diagram.buffer(bufferText(buffer));
  return `${name}, ${ownerName(owner, words)}`;
}

/** An owner in words. */
export function ownerName(owner: Owner, words: ReturnType<typeof useWords>): string {
  if (owner.kind === "secondary") return words.parts.secondaryN(owner.index + 1);
  return words.parts[owner.kind];
}

/** Arrows choose the neighbour and take the focus there. */
function moveFocus(
  event: React.KeyboardEvent,
  count: number,
  store: ReturnType<typeof useSelectionStore>,
): void {
  const step = stepOf(event.key, count);
  if (step === 0) return;
  event.preventDefault();
  const next = Math.min(count - 1, Math.max(0, (store.getState().buffer ?? 0) + step));
  chooseBuffer(store, next);
  const strip = event.currentTarget;
  requestAnimationFrame(() => strip.querySelector<HTMLElement>(`[data-buffer="${next}"]`)?.focus());
}

/** How far a key goes along a row of `columns` cells. */
function stepOf(key: string, columns: number): number {
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
    Home: -4_096,
    End: 4_096,
  };
  return steps[key] ?? 0;
}

/** Room for the selection's ring at the canvas's edges. */
const edge = 4;

function CellMap({ layout, picture, selected, cells }: BufferStripProps): React.JSX.Element {
  const words = useWords();
  const store = useSelectionStore();
  const canvas = useRef<HTMLCanvasElement>(null);
  const palette = useRef<{ theme: number; colours: Palette }>(null);
  const hovered = useSelection((state) => state.hovered);
  const theme = useThemeVersion();
  const paintCell = cells?.paint;
  const width = layout.columns * layout.pitchX + 2 * edge;
  const height = layout.height + 2 * edge;

  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext("2d") ?? null;
    if (element === null || context === null) return;
    const scale = window.devicePixelRatio;
    const [pixelWidth, pixelHeight] = [Math.round(width * scale), Math.round(height * scale)];
    if (element.width !== pixelWidth || element.height !== pixelHeight) {
      element.width = pixelWidth;
      element.height = pixelHeight;
    }
    context.setTransform(scale, 0, 0, scale, edge * scale, edge * scale);
    // Reading colours is slow: only again when the theme changed.
    if (palette.current?.theme !== theme)
      palette.current = { theme, colours: readPalette(element) };
    const options = { layout, picture, palette: palette.current.colours, selected, hovered };
    paintStrip(context, { ...options, paintCell });
  }, [layout, picture, selected, hovered, theme, width, height, paintCell]);
  const textOf = cells?.textOf ?? ((buffer) => labelOf(buffer, ownerOf(picture, buffer), words));

  const bufferUnder = (event: React.PointerEvent): number | null => {
    const box = event.currentTarget.getBoundingClientRect();
    return bufferAt(layout, event.clientX - box.left - edge, event.clientY - box.top - edge);
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const step = stepOf(event.key, layout.columns);
    if (step === 0) return;
    event.preventDefault();
    chooseBuffer(
      store,
      Math.min(layout.count - 1, Math.max(0, (store.getState().buffer ?? 0) + step)),
    );
  };
  const shown = selected ?? 0;
  return (
    <canvas
      ref={canvas}
      className="cell-map"
      style={{ width, height, margin: -edge }}
      tabIndex={0}
      role="slider"
      aria-label={words.monitor.diagram.map}
      aria-valuemin={0}
      aria-valuemax={layout.count - 1}
      aria-valuenow={shown}
      aria-valuetext={textOf(shown)}
      title={hovered === null ? undefined : textOf(hovered)}
      onKeyDown={onKeyDown}
      onPointerMove={(event) => {
        const under = bufferUnder(event);
        if (under !== hovered) store.setState({ hovered: under });
      }}
      onPointerLeave={() => store.setState({ hovered: null })}
      onPointerDown={(event) => {
        const under = bufferUnder(event);
        if (under !== null) chooseBuffer(store, under);
      }}
    />
  );
}
