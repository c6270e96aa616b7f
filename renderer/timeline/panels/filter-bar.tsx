import { ArrowDown, ArrowUp } from "lucide-react";
import { useRef } from "react";
import { useFormat, useWords } from "../../app-context.ts";
import { FilterField } from "../../filter/filter-field.tsx";
import { everyField } from "../../filter/parse.ts";
import { useSingleKeys } from "../../shell/use-keys.ts";
import { Button } from "../../ui/button.tsx";
import { iconSmall } from "../../ui/icons.ts";
import { useViewAction } from "../../ui/use-view-action.ts";
import "./panels.css";
import { isPicked, nextOf, rankOf } from "./pick.ts";
import type { CommandRef, CommandsSource } from "./source.ts";
import type { TimelineFilter } from "./use-timeline-filter.ts";

interface FilterBarProps {
  readonly model: CommandsSource;
  readonly filter: TimelineFilter;
  readonly chosen: CommandRef | null;
  readonly onChoose: (chosen: CommandRef) => void;
}

/** The filter with the number of its matches, and the way from one match to the next. */
export function FilterBar({ model, filter, chosen, onChoose }: FilterBarProps): React.JSX.Element {
  const { filter: w } = useWords();
  const format = useFormat();
  const field = useRef<HTMLInputElement>(null);
  const { matches, error } = filter;
  const step = (by: 1 | -1): void => {
    const next = matches === null ? null : nextOf(model, matches, chosen, by);
    if (next !== null) onChoose(next);
  };
  useViewAction("filter", () => field.current?.focus());
  useSingleKeys({ n: (event) => step(event.shiftKey ? -1 : 1) });
  const isOn = matches !== null && chosen !== null && isPicked(matches, chosen);
  const all = format.count(matches?.count ?? 0);
  const whyNot = matches === null || matches.count === 0 ? w.none : null;
  const count =
    error !== null || matches === null
      ? ""
      : matches.count === 0
        ? w.none
        : isOn
          ? w.nth(format.count(rankOf(model, matches, chosen) + 1), all)
          : w.matches(all);
  return (
    <div className="timeline-filter" role="search">
      <FilterField
        text={filter.text}
        onText={filter.setText}
        error={error}
        known={everyField}
        count={count}
        onEnter={step}
        onClear={() => filter.setText("")}
        onEscape={() => field.current?.blur()}
        field={field}
      />
      <Button
        label={w.previous}
        icon={<ArrowUp {...iconSmall} />}
        disabledReason={whyNot}
        onClick={() => step(-1)}
      />
      <Button
        label={w.next}
        icon={<ArrowDown {...iconSmall} />}
        disabledReason={whyNot}
        onClick={() => step(1)}
      />
    </div>
  );
}
