import { useState } from "react";
import type { Span } from "./lanes.ts";
import { inside, panned, zoomed } from "./time-range.ts";
import type { TraceModel } from "./trace-model.ts";

/** Newest stretch that following shows at first. */
const followNsFirst = 50e6;
const followNsMin = 100e3;

export interface ViewRange {
  readonly whole: Span;
  readonly view: Span;
  readonly isFollowing: boolean;
  /** Following stands still: somebody looks, or stopped it. */
  readonly isStill: boolean;
  /** From the view's end to the newest event, ns. */
  readonly behindNs: number;
  /** Shows a span and stops following. */
  readonly show: (view: Span) => void;
  /** Zooms about a share of the view; while it follows the newest stretch gets longer or shorter. */
  readonly zoom: (factor: number, share: number) => void;
  /** Moves by a share of the view and stops following. */
  readonly pan: (share: number) => void;
  readonly fit: () => void;
  readonly follow: () => void;
  /** Lets following stand still while somebody looks. */
  readonly hold: (isHeld: boolean) => void;
  /** Stops what goes on by itself, and lets following go on again. */
  readonly freeze: () => void;
}

/** A span that several timelines show, each counted from an origin of its own. */
export interface ViewLink {
  /** From the origin, ns. */
  readonly span: Span;
  /** null: all of both. */
  readonly setSpan: (span: Span | null) => void;
  /** From the first begin of any of them to the last end: nothing outside is shown. */
  readonly whole: Span;
  readonly originNs: number;
}

/**
 * What of the trace is shown: all of it, a span, or the newest stretch while a run goes on. The model goes on taking
 * events whatever is shown.
 * @param untilNs the whole reaches at least so far
 * @param link another timeline shows the same span; null: this one is alone
 */
export function useViewRange(
  model: TraceModel,
  isLive: boolean,
  untilNs: number,
  link: ViewLink | null,
): ViewRange {
  const [chosen, setChosen] = useChosenSpan(isLive, link);
  const [followNs, setFollowNs] = useState(followNsFirst);
  const [heldNs, setHeldNs] = useState<number | null>(null);
  const [frozenNs, setFrozenNs] = useState<number | null>(null);
  const whole = link === null ? wholeOf(model, untilNs) : moved(link.whole, link.originNs);
  const stillNs = frozenNs ?? heldNs;
  const isFollowing = chosen === "newest" && isLive;
  const endNs = isFollowing ? (stillNs ?? whole.toNs) : whole.toNs;
  const newest = inside({ fromNs: endNs - followNs, toNs: endNs }, whole);
  const shown = chosen === "all" ? whole : chosen === "newest" ? newest : chosen;
  const view = inside(shown, whole);
  const show = (span: Span): void => {
    const next = inside(span, whole);
    // All that there is now is also all that comes later.
    setChosen(next.fromNs <= whole.fromNs && next.toNs >= whole.toNs ? "all" : next);
    setFrozenNs(null);
  };
  return {
    whole,
    view,
    isFollowing,
    isStill: isFollowing && stillNs !== null,
    behindNs: isLive ? Math.max(0, whole.toNs - view.toNs) : 0,
    show,
    zoom: (factor, share) => {
      // Longer than all that there is shows no more: the way back begins there.
      const shownNs = Math.min(followNs, whole.toNs - whole.fromNs);
      if (isFollowing) setFollowNs(Math.max(followNsMin, shownNs * factor));
      else show(zoomed(view, factor, share, whole));
    },
    pan: (share) => show(panned(view, share, whole)),
    fit: () => setChosen("all"),
    follow: () => {
      setChosen("newest");
      setFrozenNs(null);
      setHeldNs(null);
    },
    hold: (isHeld) => setHeldNs(isHeld && isFollowing ? (heldNs ?? whole.toNs) : null),
    freeze: () => {
      if (isFollowing) setFrozenNs(frozenNs === null ? whole.toNs : null);
      else if (isLive && chosen === "all") setChosen(whole);
    },
  };
}

function useChosenSpan(
  isLive: boolean,
  link: ViewLink | null,
): [Span | "all" | "newest", (chosen: Span | "all" | "newest") => void] {
  const [own, setOwn] = useState<Span | "all" | "newest">(isLive ? "newest" : "all");
  if (link === null) return [own, setOwn];
  const { span, setSpan, originNs } = link;
  return [
    moved(span, originNs),
    (next) => setSpan(typeof next === "string" ? null : moved(next, -originNs)),
  ];
}

function moved({ fromNs, toNs }: Span, byNs: number): Span {
  return { fromNs: fromNs + byNs, toNs: toNs + byNs };
}

function wholeOf(model: TraceModel, untilNs: number): Span {
  const starts = model.devices.map((ring) => (ring.end === 0 ? 0 : ring.startOf(ring.oldest)));
  const known = starts.filter((startNs) => startNs > 0);
  const fromNs = known.length === 0 ? model.firstNs : Math.min(...known);
  return { fromNs, toNs: Math.max(model.lastNs, untilNs, fromNs + 1_000) };
}
