import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MtfNode } from "../../electron/contract/mtf/node.ts";
import { layOutMap, bufferAt, cellAt } from "../monitor/strip-layout.ts";
import { holder } from "../trace/buffer-map.ts";
import { CommandColumns, stage } from "../trace/command-columns.ts";
import { countOwners, takePicture } from "../trace/picture.ts";
import { TraceState } from "../trace/trace-state.ts";
import { lensOf, placeOf, shareIn, zonesOf } from "./geometry.ts";
import { handleFields } from "./handle-model.ts";
import { letterOf, offsetText, readOffset, stepByte } from "./hex-model.ts";
import { leasesOf, lifeOf } from "./lease-history.ts";
import { nodeAt, parentsOf, pathAt, rowsOf } from "./tree-model.ts";

describe("the map's counts", () => {
  it("add up, and are those of a naive count", () => {
    const moves = fc.array(
      fc.record({ buffer: fc.nat(63), to: fc.nat(6), secondary: fc.nat(2), time: fc.nat(1000) }),
    );
    fc.assert(
      fc.property(moves, (made) => {
        const state = new TraceState(1);
        const naive = new Map<number, { to: number; secondary: number; time: number }>();
        for (const move of made) {
          const known = naive.get(move.buffer);
          if (known !== undefined && move.time < known.time) continue;
          naive.set(move.buffer, move);
        }
        for (const { buffer, to, secondary, time } of made) {
          if (state.buffers.move(buffer, to as 0, time))
            state.buffers.secondary[buffer] = secondary;
        }
        const counts = countOwners(takePicture(state, 1), 64, 3);
        const held = counts.secondaries.reduce((sum, count) => sum + count, 0);
        const { server, primary, completed, free, error } = counts;
        expect(server + primary + held + completed + free + error).toBe(64);
        const of = (...owners: number[]): number =>
          [...naive.values()].filter(({ to }) => owners.includes(to)).length;
        expect(server).toBe(of(holder.server));
        expect(held).toBe(of(holder.waiting, holder.held));
        expect(error).toBe(of(holder.error));
      }),
    );
  });

  it("lays out 4,096 cells so that each is found where it is drawn", () => {
    const segments = Array.from({ length: 16 }, () => ({ bytes: 1, buffers: 256 }));
    const layout = layOutMap(segments, 420, 260);
    expect(layout.height).toBeLessThanOrEqual(260);
    expect(layout.segments.at(-1)?.first).toBe(3_840);
    for (const buffer of [0, 255, 256, 4_095]) {
      const { x, y } = cellAt(layout, buffer);
      expect(bufferAt(layout, x + 1, y + 1)).toBe(buffer);
    }
  });
});

describe("a handle", () => {
  it("is put together again from its fields", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0x7fffffff }), (handle) => {
        const fields = handleFields(handle);
        const bits = fields.flatMap((field) => field.bits).join("");
        expect(bits).toHaveLength(32);
        expect(Number.parseInt(bits, 2)).toBe(handle);
        expect(fields.map(({ value }) => value).slice(1)).toEqual([
          (handle >>> 24) & 0x7f,
          (handle >>> 12) & 0xfff,
          handle & 0xfff,
        ]);
      }),
    );
  });
});

describe("geometry", () => {
  it("has the zones of a stride, and its lens in order", () => {
    const zones = zonesOf(1_052_672, 4_096, 1_048_576);
    expect(zones.spareBytes).toBe(0);
    const lens = lensOf(zones, 4_096);
    expect(lens).toEqual({ from: -4_096, to: 12_288, ticks: [0, 4_096, 8_192] });
    expect(shareIn(lens, 0)).toBe(0.25);
  });

  it("never shows more than there is", () => {
    const sizes = fc.record({
      prefix: fc.nat(65_536),
      alignment: fc.constantFrom(0, 512, 4_096, 65_536),
      data: fc.constantFrom(65_536, 1_048_576, 4_194_304),
    });
    fc.assert(
      fc.property(sizes, ({ prefix, alignment, data }) => {
        const lens = lensOf(zonesOf(prefix + data, prefix, data), alignment);
        expect(lens.to).toBeLessThanOrEqual(data);
        expect(lens.ticks.length).toBeLessThanOrEqual(5);
        for (const tick of lens.ticks) expect(shareIn(lens, tick)).toBeLessThan(1);
      }),
    );
  });

  it("finds a buffer's segment", () => {
    const place = placeOf([{ buffers: 4 }, { buffers: 4 }], { stride: 100, dataOffset: 8 }, 5);
    expect(place).toEqual({ segment: 1, ordinal: 1, offset: 108 });
    expect(placeOf([{ buffers: 4 }], { stride: 100, dataOffset: 8 }, 4)).toBeNull();
  });
});

describe("the last leases", () => {
  it("are those of the buffer, newest first, and their life has no overlap", () => {
    const columns = new CommandColumns(8);
    [100, 300, 500].forEach((time, row) => {
      columns.begin(row, 0, row + 1);
      columns.buffer[row] = row === 1 ? 9 : 5;
      columns.times[row * 8 + stage.issued] = time;
      columns.times[row * 8 + stage.received] = time + 10;
      columns.times[row * 8 + stage.leased] = time + 20;
    });
    const leases = leasesOf(columns, 5);
    expect([...leases.sequence]).toEqual([3, 1]);
    const { stretches, spanNs } = lifeOf(leases, 600);
    expect(spanNs).toBe(500);
    expect(stretches.map(({ owner }) => owner)).toEqual([
      ...["server", "primary", "secondary"],
      ...["server", "primary", "secondary"],
    ]);
    stretches.slice(1).forEach((stretch, index) => {
      expect(stretch.from).toBeGreaterThanOrEqual(stretches[index]?.to ?? 0);
    });
  });
});

describe("bytes", () => {
  it("are named and walked", () => {
    expect(offsetText(0xe020)).toBe("00E020");
    expect(letterOf(0x41) + letterOf(0)).toBe("A.");
    expect(stepByte("ArrowDown", 4_090, 4_096)).toBe(4_095);
    expect(stepByte("End", 0, 40)).toBe(39);
    expect(stepByte("x", 0, 40)).toBeNull();
    expect(readOffset("0xE020", 0xffff)).toBe(0xe020);
    expect(readOffset("10000", 0xffff)).toBeNull();
    expect(readOffset("sixteen", 0xffff)).toBeNull();
  });
});

describe("the tree", () => {
  const node = (at: number, bytes: number, children: MtfNode[] = []): MtfNode => ({
    ...{ kind: "field", name: `at ${at}`, value: "", wrong: null, isCut: false },
    ...{ at, bytes, children },
  });
  const nodes = [node(0, 20, [node(0, 4), node(8, 12, [node(10, 2)])]), node(24, 8)];

  it("leads from a byte to the smallest field that holds it, and back", () => {
    expect(pathAt(nodes, 11)).toBe("0.1.0");
    expect(nodeAt(nodes, "0.1.0")?.at).toBe(10);
    expect(pathAt(nodes, 5)).toBe("0");
    expect(pathAt(nodes, 22)).toBeNull();
    expect(parentsOf("0.1.0")).toEqual(["0", "0.1"]);
  });

  it("shows children of open nodes only", () => {
    expect(rowsOf(nodes, new Set()).map(({ path }) => path)).toEqual(["0", "1"]);
    const open = new Set(["0", "0.1"]);
    expect(rowsOf(nodes, open).map(({ path }) => path)).toEqual(["0", "0.0", "0.1", "0.1.0", "1"]);
  });
});
