/** The pointer on the lanes: the wheel zooms at it, dragging pans, with Shift it marks an area, a click chooses. */
import { useEffect, useRef } from "react";
import { flushSync } from "react-dom";
import { chosenAt } from "./lane-painter.ts";
import type { LanePicture } from "./lane-picture.ts";
import type { Span } from "./lanes.ts";
import { inside } from "./time-range.ts";
import type { Timeline } from "./use-timeline.ts";

/** Nearer than this it is a click. */
const dragFrom = 4;
const wheelZoom = 400;
const wheelPan = 1_000;

interface Lanes {
  readonly picture: LanePicture;
  readonly timeline: Timeline;
  /** Height that is scrolled away. */
  readonly top: number;
}

interface Drag {
  readonly x: number;
  readonly view: Span;
  readonly isArea: boolean;
  isMoved: boolean;
}

export function useLanePointer(box: React.RefObject<HTMLElement | null>, lanes: Lanes): void {
  const latest = useRef(lanes);
  useEffect(() => {
    latest.current = lanes;
  });
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const stop = new AbortController();
    const { signal } = stop;
    const pointer = new LanePointer(element, () => latest.current);
    element.addEventListener("wheel", pointer.wheel, { passive: false, signal });
    element.addEventListener("pointerdown", pointer.down, { signal });
    element.addEventListener("pointermove", pointer.move, { signal });
    element.addEventListener("pointerup", pointer.up, { signal });
    element.addEventListener("pointercancel", pointer.cancel, { signal });
    element.addEventListener("pointerenter", () => latest.current.timeline.range.hold(true), {
      signal,
    });
    element.addEventListener("pointerleave", () => latest.current.timeline.range.hold(false), {
      signal,
    });
    return () => stop.abort();
  }, [box]);
}

class LanePointer {
  readonly #element: HTMLElement;
  readonly #lanes: () => Lanes;
  #drag: Drag | null = null;

  constructor(element: HTMLElement, lanes: () => Lanes) {
    this.#element = element;
    this.#lanes = lanes;
  }

  readonly wheel = (event: WheelEvent): void => {
    if (event.deltaY === 0 && event.deltaX === 0) return;
    event.preventDefault();
    const { range } = this.#lanes().timeline;
    const isPan = event.shiftKey || event.deltaY === 0;
    const by = event.deltaY === 0 ? event.deltaX : event.deltaY;
    const share = this.#xOf(event) / this.#lanes().picture.width;
    // At once: a turn that came before the last one is drawn would begin where that one began.
    flushSync(() =>
      isPan ? range.pan(by / wheelPan) : range.zoom(Math.exp(by / wheelZoom), share),
    );
  };

  readonly down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    const { view } = this.#lanes().picture;
    this.#element.setPointerCapture(event.pointerId);
    this.#drag = { x: this.#xOf(event), view, isArea: event.shiftKey, isMoved: false };
  };

  readonly move = (event: PointerEvent): void => {
    const drag = this.#drag;
    if (drag === null) return;
    const { picture, timeline } = this.#lanes();
    const by = this.#xOf(event) - drag.x;
    if (!drag.isMoved && Math.abs(by) < dragFrom) return;
    drag.isMoved = true;
    const nsPerPixel = (drag.view.toNs - drag.view.fromNs) / picture.width;
    if (drag.isArea) {
      const [from, to] = [drag.x, this.#xOf(event)].sort((a, b) => a - b);
      timeline.setArea({
        fromNs: drag.view.fromNs + (from ?? 0) * nsPerPixel,
        toNs: drag.view.fromNs + (to ?? 0) * nsPerPixel,
      });
    } else {
      const { fromNs, toNs } = drag.view;
      const shift = by * nsPerPixel;
      timeline.range.show(
        inside({ fromNs: fromNs - shift, toNs: toNs - shift }, timeline.range.whole),
      );
    }
  };

  readonly up = (event: PointerEvent): void => {
    const drag = this.#drag;
    this.#drag = null;
    if (drag === null || drag.isMoved) return;
    const { picture, timeline } = this.#lanes();
    const y = event.clientY - this.#element.getBoundingClientRect().top;
    timeline.choose(chosenAt(picture, drag.x, y));
  };

  readonly cancel = (): void => {
    this.#drag = null;
  };

  #xOf(event: MouseEvent): number {
    return event.clientX - this.#element.getBoundingClientRect().left;
  }
}
