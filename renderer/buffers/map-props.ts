import { useCallback } from "react";
import type { Run } from "../../electron/contract/run.ts";
import { useFormat, useWords } from "../app-context.ts";
import { dash, type Format } from "../format.ts";
import { ownerName } from "../monitor/buffer-strip.tsx";
import { ownerOf } from "../monitor/cells.ts";
import type { Picture } from "../trace/picture.ts";
import { deviceOf, leaseAgeNs, type Colouring } from "./colouring.ts";

/** What the map draws in whichever shape it has. */
export interface MapProps {
  readonly run: Run;
  readonly picture: Picture;
  readonly colouring: Colouring;
  /** The trace's clock, going on where the picture was taken. */
  readonly nowNs: number;
}

/** Owner, device and age of the lease of a buffer in words, whatever the colours show. */
export function useBufferText(
  props: Pick<MapProps, "picture" | "nowNs">,
): (buffer: number) => string {
  const words = useWords();
  const format = useFormat();
  const { picture, nowNs } = props;
  return useCallback(
    (buffer: number) => {
      const device = deviceOf(picture, buffer);
      const age = leaseAgeNs(picture, buffer, nowNs);
      const parts = [
        ownerName(ownerOf(picture, buffer), words),
        device === null ? "" : words.buffers.deviceN(device + 1),
        age === null ? "" : words.buffers.leasedFor(ageText(age, format)),
      ];
      return parts.filter((part) => part !== "").join(", ");
    },
    [words, format, picture, nowNs],
  );
}

/** "412 µs", "3.20 ms", "4.1 s"; a dash for none. */
export function ageText(ageNs: number | null, format: Format): string {
  if (ageNs === null) return dash;
  return ageNs >= 1e9
    ? `${format.decimal(ageNs / 1e9)} s`
    : format.text(format.latency(ageNs / 1e3));
}
