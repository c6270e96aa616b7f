import { type ComponentProps, useEffect, useMemo, useRef, useState } from "react";
import { useThemeVersion } from "../ui/use-size.ts";
import { readTimelinePalette, type TimelinePalette } from "./palette.ts";

interface CanvasProps extends ComponentProps<"canvas"> {
  readonly wide: number;
  readonly high: number;
  readonly paint: (context: CanvasRenderingContext2D, palette: TimelinePalette) => void;
}

/** A canvas in the page's colours, painted after each render, at the screen's own resolution. */
export function Canvas({ wide, high, paint, ...rest }: CanvasProps): React.JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [element, setElement] = useState<HTMLCanvasElement | null>(null);
  const theme = useThemeVersion();
  // eslint-disable-next-line react-hooks/exhaustive-deps -- the theme's version stands for the page's colours
  const palette = useMemo(() => element && readTimelinePalette(element), [element, theme]);
  useEffect(() => setElement(canvas.current), []);
  useEffect(() => {
    const context = element?.getContext("2d");
    if (element === null || palette === null || !context || wide === 0) return;
    const scale = window.devicePixelRatio;
    const [width, height] = [Math.round(wide * scale), Math.round(high * scale)];
    resize(context.canvas, width, height);
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, wide, high);
    paint(context, palette);
  });
  return <canvas ref={canvas} style={{ width: wide, height: high }} {...rest} />;
}

/** Setting a size, even the same one, makes a new bitmap. */
function resize(canvas: HTMLCanvasElement, width: number, height: number): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}
