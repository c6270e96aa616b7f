import { ChevronDown, Download } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { traceFormatSchema, type TraceChoice } from "../../electron/contract/trace-calls.ts";
import { useApp, useWords } from "../app-context.ts";
import { Button } from "../ui/button.tsx";
import { iconSize, iconSmall } from "../ui/icons.ts";
import "../ui/popover.css";
import { exportTrace, saveTrace } from "./trace-actions.ts";
import "./traces.css";

interface TraceExportProps {
  readonly of: TraceChoice;
  /** Copies of buffers' bytes are in it, which are saved only when asked for. */
  readonly hasPeeks?: boolean;
}

/** A button with a menu: save the trace, or write it in another format. */
export function TraceExport({ of, hasPeeks = false }: TraceExportProps): React.JSX.Element {
  const app = useApp();
  const words = useWords();
  const [isOpen, setIsOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const w = words.traces;
  useEffect(() => {
    if (!isOpen) return undefined;
    box.current?.querySelector<HTMLElement>("[role=menuitem]")?.focus();
    const onDown = (event: MouseEvent): void => {
      if (!(event.target instanceof Node) || box.current?.contains(event.target) === false)
        setIsOpen(false);
    };
    document.addEventListener("mousedown", onDown);
    return () => document.removeEventListener("mousedown", onDown);
  }, [isOpen]);

  const close = (): void => {
    setIsOpen(false);
    box.current?.querySelector<HTMLElement>("button")?.focus();
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key] ?? 0;
    if (!isOpen || (event.key !== "Escape" && event.key !== "Tab" && by === 0)) return;
    if (event.key === "Tab") {
      setIsOpen(false);
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (by === 0) {
      close();
      return;
    }
    const items = [...(box.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
    const at = items.findIndex((item) => item === document.activeElement);
    items[(at + by + items.length) % items.length]?.focus();
  };
  const entries: readonly (readonly [text: string, run: () => void])[] = [
    [w.saveAs, () => void saveTrace(app, of, { words })],
    ...(hasPeeks
      ? [[w.saveWithBytes, () => void saveTrace(app, of, { words, withPeeks: true })] as const]
      : []),
    ...traceFormatSchema.options.map(
      (format) => [w.formats[format], () => void exportTrace(app, of, { format, words })] as const,
    ),
  ];
  return (
    <div className="trace-export" ref={box} onKeyDown={onKeyDown}>
      <Button
        icon={<Download {...iconSize} />}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onClick={() => setIsOpen(!isOpen)}
      >
        {w.export}
        <ChevronDown {...iconSmall} />
      </Button>
      {isOpen && (
        <div className="popover menu" role="menu" aria-label={w.export}>
          {entries.map(([text, run]) => (
            <button
              key={text}
              type="button"
              role="menuitem"
              onClick={() => {
                close();
                run();
              }}
            >
              {text}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
