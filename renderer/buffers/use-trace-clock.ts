import { useEffect, useState } from "react";
import type { Picture } from "../trace/picture.ts";

const tickMs = 500;

/**
 * Now by the trace's clock, ns: of the picture's newest event, and on from there while nothing new comes. So the lease
 * of a hanging secondary ages even when nobody else moves.
 *
 * @param isLive false: the picture's own time stays
 */
export function useTraceClock(picture: Picture, isLive: boolean): number {
  const [passed, setPassed] = useState({ picture, ns: 0 });
  useEffect(() => {
    if (!isLive || picture.nowNs === 0) return undefined;
    const sinceMs = performance.now();
    const timer = setInterval(() => {
      setPassed({ picture, ns: (performance.now() - sinceMs) * 1e6 });
    }, tickMs);
    return () => clearInterval(timer);
  }, [picture, isLive]);
  return picture.nowNs + (isLive && passed.picture === picture ? passed.ns : 0);
}
