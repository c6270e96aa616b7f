import fc from "fast-check";
import { expect, it } from "vitest";
import { holder } from "../trace/buffer-map.ts";
import { takePicture } from "../trace/picture.ts";
import { TraceState } from "../trace/trace-state.ts";
import {
  ageLevel,
  ageLevels,
  ageRange,
  colourings,
  countAges,
  countDevices,
  leaseAgeNs,
  lookOf,
} from "./colouring.ts";

const buffer = fc.record({
  held: fc.constantFrom(...Object.values(holder)),
  device: fc.nat(5),
  leasedNs: fc.nat(5_000_000_000),
});

it("counts every buffer once in each colouring, and marks it as it is counted", () => {
  fc.assert(
    fc.property(fc.array(buffer, { minLength: 1, maxLength: 64 }), (all) => {
      const state = new TraceState(6);
      all.forEach(({ held, device, leasedNs }, index) => {
        state.buffers.move(index, held, 1);
        state.buffers.device[index] = device;
        state.buffers.leasedNs[index] = leasedNs;
      });
      const picture = takePicture(state, 1);
      const nowNs = 5_000_000_000;
      const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);
      const { devices, none } = countDevices(picture, 64, 6);
      expect(sum(devices) + none).toBe(64);
      const ages = countAges(picture, 64, nowNs);
      expect(sum(ages.levels) + ages.none).toBe(64);
      const signs = all.map((_, index) => lookOf(picture, index, { colouring: "age", nowNs }).sign);
      ages.levels.forEach((count, level) => {
        expect(signs.filter((sign) => sign === String(level + 1))).toHaveLength(count);
      });
      for (const colouring of colourings) {
        all.forEach(({ held }, index) => {
          const { sign } = lookOf(picture, index, { colouring, nowNs });
          if (held === holder.error) expect(sign).toBe("!");
          // Colour alone says nothing: what is not free has a sign.
          if (held !== holder.free) expect(sign).not.toBe("");
        });
      }
    }),
    { seed: 20_261_125 },
  );
});

it("puts every age into the level whose range holds it", () => {
  for (const ns of [0, 99_999, 1e5, 999_999, 1e6, 5e7, 1e8, 999_999_999, 1e9, 1e12]) {
    const level = ageLevel(ns);
    const { from, to } = ageRange(level);
    expect(level).toBeLessThan(ageLevels);
    expect(from === null || ns >= from).toBe(true);
    expect(to === null || ns < to).toBe(true);
  }
});

it("knows no age of a buffer that no secondary has", () => {
  const state = new TraceState(1);
  state.buffers.move(0, holder.primary, 1);
  state.buffers.leasedNs[0] = 5;
  expect(leaseAgeNs(takePicture(state, 1), 0, 10)).toBeNull();
});
