/** Takes trace files that are dropped anywhere on the window, whatever page is shown. */
import { useEffect } from "react";
import { useLocation } from "wouter";
import { traceFileEnding } from "../../electron/contract/trace-file.ts";
import { useApp } from "../app-context.ts";
import { compareFiles, openTrace } from "./trace-actions.ts";

/** One file is opened, two are set side by side. Files of another kind are left to the page. */
export function useTraceDrop(): void {
  const app = useApp();
  const [, navigate] = useLocation();
  useEffect(() => {
    const onDragOver = (event: DragEvent): void => {
      if (event.dataTransfer?.types.includes("Files") === true) event.preventDefault();
    };
    const onDrop = (event: DragEvent): void => {
      const paths = [...(event.dataTransfer?.files ?? [])].map((file) => app.bridge.pathOf(file));
      const [a, b] = paths;
      if (a === undefined || !paths.every((path) => path.endsWith(traceFileEnding))) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (b === undefined) void openTrace(app, { kind: "file", path: a }, navigate);
      else void compareFiles(app, [a, b], navigate);
    };
    window.addEventListener("dragover", onDragOver, true);
    window.addEventListener("drop", onDrop, true);
    return () => {
      window.removeEventListener("dragover", onDragOver, true);
      window.removeEventListener("drop", onDrop, true);
    };
  }, [app, navigate]);
}
