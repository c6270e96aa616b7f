/** The views that a run owns, in the order of the navigation: one row each, with its key and its path below the run. */
export const runViews = [
  { id: "monitor", key: "1", path: "" },
  { id: "timeline", key: "2", path: "/timeline" },
  { id: "buffers", key: "3", path: "/buffers" },
] as const;

export type RunViewId = (typeof runViews)[number]["id"];

/** Path of a view of a run. */
export function runViewPath(runId: string, view: RunViewId): string {
  const { path } = runViews.find(({ id }) => id === view) ?? runViews[0];
  return `/run/${encodeURIComponent(runId)}${path}`;
}

/** The view that a path of a run shows. */
export function runViewOf(path: string): RunViewId {
  const rest = /^\/run\/[^/]+(\/[^/?]*)?/.exec(path)?.[1] ?? "";
  return runViews.find((view) => view.path === rest)?.id ?? "monitor";
}
