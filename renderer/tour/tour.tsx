import { ArrowLeft, ArrowRight, X } from "lucide-react";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import { useApp, useWords } from "../app-context.ts";
import { changeSettings } from "../shell/commands.ts";
import { isTyping } from "../shell/use-keys.ts";
import { Button } from "../ui/button.tsx";
import { iconSize, iconSmall } from "../ui/icons.ts";
import { placeCard, type Place } from "./place-card.ts";
import { firstStop, tourStops, type StopName, type TourStop } from "./tour-stops.ts";
import "./tour.css";
import { useTourRun } from "./use-tour-run.ts";

/** The card of the tour over the real pages; the page below stays usable. */
export function Tour(): React.JSX.Element | null {
  const app = useApp();
  const [, navigate] = useLocation();
  const [at, setAt] = useState(0);
  const stop = tourStops[at] ?? firstStop;
  const runId = useTourRun(stop.run);
  const path = pathOf(stop, runId);
  const end = (): void => {
    app.ui.setState({ isTourOpen: false });
    if (stop.run === "braked") navigate("/");
    void app.attempt(() => changeSettings(app, { tourSeen: true }));
  };
  const go = (by: 1 | -1): void => {
    if (at + by >= tourStops.length) end();
    else setAt(Math.max(0, at + by));
  };
  useEffect(() => {
    if (path !== null) navigate(path);
  }, [path, navigate]);
  useTourKeys(go, end);
  const { card, place } = usePlace(stop.target, `${at} ${path ?? ""}`);
  return (
    <>
      {place.ring !== null && <div className="tour-ring" style={place.ring} aria-hidden />}
      <TourCard
        card={card}
        place={place}
        at={at}
        name={stop.name}
        isStarting={path === null}
        go={go}
        end={end}
      />
    </>
  );
}

/** Where a stop is; null while its run starts. */
function pathOf(stop: TourStop, runId: string | null): string | null {
  if (stop.run === null) return stop.path;
  return runId === null ? null : `/run/${runId}`;
}

interface TourCardProps {
  readonly card: React.RefObject<HTMLDivElement | null>;
  readonly place: Place;
  readonly at: number;
  readonly name: StopName;
  readonly isStarting: boolean;
  readonly go: (by: 1 | -1) => void;
  readonly end: () => void;
}

function TourCard(props: TourCardProps): React.JSX.Element {
  const { card, place, at, name, isStarting, go, end } = props;
  const { tour } = useWords();
  const { title, text } = tour.stops[name];
  const isLast = at === tourStops.length - 1;
  return (
    <div
      ref={card}
      className="popover tour-card"
      role="dialog"
      aria-label={tour.title}
      style={place.card}
    >
      <div className="tour-head">
        <h2>{title}</h2>
        <Button
          size="small"
          tone="quiet"
          label={tour.skip}
          icon={<X {...iconSmall} />}
          onClick={end}
        />
      </div>
      <p aria-live="polite">{text}</p>
      {isStarting && <p className="caption">{tour.starting}</p>}
      <div className="tour-foot">
        <span className="caption" data-tip={tour.keys}>
          {tour.of(at + 1, tourStops.length)}
        </span>
        <span className="spring" />
        {at > 0 && (
          <Button icon={<ArrowLeft {...iconSize} />} onClick={() => go(-1)}>
            {tour.back}
          </Button>
        )}
        <Button
          tone="primary"
          icon={isLast ? undefined : <ArrowRight {...iconSize} />}
          data-tour-next
          onClick={() => go(1)}
        >
          {isLast ? tour.done : tour.next}
        </Button>
      </div>
    </div>
  );
}

/** Left and right go, Escape ends, wherever the focus is but in a field; the card has it first. */
function useTourKeys(go: (by: 1 | -1) => void, end: () => void): void {
  const { ui } = useApp();
  const latest = useRef({ go, end });
  useEffect(() => {
    latest.current = { go, end };
  });
  useEffect(() => {
    document.querySelector<HTMLElement>("[data-tour-next]")?.focus();
    const onKeyDown = (event: KeyboardEvent): void => {
      const { isPaletteOpen, isKeysOpen, abortAsked } = ui.getState();
      const isPlain = !event.ctrlKey && !event.altKey && !event.metaKey;
      if (isPaletteOpen || isKeysOpen || abortAsked !== null || !isPlain) return;
      if (isTyping(event.target)) return;
      if (event.key === "ArrowRight") latest.current.go(1);
      else if (event.key === "ArrowLeft") latest.current.go(-1);
      else if (event.key === "Escape") latest.current.end();
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    // Before the page's own keys: a grid that has the focus would take the arrows.
    window.addEventListener("keydown", onKeyDown, true);
    return () => window.removeEventListener("keydown", onKeyDown, true);
  }, [ui]);
}

/** Where card and ring are: beside the target, which may come later and move. */
function usePlace(
  target: string,
  key: string,
): { readonly card: React.RefObject<HTMLDivElement | null>; readonly place: Place } {
  const card = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<Place>(() => placeCard(null, { width: 0, height: 0 }));
  useLayoutEffect(() => {
    let frame = 0;
    const measure = (): void => {
      frame = 0;
      const rectangle = document.querySelector(target)?.getBoundingClientRect() ?? null;
      const size = {
        width: card.current?.offsetWidth ?? 0,
        height: card.current?.offsetHeight ?? 0,
      };
      const next = placeCard(rectangle, size);
      setPlace((before) => (JSON.stringify(before) === JSON.stringify(next) ? before : next));
    };
    const measureSoon = (): void => {
      if (frame === 0) frame = requestAnimationFrame(measure);
    };
    measure();
    const page = document.querySelector("main");
    const observer = new MutationObserver(measureSoon);
    if (page !== null) observer.observe(page, { childList: true, subtree: true });
    window.addEventListener("resize", measureSoon);
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
      window.removeEventListener("resize", measureSoon);
    };
  }, [target, key]);
  return { card, place };
}
