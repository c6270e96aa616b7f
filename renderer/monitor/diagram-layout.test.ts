import { expect, test } from "vitest";
import { layOut, type Columns } from "./diagram-layout.ts";
import { bufferAt, cellAt, layOutStrip } from "./strip-layout.ts";

/** All columns from left to right. */
function spansOf(columns: Columns): { left: number; width: number }[] {
  const { server, commandRail, primary, handleRail, secondaries, bytesRail, media } = columns;
  return [server, commandRail, primary, handleRail, secondaries, bytesRail, media];
}

const widths = [920, 944, 1_199, 1_200, 1_660];

test("columns fill the width without a gap, whatever the width", () => {
  for (const width of widths) {
    const { columns } = layOut([0, 1, 2], width, width < 1_000);
    const spans = spansOf(columns);
    let left = 0;
    for (const span of spans) {
      expect(span.left).toBe(left);
      left += span.width;
    }
    expect(Math.abs(left - width)).toBeLessThanOrEqual(spans.length);
  }
});

test("at the width of the pictures the columns are theirs", () => {
  const { columns } = layOut([0, 1, 2], 1_200, false);
  expect(spansOf(columns).map((span) => span.width)).toEqual([184, 112, 184, 144, 224, 62, 290]);
});

test("devices of one secondary lie side by side in its box", () => {
  const { rows, boxes } = layOut([0, 1, 0], 1_200, false);
  expect(rows.map((row) => row.devices)).toEqual([[0], [2], [1]]);
  expect(boxes).toEqual([
    { secondary: 0, top: 0, height: 116 },
    { secondary: 1, top: 116, height: 58 },
  ]);
});

test("the form follows the number of devices", () => {
  const formOf = (count: number): string =>
    layOut(
      Array.from({ length: count }, (_, i) => i),
      1_200,
      false,
    ).form;
  expect([1, 4, 5, 12, 13, 64].map(formOf)).toEqual([
    "full",
    "full",
    "tags",
    "tags",
    "counts",
    "counts",
  ]);
});

test("over twelve devices there is one row for each secondary, with all its devices", () => {
  const { rows } = layOut(
    Array.from({ length: 64 }, (_, device) => device % 16),
    1_200,
    false,
  );
  expect(rows).toHaveLength(16);
  expect(rows[3]?.devices).toEqual([3, 19, 35, 51]);
});

test("24 buffers in 3 segments are tiles of 32 with a bracket of 270 each", () => {
  const strip = layOutStrip(
    Array.from({ length: 3 }, () => ({ bytes: 8, buffers: 8 })),
    848,
  );
  expect(strip.kind).toBe("tiles");
  expect(strip.cellWidth).toBe(32);
  expect(strip.segments.map((segment) => segment.left)).toEqual([0, 288, 576]);
  expect(strip.segments[0]?.width).toBe(270);
  expect(cellAt(strip, 8).x).toBe(288);
});

test("every buffer has a cell of its own inside the map, up to 4,096", () => {
  for (const count of [1, 25, 26, 64, 512, 4_096]) {
    const strip = layOutStrip([{ bytes: count, buffers: count }], 848);
    const seen = new Set<string>();
    for (let buffer = 0; buffer < count; buffer++) {
      const { x, y } = cellAt(strip, buffer);
      expect(x + strip.cellWidth).toBeLessThanOrEqual(848);
      expect(y + strip.cellHeight).toBeLessThanOrEqual(strip.height);
      seen.add(`${x}/${y}`);
      if (strip.kind === "cells") expect(bufferAt(strip, x + 1, y + 1)).toBe(buffer);
    }
    expect(seen.size).toBe(count);
    expect(strip.height).toBeLessThanOrEqual(82);
  }
});

test("no buffer lies under a point beside the map", () => {
  const strip = layOutStrip([{ bytes: 64, buffers: 64 }], 848);
  expect(bufferAt(strip, -1, 2)).toBeNull();
  expect(bufferAt(strip, 2, 500)).toBeNull();
  expect(bufferAt(strip, 847, strip.height - 1)).toBeNull();
});
