import { useSingleKeys } from "../shell/use-keys.ts";
import { useViewAction } from "../ui/use-view-action.ts";
import type { Timeline } from "./use-timeline.ts";

/** A key zooms and pans by so much. */
const keyZoom = 0.6;
const keyPan = 0.2;

/** The single keys of a timeline. */
export function useTimelineKeys({ range, acts }: Timeline): void {
  useSingleKeys({
    w: () => range.zoom(keyZoom, 0.5),
    s: () => range.zoom(1 / keyZoom, 0.5),
    a: () => range.pan(-keyPan),
    d: () => range.pan(keyPan),
    f: acts.centre,
    t: acts.toggleTable,
    r: acts.selectArea,
    m: acts.pin,
    q: acts.toggleDrawer,
    ".": () => acts.step(1),
    ",": () => acts.step(-1),
    "]": () => acts.stepOfBuffer(1),
    "[": () => acts.stepOfBuffer(-1),
    " ": range.freeze,
    Escape: acts.clear,
  });
  useViewAction("table", acts.toggleTable);
}
