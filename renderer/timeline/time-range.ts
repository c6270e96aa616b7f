/** The shown span of time: zooming, panning and following. Pure. */
export interface Span {
  readonly fromNs: number;
  readonly toNs: number;
}

/** No picture shows less than this. */
const spanNsMin = 2_000;

/** Zooms by `factor` (below 1: closer) about `share` (0..1) of the span, inside `whole`. */
export function zoomed(view: Span, factor: number, share: number, whole: Span): Span {
  const wholeNs = whole.toNs - whole.fromNs;
  const length = Math.min(wholeNs, Math.max(spanNsMin, (view.toNs - view.fromNs) * factor));
  const about = view.fromNs + share * (view.toNs - view.fromNs);
  return inside({ fromNs: about - share * length, toNs: about + (1 - share) * length }, whole);
}

/** Moves by a share of its own length, inside `whole`. */
export function panned(view: Span, share: number, whole: Span): Span {
  const by = share * (view.toNs - view.fromNs);
  return inside({ fromNs: view.fromNs + by, toNs: view.toNs + by }, whole);
}

/** The same length, moved so that nothing lies outside; the whole where it is longer. */
export function inside(view: Span, whole: Span): Span {
  const length = Math.max(spanNsMin, view.toNs - view.fromNs);
  if (length >= whole.toNs - whole.fromNs) return whole;
  const fromNs = Math.min(Math.max(view.fromNs, whole.fromNs), whole.toNs - length);
  return { fromNs, toNs: fromNs + length };
}

/** With another begin; where that is not before the end, the whole span moves there. */
export function begunAt({ fromNs, toNs }: Span, atNs: number): Span {
  return { fromNs: atNs, toNs: atNs < toNs ? toNs : atNs + toNs - fromNs };
}

/** With another end; where that is not behind the begin, the whole span moves there. */
export function endedAt({ fromNs, toNs }: Span, atNs: number): Span {
  return { fromNs: atNs > fromNs ? fromNs : atNs - (toNs - fromNs), toNs: atNs };
}

/** Moves one end, inside `whole` and never past the other one. */
export function resized(view: Span, end: "from" | "to", byNs: number, whole: Span): Span {
  if (end === "from") {
    const fromNs = Math.min(Math.max(view.fromNs + byNs, whole.fromNs), view.toNs - spanNsMin);
    return { fromNs, toNs: view.toNs };
  }
  const toNs = Math.max(Math.min(view.toNs + byNs, whole.toNs), view.fromNs + spanNsMin);
  return { fromNs: view.fromNs, toNs };
}
