import { Maximize2, Play, Table } from "lucide-react";
import { useFormat, useWords } from "../app-context.ts";
import { Button } from "../ui/button.tsx";
import { iconSmall } from "../ui/icons.ts";
import { MomentField } from "./moment-field.tsx";
import type { TimelineSource } from "./timeline-source.ts";
import { begunAt, endedAt } from "./time-range.ts";
import type { Timeline } from "./use-timeline.ts";

interface TimelineHeadProps {
  readonly source: TimelineSource;
  readonly timeline: Timeline;
  readonly isPart: boolean;
  readonly name: string | undefined;
  readonly filter: React.ReactNode;
}

/** Title, what is kept, the shown time in two fields, and what can be done with it. */
export function TimelineHead(props: TimelineHeadProps): React.JSX.Element {
  const { source, timeline, isPart, name } = props;
  const { range, acts, isTable } = timeline;
  const { timeline: w } = useWords();
  const { whole, view, show } = range;
  const other = isTable ? w.picture : w.table;
  return (
    <header className="timeline-head">
      {!isPart && <h1>{w.title}</h1>}
      {name !== undefined && <h2>{name}</h2>}
      {props.filter}
      <Kept {...{ source, timeline }} />
      <span className="spring" />
      <MomentField
        label={w.from}
        ms={(view.fromNs - whole.fromNs) / 1e6}
        onChange={(ms) => show(begunAt(view, whole.fromNs + ms * 1e6))}
      />
      <MomentField
        label={w.to}
        ms={(view.toNs - whole.fromNs) / 1e6}
        onChange={(ms) => show(endedAt(view, whole.fromNs + ms * 1e6))}
      />
      <Button icon={<Maximize2 {...iconSmall} />} label={w.fit} tip={w.fit} onClick={range.fit}>
        <span className="button-text">{w.fit}</span>
      </Button>
      {source.isLive && <Follow range={range} />}
      <Button
        aria-pressed={isTable}
        icon={<Table {...iconSmall} />}
        label={other}
        tip={other}
        onClick={acts.toggleTable}
      >
        <span className="button-text">{other}</span>
      </Button>
    </header>
  );
}

function Follow({ range }: { readonly range: Timeline["range"] }): React.JSX.Element {
  const { timeline: w } = useWords();
  const format = useFormat();
  const text = range.isFollowing ? w.following : w.follow;
  const isAtEnd = range.isFollowing && !range.isStill;
  return (
    <>
      <Button
        aria-pressed={range.isFollowing}
        icon={<Play {...iconSmall} />}
        label={text}
        tip={text}
        onClick={range.follow}
      >
        <span className="button-text">{text}</span>
      </Button>
      <span className="timeline-behind" data-behind={Math.round(range.behindNs / 1e6)}>
        {isAtEnd ? "" : w.behind(format.after(range.behindNs / 1e6))}
      </span>
    </>
  );
}

/** How many commands there are, and what is missing. */
function Kept({
  source,
  timeline,
}: Pick<TimelineHeadProps, "source" | "timeline">): React.JSX.Element {
  const { model } = source;
  const { area } = timeline;
  const { timeline: w } = useWords();
  const format = useFormat();
  const facts = [
    w.kept(format.count(model.commandCount)),
    ...(model.sampleEvery > 1 ? [w.every(format.count(model.sampleEvery))] : []),
    ...(model.forgotten > 0 ? [w.forgotten(format.count(model.forgotten))] : []),
    ...(model.marks.left > 0 ? [w.marksLeft(format.count(model.marks.left))] : []),
    ...(area === null ? [] : [w.areaOf(lengthText(area.toNs - area.fromNs, format))]),
  ];
  return (
    <span className="caption ellipsis" data-commands={model.commandCount}>
      {facts.join(", ")}
    </span>
  );
}

function lengthText(ns: number, format: ReturnType<typeof useFormat>): string {
  return ns < 1e6 ? format.text(format.latency(ns / 1e3)) : format.after(ns / 1e6);
}
