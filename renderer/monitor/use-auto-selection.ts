import { useEffect } from "react";
import type { Picture } from "../trace/picture.ts";
import type { TraceFeed } from "../trace/trace-feed.ts";
import type { SelectionStore } from "./selection.ts";

/**
 * Until the user chooses, a buffer that is mapped in all three processes is selected (from the middle of the strip), so that its
 * addresses are in sight from the start.
 */
export function useAutoSelection(
  selection: SelectionStore,
  feed: TraceFeed,
  picture: Picture,
): void {
  useEffect(() => {
    const { isChosen, buffer } = selection.getState();
    if (isChosen || buffer !== null) return;
    const isMapped = (index: number): boolean => {
      const { server, primary, secondary } = feed.state.buffers.addressesOf(
        index,
        picture.secondary[index] ?? 0,
      );
      return server !== 0 && primary !== 0 && secondary !== 0;
    };
    const mapped = Array.from({ length: picture.seen }, (_, index) => index).filter(isMapped);
    const chosen = mapped[Math.floor(mapped.length / 2)];
    if (chosen !== undefined) selection.setState({ buffer: chosen });
  }, [selection, feed, picture]);
}
