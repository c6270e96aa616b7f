/** F6 goes round the regions of the window: elements that carry data-region. */

/** Moves the focus to the next (1) or previous (-1) region. */
export function focusRegion(by: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>("[data-region]")];
  if (regions.length === 0) return;
  const at = regions.findIndex((region) => region.contains(document.activeElement));
  const from = at < 0 && by < 0 ? 0 : at;
  const next = regions[(from + by + regions.length) % regions.length];
  next?.focus({ preventScroll: true });
}
