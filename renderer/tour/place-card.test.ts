import fc from "fast-check";
import { expect, test } from "vitest";
import { placeCard } from "./place-card.ts";

test("the card is always whole in the window, and beside its target where there is room", () => {
  const view = { width: 1_440, height: 900 };
  const card = { width: 360, height: 220 };
  const side = fc.integer({ min: 1, max: 1_400 });
  fc.assert(
    fc.property(side, side, side, side, (left, top, width, height) => {
      const place = placeCard({ left, top, width, height }, card, view);
      expect(place.card.left).toBeGreaterThanOrEqual(0);
      expect(place.card.top).toBeGreaterThanOrEqual(0);
      expect(place.card.left + card.width).toBeLessThanOrEqual(view.width);
      expect(place.card.top + card.height).toBeLessThanOrEqual(view.height);
    }),
  );
  expect(placeCard({ left: 100, top: 100, width: 200, height: 40 }, card, view).card).toEqual({
    left: 100,
    top: 152,
  });
  expect(placeCard(null, card, view).ring).toBeNull();
});
