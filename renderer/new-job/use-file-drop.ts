import { useEffect, useRef } from "react";
import { useApp } from "../app-context.ts";

/**
 * Takes files that are dropped anywhere on the window.
 *
 * @param onPaths receives their paths, in the order of their names; null takes none
 * @param onOver whether files are held over the window now
 */
export function useFileDrop(
  onPaths: ((paths: string[]) => void) | null,
  onOver: (isOver: boolean) => void,
): void {
  const { bridge } = useApp();
  const latest = useRef({ onPaths, onOver });
  useEffect(() => {
    latest.current = { onPaths, onOver };
  });
  useEffect(() => {
    const hasFiles = (event: DragEvent): boolean =>
      event.dataTransfer?.types.includes("Files") === true;
    const onDragOver = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      latest.current.onOver(latest.current.onPaths !== null);
    };
    const onDragLeave = (event: DragEvent): void => {
      if (event.relatedTarget === null) latest.current.onOver(false);
    };
    const onDrop = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      latest.current.onOver(false);
      const paths = [...(event.dataTransfer?.files ?? [])]
        .map((file) => bridge.pathOf(file))
        .filter((path) => path !== "");
      latest.current.onPaths?.(
        paths.toSorted((a, b) => a.localeCompare(b, undefined, { numeric: true })),
      );
    };
    window.addEventListener("dragover", onDragOver);
    window.addEventListener("dragleave", onDragLeave);
    window.addEventListener("drop", onDrop);
    return () => {
      window.removeEventListener("dragover", onDragOver);
      window.removeEventListener("dragleave", onDragLeave);
      window.removeEventListener("drop", onDrop);
    };
  }, [bridge]);
}
