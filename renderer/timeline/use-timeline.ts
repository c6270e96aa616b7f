/** What a timeline shows and what is chosen in it: one state for lanes, overview, head and panels. */
import { useEffect, useMemo, useState } from "react";
import { useWords } from "../app-context.ts";
import type { SelectionStore } from "../monitor/selection.ts";
import { annotationsOf, type Annotation } from "./annotations.ts";
import type { Chosen } from "./lane-picture.ts";
import type { Span } from "./lanes.ts";
import { slowFrom } from "./slow-from.ts";
import { commandOf, nextOfBuffer, sequenceOf, steppedFrom, wayOf } from "./steps.ts";
import { inside } from "./time-range.ts";
import type { TimelineSource } from "./timeline-source.ts";
import type { TraceModel } from "./trace-model.ts";
import { useViewRange, type ViewRange } from "./use-view-range.ts";

/** Room on both sides of a command that is shown whole. */
const roomShare = 0.35;

export interface Timeline {
  readonly range: ViewRange;
  readonly chosen: Chosen | null;
  readonly choose: (chosen: Chosen | null) => void;
  /** Chooses a command and brings it into sight. */
  readonly goTo: (chosen: Chosen) => void;
  /** A stretch that was marked for a closer look. */
  readonly area: Span | null;
  readonly setArea: (area: Span | null) => void;
  readonly pins: readonly number[];
  readonly annotations: readonly Annotation[];
  readonly slowNs: number;
  /** null: by itself. */
  readonly setSlowNs: (ns: number | null) => void;
  readonly isTable: boolean;
  readonly isDrawerOn: boolean;
  readonly setDrawerOn: (isOn: boolean) => void;
  readonly closed: ReadonlySet<string>;
  readonly toggleClosed: (key: string) => void;
  readonly acts: TimelineActs;
}

export interface TimelineActs {
  readonly step: (by: number) => void;
  readonly stepOfBuffer: (by: 1 | -1) => void;
  readonly selectArea: () => void;
  readonly centre: () => void;
  readonly pin: () => void;
  readonly toggleTable: () => void;
  readonly toggleDrawer: () => void;
  readonly clear: () => void;
}

export function useTimeline(source: TimelineSource): Timeline {
  const { model, isLive, selection } = source;
  const annotations = useAnnotations(source);
  const untilNs = isLive ? 0 : (annotations.at(-1)?.timeNs ?? 0);
  const range = useViewRange(model, isLive, untilNs, source.link);
  const [chosen, setChosen] = useChosen(model, selection);
  const [area, setArea] = useState<Span | null>(null);
  const [pins, setPins] = useState<readonly number[]>([]);
  const [slowSet, setSlowNs] = useState<number | null>(null);
  const [isTable, setIsTable] = useState(false);
  const [isDrawerOn, setDrawerOn] = useState(true);
  const [closed, toggleClosed] = useClosed();
  const slowAuto = useSlowFrom(source);
  const { view, whole, show } = range;

  const choose = (next: Chosen | null): void => {
    setChosen(next);
    const command = next === null ? null : sequenceOf(model, next);
    if (command !== null) selection?.setState({ ...command, isChosen: true });
  };
  const goTo = (next: Chosen): void => {
    choose(next);
    const startNs = model.devices[next.device]?.startOf(next.ordinal) ?? 0;
    const length = view.toNs - view.fromNs;
    if (startNs !== 0 && (startNs < view.fromNs || startNs > view.toNs))
      show(inside({ fromNs: startNs - length / 2, toNs: startNs + length / 2 }, whole));
  };
  const way = chosen === null ? null : wayOf(model, chosen);
  return {
    ...{ range, chosen, choose, goTo, area, setArea, pins, annotations },
    ...{ setSlowNs, isTable, isDrawerOn, setDrawerOn, closed, toggleClosed },
    slowNs: slowSet ?? slowAuto,
    acts: {
      ...stepsOf(model, chosen, goTo),
      selectArea: () => setArea(way ?? view),
      centre: () => {
        const next = way === null ? null : withRoom(way, whole);
        if (next === null || (next.fromNs === view.fromNs && next.toNs === view.toNs)) range.fit();
        else show(next);
      },
      pin: () => setPins([...pins, way?.fromNs ?? (view.fromNs + view.toNs) / 2]),
      toggleTable: () => setIsTable((before) => !before),
      toggleDrawer: () => setDrawerOn((before) => !before),
      clear: () => {
        setArea(null);
        if (area === null) setPins([]);
      },
    },
  };
}

/** The chosen command; one that is chosen in another view is chosen here too. */
function useChosen(
  model: TraceModel,
  selection: SelectionStore | null,
): [Chosen | null, (chosen: Chosen | null) => void] {
  const [chosen, setChosen] = useState(() => commandOf(model, selection));
  useEffect(
    () => selection?.subscribe(() => setChosen(commandOf(model, selection))),
    [model, selection],
  );
  return [chosen, setChosen];
}

function stepsOf(
  model: TraceModel,
  chosen: Chosen | null,
  goTo: (next: Chosen) => void,
): Pick<TimelineActs, "step" | "stepOfBuffer"> {
  return {
    step: (by) => {
      if (chosen !== null) goTo(steppedFrom(model, chosen, by));
    },
    stepOfBuffer: (by) => {
      const next = chosen === null ? null : nextOfBuffer(model, chosen, by);
      if (next !== null) goTo(next);
    },
  };
}

function withRoom(way: Span, whole: Span): Span {
  const room = Math.max(1_000, (way.toNs - way.fromNs) * roomShare);
  return inside({ fromNs: way.fromNs - room, toNs: way.toNs + room }, whole);
}

function useClosed(): [ReadonlySet<string>, (key: string) => void] {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const toggle = (key: string): void =>
    setClosed((before) => {
      const after = new Set(before);
      if (!after.delete(key)) after.add(key);
      return after;
    });
  return [closed, toggle];
}

function useAnnotations({ model, version, facts }: TimelineSource): readonly Annotation[] {
  const words = useWords();
  return useMemo(
    () => ({ of: annotationsOf(model, facts, words), version }).of,
    [model, version, facts, words],
  );
}

/** By itself: while a run goes on anew when there are twice as many commands, so that it does not tremble. */
function useSlowFrom({ model, isLive, version }: TimelineSource): number {
  const edition = isLive ? Math.ceil(Math.log2(1 + model.commandCount)) : version;
  return useMemo(() => ({ of: slowFrom(model), edition }).of, [model, edition]);
}
