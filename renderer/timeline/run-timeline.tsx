import { useEffect, useMemo, useState } from "react";
import type { Run } from "../../electron/contract/run.ts";
import { isMotionReduced } from "../ui/use-size.ts";
import { useTraceFeed } from "../monitor/use-trace-feed.ts";
import type { AddressesOf } from "./panels/command-model.ts";
import { TimelineView } from "./timeline-view.tsx";

/** How often a live picture is drawn anew. */
const drawMs = 40;
const drawMsReduced = 500;

/** The timeline of a run that this window watches, or watched. */
export function RunTimeline({ run }: { readonly run: Run }): React.JSX.Element {
  const { model, selection, feed } = useTraceFeed(run.runId, run.devices.length);
  const [version, setVersion] = useState(model.version);
  useEffect(() => {
    const ms = isMotionReduced() ? drawMsReduced : drawMs;
    const timer = setInterval(() => setVersion(model.version), ms);
    return () => clearInterval(timer);
  }, [model]);
  const { messages, notes, strikes, elapsedMs, processes, result } = run;
  useEffect(() => {
    if (result === null) model.seeRunClock(elapsedMs);
  }, [model, elapsedMs, result]);
  const { runStartNs } = model;
  const facts = useMemo(
    () => ({ startedAtNs: runStartNs, messages, notes, strikes: strikes ?? [] }),
    [runStartNs, messages, notes, strikes],
  );
  const isLive = result === null;
  const addressesOf: AddressesOf = (buffer, secondary) =>
    feed.state.buffers.addressesOf(buffer, secondary);
  return (
    <TimelineView
      source={{ model, version, isLive, facts, processes, selection, link: null, addressesOf }}
    />
  );
}
