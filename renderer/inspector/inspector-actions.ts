/** What the Inspector asks of the main process. */
import { inspectedFilesMax } from "../../electron/contract/inspect-calls.ts";
import { messageOf, type App } from "../app.ts";
import { languageOf } from "../stores/settings-store.ts";

/** Adds files to those shown and reads all of them together. */
export function addFiles(app: App, paths: readonly string[]): void {
  const { files } = app.inspector.getState();
  const all = [...new Set([...files, ...paths])].slice(0, inspectedFilesMax);
  if (all.length > 0) void inspectFiles(app, all, false);
}

export async function chooseFiles(app: App): Promise<void> {
  const paths = await app.attempt(() => app.bridge.call("chooseBackups", {}));
  if (paths !== undefined && paths.length > 0) addFiles(app, paths);
}

/** Reads `files` anew; with `verify` every page and checksum too. */
export async function inspectFiles(
  app: App,
  files: readonly string[],
  verify: boolean,
): Promise<void> {
  const store = app.inspector;
  const startedMs = performance.now();
  store.setState({
    files,
    busy: verify ? "verifying" : "reading",
    progress: null,
    problem: null,
  });
  try {
    const inspection = await app.bridge.call("inspectBackups", { paths: [...files], verify });
    if (inspection === null) {
      // A later inspection that took its place says itself what it does.
      store.setState((state) => (state.files === files ? { busy: null, progress: null } : state));
      return;
    }
    // The page was cleared, or files were added, meanwhile.
    if (store.getState().files !== files) return;
    const tookMs = performance.now() - startedMs;
    store.setState({ inspection, busy: null, progress: null, tookMs });
  } catch (error) {
    if (store.getState().files !== files) return;
    const language = languageOf(app.settings.getState());
    store.setState({ busy: null, progress: null, problem: messageOf(error, language) });
  }
}

export function cancelInspection(app: App): void {
  void app.attempt(() => app.bridge.call("cancelInspection", {}));
}
