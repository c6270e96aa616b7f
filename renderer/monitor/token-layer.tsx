/**
 * Tokens on the rails: commands, handles and completions that just passed, at most eight a second and rail.
 *
 * Drawn without React: an element of a pool runs once along its rail and rests again. At most `aliveMax` are on
 * their way; a token that finds none free is not drawn. Tokens that do not move stand in the middle of their rail
 * until the next one takes their place.
 */
import { useEffect, useRef } from "react";
import { bufferText, handleText } from "../format.ts";
import { none } from "../trace/command-columns.ts";
import { commandName } from "../trace/command-row.ts";
import { rail, type Token } from "../trace/rails.ts";
import type { TraceFeed } from "../trace/trace-feed.ts";
import "../ui/chips.css";
import "../ui/owner.css";
import "../ui/tag.css";
import { railGap, railTop, type DiagramLayout } from "./diagram-layout.ts";
import { isMotionReduced } from "../ui/use-size.ts";

const aliveMax = 48;
const travelMs = 240;
/** A token that stands is gone when for so long no other one came: then nothing passes. */
const standMs = 5_000;
const easing = "cubic-bezier(.2,0,0,1)";
/** Where a processor draws: few pictures on the way. */
const easingOfProcessor = "steps(3, jump-both)";

interface TokenLayerProps {
  readonly feed: TraceFeed;
  readonly layout: DiagramLayout;
  readonly isFrozen: boolean;
}

export function TokenLayer({ feed, layout, isFrozen }: TokenLayerProps): React.JSX.Element {
  const layer = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = layer.current;
    if (element === null) return undefined;
    const rowOf = new Map(
      layout.rows.flatMap((row) => row.devices.map((device) => [device, row.top] as const)),
    );
    const pool = new TokenPool(element, feed);
    feed.onTokens((tokens) => {
      for (const token of tokens) {
        const top = rowOf.get(token.device);
        if (top === undefined) continue;
        const route = routeOf(token, layout, top);
        if (feed.areTokensMoving) pool.run(token, route, layout.isCompact);
        else pool.stand(token, route, layout.isCompact);
      }
    });
    return () => {
      feed.onTokens(null);
      pool.clear();
    };
  }, [feed, layout]);
  useEffect(() => {
    for (const animation of layer.current?.getAnimations({ subtree: true }) ?? []) {
      if (isFrozen) animation.pause();
      else animation.play();
    }
  }, [isFrozen]);
  return <div className="token-layer" ref={layer} aria-hidden />;
}

interface Route {
  readonly from: number;
  readonly to: number;
  readonly y: number;
}

function routeOf(token: Token, layout: DiagramLayout, top: number): Route {
  const isHandleRail = token.rail === rail.handle || token.rail === rail.status;
  const span = isHandleRail ? layout.columns.handleRail : layout.columns.commandRail;
  const isBack = token.rail === rail.status || token.rail === rail.completion;
  const [left, right] = [span.left + 8, span.left + span.width - 8];
  const y = top + railTop(layout.form) + (isBack ? railGap(layout.form) : 0);
  return isBack ? { from: right, to: left, y } : { from: left, to: right, y };
}

class TokenPool {
  private readonly layer: HTMLElement;
  private readonly feed: TraceFeed;
  private readonly resting: HTMLElement[] = [];
  /** By rail and device. */
  private readonly standing = new Map<string, HTMLElement>();
  private standUntil: ReturnType<typeof setTimeout> | undefined;
  private made = 0;

  constructor(layer: HTMLElement, feed: TraceFeed) {
    this.layer = layer;
    this.feed = feed;
  }

  run(token: Token, { from, to, y }: Route, isCompact: boolean): void {
    this.clearStanding();
    const element = this.take();
    if (element === null) return;
    const half = dress(element, token, isCompact) / 2;
    element.style.top = `${y}px`;
    // Ends inside the rail: a wide token stops before the box that it goes to.
    const inward = Math.sign(to - from) * half;
    const stops = isMotionReduced()
      ? [at(to - inward), at(to - inward)]
      : [at(from + inward), at(to - inward)];
    const animation = element.animate(
      stops.map((transform) => ({ transform })),
      { duration: travelMs, easing: this.feed.isDrawnByProcessor ? easingOfProcessor : easing },
    );
    animation.onfinish = () => this.rest(element);
    animation.oncancel = () => this.rest(element);
  }

  stand(token: Token, { from, to, y }: Route, isCompact: boolean): void {
    const key = `${token.rail} ${token.device}`;
    const element = this.standing.get(key) ?? this.take();
    if (element === null) return;
    this.standing.set(key, element);
    dress(element, token, isCompact);
    element.style.top = `${y}px`;
    element.style.transform = at((from + to) / 2);
    this.standAWhile();
  }

  clear(): void {
    clearTimeout(this.standUntil);
    this.layer.replaceChildren();
  }

  /** A frozen picture keeps its tokens. */
  private standAWhile(): void {
    clearTimeout(this.standUntil);
    this.standUntil = setTimeout(() => {
      if (this.feed.view.getState().isFrozen) this.standAWhile();
      else this.clearStanding();
    }, standMs);
  }

  private clearStanding(): void {
    for (const element of this.standing.values()) {
      element.style.transform = "";
      this.rest(element);
    }
    this.standing.clear();
  }

  private take(): HTMLElement | null {
    const rested = this.resting.pop();
    if (rested !== undefined) {
      rested.hidden = false;
      return rested;
    }
    if (this.made === aliveMax) return null;
    this.made++;
    const element = document.createElement("span");
    this.layer.append(element);
    return element;
  }

  private rest(element: HTMLElement): void {
    if (this.resting.includes(element)) return;
    element.hidden = true;
    this.resting.push(element);
  }
}

const at = (x: number): string => `translate(calc(${x}px - 50%), -50%)`;

/** Widths by design, so that no layout is asked for: check, and of pill and tag the padding and a character. */
const markWidth = 13;
const padding = 18;
const characterWidth = 6.8;

/** Makes an element the picture of a token: pill, tag or check. @returns its width */
function dress(element: HTMLElement, token: Token, isCompact: boolean): number {
  if (token.rail === rail.completion || token.rail === rail.status) {
    element.className = `token completion-mark${token.failed ? " failed" : ""}`;
    element.replaceChildren(checkTemplate().cloneNode(true));
    return markWidth;
  }
  const isTag = token.rail === rail.handle && token.handle !== 0;
  const text = isTag ? handleText(token.handle) : pillText(token, isCompact);
  element.className = isTag ? "token tag own-primary" : "token command-pill own-server";
  element.textContent = text;
  return padding + text.length * characterWidth;
}

function pillText(token: Token, isCompact: boolean): string {
  const name = commandName(token.commandCode);
  const buffer = token.buffer === none ? "" : ` ${bufferText(token.buffer)}`;
  return `${isCompact ? name.slice(0, 1) : name}${buffer}`;
}

function checkTemplate(): SVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const path = document.createElementNS(space, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("fill", "none");
  svg.setAttribute("stroke", "currentColor");
  svg.setAttribute("stroke-width", "3");
  path.setAttribute("d", "M20 6 9 17l-5-5");
  svg.append(path);
  return svg;
}
