/** Where the tour's card goes: beside what it speaks of, whole in the window. Pure but for the window's size. */

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Place {
  readonly card: { readonly left: number; readonly top: number };
  /** Around the target; null without one. */
  readonly ring: Box | null;
}

const gap = 12;
const margin = 16;
const ringOut = 4;

/** Below, above, right or left of the target, whichever has room first; else in the lower right corner. */
export function placeCard(
  target: Pick<DOMRect, "left" | "top" | "width" | "height"> | null,
  card: { readonly width: number; readonly height: number },
  view: { readonly width: number; readonly height: number } = {
    width: window.innerWidth,
    height: window.innerHeight,
  },
): Place {
  const rightmost = Math.max(margin, view.width - card.width - margin);
  const lowest = Math.max(margin, view.height - card.height - margin - 26);
  const corner = { left: rightmost, top: lowest };
  if (target === null || target.width === 0) return { card: corner, ring: null };
  const { left, top, width, height } = target;
  const clampedLeft = Math.max(margin, Math.min(left, rightmost));
  const clampedTop = Math.max(margin, Math.min(top, lowest));
  const places = [
    { left: clampedLeft, top: top + height + gap },
    { left: clampedLeft, top: top - gap - card.height },
    { left: left + width + gap, top: clampedTop },
    { left: left - gap - card.width, top: clampedTop },
  ];
  const isWhole = (place: { left: number; top: number }): boolean =>
    place.left >= margin && place.left <= rightmost && place.top >= margin && place.top <= lowest;
  const found = places.find(isWhole) ?? corner;
  const ring = {
    left: Math.max(2, left - ringOut),
    top: Math.max(2, top - ringOut),
    width: Math.min(width + 2 * ringOut, view.width - Math.max(2, left - ringOut) - 2),
    height: Math.min(height + 2 * ringOut, view.height - Math.max(2, top - ringOut) - 2),
  };
  return { card: { left: Math.round(found.left), top: Math.round(found.top) }, ring };
}
