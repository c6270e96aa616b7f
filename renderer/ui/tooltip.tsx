import { useEffect, useState } from "react";
import "./tooltip.css";

interface Tip {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly isAbove: boolean;
}

const openDelayMs = 350;
const edge = 8;
const tipWidthMax = 320;

/**
 * Shows the `data-tip` of whatever the pointer rests on or the keyboard focuses. One for the whole window.
 * The element itself carries the text for screen readers by its label or description.
 */
export function TooltipLayer(): React.JSX.Element | null {
  const [tip, setTip] = useState<Tip | null>(null);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const hide = (): void => {
      clearTimeout(timer);
      setTip(null);
    };
    const plan = (event: Event, delayMs: number): void => {
      const target =
        event.target instanceof Element ? event.target.closest<HTMLElement>("[data-tip]") : null;
      hide();
      const text = target?.dataset["tip"] ?? "";
      if (target === null || text === "") return;
      timer = setTimeout(() => setTip(placeAt(target, text)), delayMs);
    };
    const onOver = (event: Event): void => plan(event, openDelayMs);
    const onFocus = (event: Event): void => {
      if (event.target instanceof Element && event.target.matches(":focus-visible")) plan(event, 0);
    };
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === "Escape") hide();
    };
    document.addEventListener("mouseover", onOver);
    document.addEventListener("focusin", onFocus);
    document.addEventListener("focusout", hide);
    document.addEventListener("mousedown", hide);
    document.addEventListener("keydown", onKey);
    document.addEventListener("scroll", hide, true);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("mouseover", onOver);
      document.removeEventListener("focusin", onFocus);
      document.removeEventListener("focusout", hide);
      document.removeEventListener("mousedown", hide);
      document.removeEventListener("keydown", onKey);
      document.removeEventListener("scroll", hide, true);
    };
  }, []);

  if (tip === null) return null;
  const style = {
    left: tip.x,
    top: tip.y,
    transform: `translate(-50%, ${tip.isAbove ? "-100%" : "0"})`,
  };
  return (
    <div className="tooltip" aria-hidden style={style}>
      {tip.text}
    </div>
  );
}

function placeAt(target: HTMLElement, text: string): Tip {
  const box = target.getBoundingClientRect();
  const half = Math.min(tipWidthMax, text.length * 7 + 20) / 2 + edge;
  const centre = box.left + box.width / 2;
  const x = Math.max(half, Math.min(window.innerWidth - half, centre));
  const isAbove = box.bottom + 60 > window.innerHeight;
  return { text, x, y: isAbove ? box.top - 6 : box.bottom + 6, isAbove };
}
