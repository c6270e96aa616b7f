/**
 * Where everything of the handoff diagram lies: pure arithmetic from the width and the run, in pixels.
 *
 * Three forms: `full` rows of 58 (to 4 devices), `tags` rows of 30 (to 12), `counts` one row per secondary.
 * Rows are sorted by secondary, so that a secondary's devices lie side by side in its box.
 */
import type { Run, RunProcess } from "../../electron/contract/run.ts";

export type DiagramForm = "full" | "tags" | "counts";

export interface DiagramRow {
  /** Devices of the row: one, or in `counts` all of a secondary. */
  readonly devices: readonly number[];
  /** Index of the secondary, -1 before one is assigned. */
  readonly secondary: number;
  readonly top: number;
}

export interface SecondaryBox {
  readonly secondary: number;
  readonly top: number;
  readonly height: number;
}

interface Span {
  readonly left: number;
  readonly width: number;
}

export interface Columns {
  readonly server: Span;
  readonly commandRail: Span;
  readonly primary: Span;
  readonly handleRail: Span;
  readonly secondaries: Span;
  readonly bytesRail: Span;
  readonly media: Span;
}

export interface DiagramLayout {
  readonly form: DiagramForm;
  readonly isCompact: boolean;
  readonly width: number;
  readonly columns: Columns;
  readonly rowHeight: number;
  readonly rows: readonly DiagramRow[];
  readonly boxes: readonly SecondaryBox[];
  /** Height of all rows. */
  readonly height: number;
}

const fullDevicesMax = 4;
const tagsDevicesMax = 12;
const rowHeights = { full: 58, tags: 30, counts: 28 } as const;
/** Server, rail, primary, rail, secondaries, rail, media. */
const columnsWide = [184, 112, 184, 144, 224, 62, 290] as const;
const columnsCompact = [150, 76, 150, 100, 176, 52, 239] as const;
const mediaMax = 460;
/** So much the media column gives before the others do. */
const mediaGives = 24;

/**
 * Lays the diagram out for `width` pixels.
 * @param owners the secondary of each device, by device; -1 before one is assigned
 */
export function layOut(
  owners: readonly number[],
  width: number,
  isCompact: boolean,
): DiagramLayout {
  const form = formOf(owners.length);
  const rowHeight = rowHeights[form];
  const rows = rowsOf(owners, form).map((row, index) => ({ ...row, top: index * rowHeight }));
  return {
    form,
    isCompact,
    width,
    rowHeight,
    rows,
    columns: columnsOf(width, isCompact),
    boxes: boxesOf(rows, rowHeight),
    height: rows.length * rowHeight,
  };
}

export function formOf(deviceCount: number): DiagramForm {
  if (deviceCount <= fullDevicesMax) return "full";
  return deviceCount <= tagsDevicesMax ? "tags" : "counts";
}

/** Height of a solid rail within its row; the dashed one lies `railGap` lower. */
export function railTop(form: DiagramForm): number {
  if (form === "full") return 19;
  return form === "tags" ? 10 : 9;
}

export function railGap(form: DiagramForm): number {
  return form === "full" ? 20 : 11;
}

/** Centre of a span. */
export function centreOf(span: Span): number {
  return span.left + span.width / 2;
}

/** Secondaries of a run, by index. */
export function secondariesOf(run: Run): RunProcess[] {
  return run.processes
    .filter((process) => process.role === "secondary")
    .sort((a, b) => a.index - b.index);
}

/** The secondary of each device of a run, by device. */
export function ownersOf(run: Run): number[] {
  const owner = new Map<number, number>();
  for (const secondary of secondariesOf(run)) {
    for (const device of secondary.devices) owner.set(device, secondary.index);
  }
  return run.devices.map((device) => owner.get(device.index) ?? -1);
}

function rowsOf(owners: readonly number[], form: DiagramForm): Omit<DiagramRow, "top">[] {
  const sorted = owners
    .map((secondary, device) => ({ device, secondary }))
    .sort((a, b) => a.secondary - b.secondary || a.device - b.device);
  if (form !== "counts")
    return sorted.map(({ device, secondary }) => ({ devices: [device], secondary }));
  const grouped = new Map<number, number[]>();
  for (const { device, secondary } of sorted)
    grouped.set(secondary, [...(grouped.get(secondary) ?? []), device]);
  return [...grouped].map(([secondary, devices]) => ({ devices, secondary }));
}

/** One box for each secondary, over its rows. */
function boxesOf(rows: readonly DiagramRow[], rowHeight: number): SecondaryBox[] {
  const boxes: SecondaryBox[] = [];
  for (const { secondary, top } of rows) {
    const last = boxes.at(-1);
    if (last?.secondary === secondary)
      boxes[boxes.length - 1] = { ...last, height: top + rowHeight - last.top };
    else boxes.push({ secondary, top, height: rowHeight });
  }
  return boxes;
}

function columnsOf(width: number, isCompact: boolean): Columns {
  const base: readonly number[] = isCompact ? columnsCompact : columnsWide;
  const spare = width - base.reduce((sum, each) => sum + each, 0);
  const widths = stretch(base, spare);
  let left = 0;
  const spans = widths.map((each) => {
    const span = { left, width: each };
    left += each;
    return span;
  });
  const [server, commandRail, primary, handleRail, secondaries, bytesRail, media] = spans as [
    Span,
    Span,
    Span,
    Span,
    Span,
    Span,
    Span,
  ];
  return { server, commandRail, primary, handleRail, secondaries, bytesRail, media };
}

/** Spare width goes to the media to a limit, then to the rails; missing width is taken from all alike. */
function stretch(base: readonly number[], spare: number): number[] {
  const total = base.reduce((sum, each) => sum + each, 0);
  if (spare < -mediaGives) return base.map((each) => Math.floor((each * (total + spare)) / total));
  if (spare < 0) return base.map((each, index) => (index === 6 ? each + spare : each));
  const toMedia = Math.min(spare, mediaMax - (base[6] ?? 0));
  const toRails = Math.floor((spare - toMedia) / 2);
  return base.map((each, index) => {
    if (index === 6) return each + toMedia;
    return index === 1 || index === 3 ? each + toRails : each;
  });
}
