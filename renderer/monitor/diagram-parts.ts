/** What every part of the diagram draws from. */
import type { Run } from "../../electron/contract/run.ts";
import type { Picture } from "../trace/picture.ts";
import type { DeviceCells } from "./cells.ts";
import type { DiagramLayout } from "./diagram-layout.ts";

export interface DiagramPart {
  readonly run: Run;
  readonly picture: Picture;
  readonly layout: DiagramLayout;
  /** By device. */
  readonly cells: readonly DeviceCells[];
  /** The selected buffer. */
  readonly selected: number | null;
}

/** Inline position of a span of the layout. */
export function place(span: { readonly left: number; readonly width: number }): {
  left: number;
  width: number;
} {
  return { left: span.left, width: span.width };
}
