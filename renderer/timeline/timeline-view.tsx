import { useWords } from "../app-context.ts";
import { Empty } from "../ui/empty.tsx";
import { LanesView } from "./lanes-view.tsx";
import { Overview } from "./overview.tsx";
import { CommandsGrid } from "./panels/commands-grid.tsx";
import { FilterBar } from "./panels/filter-bar.tsx";
import { TimelinePanels } from "./panels/timeline-panels.tsx";
import { useTimelineFilter } from "./panels/use-timeline-filter.ts";
import { TimelineHead } from "./timeline-head.tsx";
import type { TimelineSource } from "./timeline-source.ts";
import "./timeline.css";
import { useTimeline } from "./use-timeline.ts";
import { useTimelineKeys } from "./use-timeline-keys.ts";

interface TimelineViewProps {
  readonly source: TimelineSource;
  /** Within a page that has a title of its own. */
  readonly isPart?: boolean;
  /** Of one of several. */
  readonly name?: string | undefined;
}

/**
 * Commands over time, as lanes or as a table, with filter and panels. One of two on one axis has the lanes alone: there is
 * no room for more.
 */
export function TimelineView(props: TimelineViewProps): React.JSX.Element {
  const { source, isPart = false, name } = props;
  const { timeline: w, panels } = useWords();
  const timeline = useTimeline(source);
  const { model, version, addressesOf } = source;
  const { range, chosen, area } = timeline;
  const filter = useTimelineFilter(model, version, area);
  useTimelineKeys(timeline);
  const isAlone = source.link === null;
  const common = { model, version, chosen, onChoose: timeline.goTo };
  const bar = isAlone ? <FilterBar {...common} filter={filter} /> : null;
  return (
    <div className={isPart ? "timeline part" : "timeline"} data-events={model.events}>
      <TimelineHead {...{ source, timeline, isPart, name }} filter={bar} />
      {model.commandCount === 0 ? (
        <Empty title={w.empty} text={w.emptyText} />
      ) : (
        <>
          <Overview {...{ model, timeline }} />
          {timeline.isTable ? (
            <CommandsGrid
              {...common}
              span={range.view}
              filter={filter.filter}
              label={panels.tableOf}
              order={{ by: "at", isDescending: false }}
            />
          ) : (
            <LanesView {...{ source, timeline, name }} />
          )}
          {isAlone && (
            <TimelinePanels
              {...common}
              {...{ area, addressesOf, filter }}
              view={range.view}
              isOpen={timeline.isDrawerOn}
              onOpen={timeline.setDrawerOn}
            />
          )}
        </>
      )}
    </div>
  );
}
