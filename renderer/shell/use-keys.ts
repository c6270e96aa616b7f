/** The keyboard map of the whole window. Views add their own by useSingleKeys. */
import { useEffect, useRef } from "react";
import { useLocation } from "wouter";
import { useApp } from "../app-context.ts";
import type { Command } from "./commands.ts";
import { shownRunId } from "./commands.ts";
import type { UiState } from "../stores/ui-store.ts";
import { runViewPath, runViews } from "../run/run-views.ts";
import { focusRegion } from "./regions.ts";

/** After G the next letter counts this long. */
const sequenceMsMax = 1_200;

/** Is a single key meant as text here? */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.tagName === "TEXTAREA" || target.tagName === "SELECT")
    return true;
  return (
    target instanceof HTMLInputElement &&
    !["checkbox", "radio", "range", "button"].includes(target.type)
  );
}

/** Name of the key with its modifiers: "Ctrl+k", "Ctrl+Shift+p", "F6", "g". */
export function keyName(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const isLetter = /^[a-z]$/.test(key);
  const shift =
    event.shiftKey && (event.key.length > 1 || (isLetter && (event.ctrlKey || event.metaKey)));
  const parts = [
    event.ctrlKey || event.metaKey ? "Ctrl+" : "",
    event.altKey ? "Alt+" : "",
    shift ? "Shift+" : "",
    key,
  ];
  return parts.join("");
}

const commandKeys: Readonly<Record<string, string>> = {
  "Ctrl+n": "newJob",
  "Ctrl+Enter": "startJob",
  "Ctrl+.": "abortRun",
  "Ctrl+e": "exportReport",
  "Ctrl+o": "openTrace",
  "Ctrl+,": "openSettings",
};

/** Only while a run is shown: other pages step through something of their own. */
const runKeys: Readonly<Record<string, string>> = {
  F10: "stepOn",
  "Shift+F10": "stepCommand",
  F5: "stepRun",
};

/** After G. */
const goKeys: Readonly<Record<string, string>> = {
  r: "openRuns",
  s: "openServers",
  i: "openInspector",
  l: "openLab",
  t: "openTraces",
  c: "openCodes",
};

/** Is something open over the page that has the keys now? */
function isCovered({ isPaletteOpen, isKeysOpen, abortAsked, explained }: UiState): boolean {
  return isPaletteOpen || isKeysOpen || abortAsked !== null || explained !== null;
}

/** Space belongs to the button or grid that has the focus. */
function isPressing(event: KeyboardEvent): boolean {
  const { target } = event;
  return (
    event.key === " " &&
    target instanceof HTMLElement &&
    target.closest("button,[role=grid]") !== null
  );
}

/** Listens to the whole window; commands that cannot be done say why in a notice. */
export function useWindowKeys(commands: readonly Command[]): void {
  const app = useApp();
  const [path, navigate] = useLocation();
  const latest = useRef({ commands, path });
  useEffect(() => {
    latest.current = { commands, path };
  });
  useEffect(() => {
    let awaitsGoUntil = 0;
    const perform = (id: string): void => {
      const command = latest.current.commands.find((one) => one.id === id);
      if (command === undefined) return;
      if (command.disabledReason === null) command.run();
      else app.notify(command.disabledReason);
    };
    /** @returns whether the key did something */
    const single = (key: string): boolean => {
      const isGo = performance.now() < awaitsGoUntil;
      awaitsGoUntil = 0;
      if (isGo) {
        const command = goKeys[key];
        if (command !== undefined) perform(command);
        return command !== undefined;
      }
      const runId = shownRunId(latest.current.path);
      if (key === "g") awaitsGoUntil = performance.now() + sequenceMsMax;
      else if (key === "?") perform("showKeys");
      else if (key === "/") return runAction("filter");
      else if (runId !== null && runViews.some((view) => view.key === key)) {
        const view = runViews.find((each) => each.key === key);
        navigate(runViewPath(runId, view?.id ?? "monitor"));
      } else return false;
      return true;
    };
    const runAction = (name: "filter"): boolean => {
      const action = app.ui.getState().actions[name];
      action?.run();
      return action !== undefined;
    };
    const withModifier = (key: string): boolean => {
      if (key === "Ctrl+k" || key === "Ctrl+Shift+p") app.ui.setState({ isPaletteOpen: true });
      else if (key === "Ctrl+f") return runAction("filter");
      else if (key === "F6" || key === "Shift+F6") focusRegion(key === "F6" ? 1 : -1);
      else {
        const isRunShown = shownRunId(latest.current.path) !== null;
        const command = commandKeys[key] ?? (isRunShown ? runKeys[key] : undefined);
        if (command === undefined) return false;
        perform(command);
      }
      return true;
    };
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || isCovered(app.ui.getState())) return;
      const key = keyName(event);
      const isSingle =
        !event.ctrlKey && !event.metaKey && !event.altKey && !/^(Shift\+)?F\d+$/.test(key);
      const mayAct =
        !isSingle || (app.settings.getState().settings.singleKeys && !isTyping(event.target));
      if (mayAct && (isSingle ? single(key) : withModifier(key))) event.preventDefault();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [app, navigate]);
}

/**
 * Single keys of the shown view (" ", "t", "f10", ...), named as by keyName. Off when the user switched single keys off, and
 * while text is typed or a popover is open.
 */
export function useSingleKeys(
  keys: Readonly<Record<string, (event: KeyboardEvent) => void>>,
): void {
  const app = useApp();
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || isCovered(app.ui.getState())) return;
      const act = latest.current[keyName(event)];
      if (act === undefined || isPressing(event) || isTyping(event.target)) return;
      if (!app.settings.getState().settings.singleKeys) return;
      event.preventDefault();
      act(event);
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [app]);
}
