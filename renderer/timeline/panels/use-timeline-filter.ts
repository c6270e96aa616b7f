/** The Timeline's filter with what it finds: in the area where there is one, else in all that is kept. */
import { useCallback } from "react";
import { everyField } from "../../filter/parse.ts";
import { type FilterState, useFilter } from "../../filter/use-filter.ts";
import { pick, type Picked } from "./pick.ts";
import { useSliced } from "./sliced.ts";
import type { CommandsSource, Span } from "./source.ts";

export interface TimelineFilter extends FilterState {
  /** null while no filter is set, and before the first count. */
  readonly matches: Picked | null;
  readonly isBusy: boolean;
}

export function useTimelineFilter(
  source: CommandsSource,
  version: number,
  area: Span | null,
): TimelineFilter {
  const state = useFilter(everyField);
  const { filter } = state;
  const begin = useCallback(
    () => pickMatches(source, area, filter),
    // Not the span itself: callers make a new one each time.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [source, area?.fromNs, area?.toNs, filter],
  );
  const { result, isBusy } = useSliced(begin, version);
  return { ...state, matches: filter === null ? null : result, isBusy };
}

function* pickMatches(
  source: CommandsSource,
  area: Span | null,
  filter: FilterState["filter"],
): Generator<undefined, Picked | null> {
  return filter === null ? null : yield* pick(source, area, filter);
}
