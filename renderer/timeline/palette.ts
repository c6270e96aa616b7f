/** Colours of the page as the timeline's canvases need them. */
import { type Palette, readPalette } from "../monitor/strip-painter.ts";
import { holder } from "../trace/buffer-map.ts";
import type { LaneKind } from "./lanes.ts";

export interface TimelinePalette extends Palette {
  readonly ink2: string;
  readonly ink3: string;
  readonly raised: string;
  readonly error: Colours;
  readonly errorInk: string;
  readonly warn: string;
  readonly sans: string;
}

export interface Colours {
  readonly fill: string;
  readonly on: string;
}

export function readTimelinePalette(element: Element): TimelinePalette {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  const palette = readPalette(element);
  return {
    ...palette,
    ink2: token("--ink-2"),
    ink3: token("--ink-3"),
    raised: token("--bg-2"),
    error: coloursAt(palette, holder.error),
    errorInk: token("--err-ink"),
    warn: token("--warn"),
    sans: token("--font-sans"),
  };
}

function coloursAt({ fills, ons }: Palette, at: number): Colours {
  return { fill: fills[at] ?? "", on: ons[at] ?? "" };
}

/** Of a process: its owner's; a disk is nobody's and grey. */
export function coloursOf(
  palette: TimelinePalette,
  { kind, secondary }: { readonly kind: LaneKind; readonly secondary: number },
): Colours {
  if (kind === "secondary") return palette.secondaries[secondary % 4] ?? { fill: "", on: "" };
  if (kind === "disk") return { fill: palette.ink3, on: palette.background };
  return coloursAt(palette, kind === "server" ? holder.server : holder.primary);
}
