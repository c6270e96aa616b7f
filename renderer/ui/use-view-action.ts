import { useEffect, useRef } from "react";
import { useApp } from "../app-context.ts";
import type { ViewActionName } from "../stores/ui-store.ts";

/**
 * Offers an action of the shown view to keys, menus and palette while the view is there.
 *
 * @param disabledReason why it cannot be done now, or null
 */
export function useViewAction(
  name: ViewActionName,
  run: () => void,
  disabledReason: string | null = null,
): void {
  const { ui } = useApp();
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    const action = { run: () => latest.current(), disabledReason };
    ui.setState((state) => ({ actions: { ...state.actions, [name]: action } }));
    return () =>
      ui.setState((state) => {
        if (state.actions[name] !== action) return state;
        const rest = Object.entries(state.actions).filter(([key]) => key !== name);
        return { actions: Object.fromEntries(rest) };
      });
  }, [ui, name, disabledReason]);
}
