import { useApp, useWords } from "../app-context.ts";

/** Copies a text and says so. */
export function useCopy(): (text: string) => void {
  const app = useApp();
  const { common } = useWords();
  return (text) => {
    void app
      .attempt(() => app.bridge.call("copyText", { text }))
      .then((done) => done !== undefined && app.notify(common.copied));
  };
}
