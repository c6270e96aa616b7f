import { ChevronDown, ChevronUp, Square, SquareCheck } from "lucide-react";
import { useState } from "react";
import { useWords } from "../../app-context.ts";
import type { Filter } from "../../filter/parse.ts";
import { Button, SegmentedControl } from "../../ui/button.tsx";
import { iconSmall } from "../../ui/icons.ts";
import { AreaPanel } from "./area-panel.tsx";
import type { AddressesOf } from "./command-model.ts";
import { CommandPanel } from "./command-panel.tsx";
import { CommandsGrid } from "./commands-grid.tsx";
import { HeatPanel } from "./heat-panel.tsx";
import "./panels.css";
import type { CommandRef, CommandsSource, Span } from "./source.ts";
import type { TimelineFilter } from "./use-timeline-filter.ts";

const tabs = ["command", "area", "slowest", "heat"] as const;
type Tab = (typeof tabs)[number];

export interface TimelinePanelsProps {
  /** Changes in place; its version says when. */
  readonly model: CommandsSource;
  readonly version: number;
  /** The shown time. */
  readonly view: Span;
  /** What the user marked, or null. */
  readonly area: Span | null;
  readonly chosen: CommandRef | null;
  /** Chooses a command and brings it into the shown time. */
  readonly onChoose: (chosen: CommandRef) => void;
  readonly filter: TimelineFilter;
  readonly isOpen: boolean;
  readonly onOpen: (isOpen: boolean) => void;
  /** Where a buffer lies in each process, where that is known. */
  readonly addressesOf?: AddressesOf | undefined;
}

/** What the lanes show, in words and figures: the chosen command, an area, the slowest commands, latencies over time. */
export function TimelinePanels(props: TimelinePanelsProps): React.JSX.Element {
  const { model, view, area, filter, isOpen, onOpen } = props;
  const { panels: w } = useWords();
  const [tab, setTab] = useState<Tab>("command");
  const [isWhole, setIsWhole] = useState(false);
  const [isMatchesOnly, setIsMatchesOnly] = useState(true);
  const whole = { fromNs: model.firstNs, toNs: model.lastNs + 1 };
  const span = isWhole ? whole : (area ?? view);
  return (
    <section
      className={`timeline-panels${isOpen ? "" : " closed"}`}
      aria-label={w.title}
      data-region
      tabIndex={-1}
    >
      <h2 className="visually-hidden">{w.title}</h2>
      <div className="panels-head">
        <Tabs
          tab={isOpen ? tab : null}
          onTab={(next) => {
            setTab(next);
            onOpen(true);
          }}
        />
        <span className="spring" />
        {isOpen && tab !== "command" && (
          <ScopeTools
            {...{ isWhole, isMatchesOnly }}
            hasArea={area !== null}
            hasFilter={filter.filter !== null}
            onWhole={setIsWhole}
            onMatchesOnly={setIsMatchesOnly}
          />
        )}
        <Button
          size="small"
          tone="quiet"
          aria-expanded={isOpen}
          label={isOpen ? w.collapse : w.expand}
          icon={isOpen ? <ChevronDown {...iconSmall} /> : <ChevronUp {...iconSmall} />}
          onClick={() => onOpen(!isOpen)}
        />
      </div>
      {isOpen && (
        <div className="panels-body" role="tabpanel" id="timeline-panel" aria-label={w.tabs[tab]}>
          <Panel {...props} tab={tab} span={span} applied={isMatchesOnly ? filter.filter : null} />
        </div>
      )}
    </section>
  );
}

interface ScopeToolsProps {
  readonly hasArea: boolean;
  readonly hasFilter: boolean;
  readonly isWhole: boolean;
  readonly isMatchesOnly: boolean;
  readonly onWhole: (isWhole: boolean) => void;
  readonly onMatchesOnly: (isMatchesOnly: boolean) => void;
}

/** Of which commands figures are: those of the shown time or area or all, and whether the filter counts. */
function ScopeTools(props: ScopeToolsProps): React.JSX.Element {
  const { hasArea, hasFilter, isWhole, isMatchesOnly, onWhole, onMatchesOnly } = props;
  const { panels: w } = useWords();
  return (
    <>
      {hasFilter && (
        <Button
          size="small"
          tone="quiet"
          aria-pressed={isMatchesOnly}
          icon={isMatchesOnly ? <SquareCheck {...iconSmall} /> : <Square {...iconSmall} />}
          onClick={() => onMatchesOnly(!isMatchesOnly)}
        >
          {w.onlyMatches}
        </Button>
      )}
      <SegmentedControl
        label={w.scope}
        value={isWhole ? "whole" : "near"}
        options={[
          { value: "near", text: hasArea ? w.scopes.area : w.scopes.view },
          { value: "whole", text: w.scopes.whole },
        ]}
        onChange={(value) => onWhole(value === "whole")}
      />
    </>
  );
}

interface PanelProps extends TimelinePanelsProps {
  readonly tab: Tab;
  readonly span: Span;
  /** The filter, where only its matches are counted. */
  readonly applied: Filter | null;
}

function Panel(props: PanelProps): React.JSX.Element {
  const { tab, model, version, span, applied, chosen, onChoose, filter } = props;
  const { panels: w } = useWords();
  const common = { model, version, span, filter: applied };
  switch (tab) {
    case "command":
      return <CommandPanel {...props} />;
    case "area":
      return <AreaPanel {...common} />;
    case "slowest":
      return (
        <CommandsGrid
          {...common}
          {...{ chosen, onChoose }}
          label={w.tabs.slowest}
          order={{ by: "latency", isDescending: true }}
        />
      );
    case "heat":
      return <HeatPanel {...common} text={filter.text} onFilter={filter.setText} />;
  }
}

/** Arrows go from tab to tab. */
function Tabs({
  tab,
  onTab,
}: {
  readonly tab: Tab | null;
  readonly onTab: (tab: Tab) => void;
}): React.JSX.Element {
  const { panels: w } = useWords();
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const at = tabs.findIndex((each) => each === tab);
    const next = tabs[(at + by + tabs.length) % tabs.length];
    if (by === 0 || next === undefined) return;
    event.preventDefault();
    onTab(next);
    const list = event.currentTarget;
    requestAnimationFrame(() => list.querySelector<HTMLElement>("[aria-selected=true]")?.focus());
  };
  return (
    <div role="tablist" aria-label={w.title} className="panels-tabs" onKeyDown={onKeyDown}>
      {tabs.map((each) => (
        <button
          key={each}
          type="button"
          role="tab"
          aria-selected={each === tab}
          aria-controls={each === tab ? "timeline-panel" : undefined}
          tabIndex={each === tab || (tab === null && each === "command") ? 0 : -1}
          onClick={() => onTab(each)}
        >
          {w.tabs[each]}
        </button>
      ))}
    </div>
  );
}
