import { useCallback, useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import type { Readiness } from "../../electron/contract/server-readiness.ts";
import { messageOf } from "../app.ts";
import { useApp, useSettings } from "../app-context.ts";
import { jobDefaults } from "../../electron/contract/job.ts";
import { languageOf } from "../stores/settings-store.ts";

export interface AskedReadiness {
  /** What was found last; null before the first answer. */
  readonly readiness: Readiness | null;
  readonly isAsking: boolean;
  readonly problem: string | null;
  readonly again: () => void;
}

const buffersUsual = 8;

/**
 * Asks a server whether it is ready, when that is opened and on `again`.
 *
 * @param key another one asks anew: the login has changed
 * @param isShown whether the answer is in sight
 */
export function useReadiness(serverId: string, key: string, isShown: boolean): AskedReadiness {
  const app = useApp();
  const language = useSettings(languageOf);
  const readiness = useStore(app.servers, (state) => state.readiness[serverId] ?? null);
  const [asking, setAsking] = useState(0);
  const [problem, setProblem] = useState<string | null>(null);
  const latest = useRef(0);
  const ask = useCallback(async (): Promise<void> => {
    const number = (latest.current += 1);
    setAsking((count) => count + 1);
    try {
      const found = await app.bridge.call("readiness", {
        serverId,
        target: app.form.getState().folder,
        bytes: 0,
        buffers: buffersUsual,
        transferSize: jobDefaults.transferSize,
      });
      if (number !== latest.current) return;
      app.servers.setState((state) => ({
        readiness: { ...state.readiness, [serverId]: found },
      }));
      setProblem(null);
    } catch (error) {
      if (number === latest.current) setProblem(messageOf(error, language));
    } finally {
      setAsking((count) => count - 1);
    }
  }, [app, language, serverId]);
  useEffect(() => {
    if (!isShown) return undefined;
    const timer = setTimeout(() => void ask(), 0);
    return () => clearTimeout(timer);
  }, [ask, key, isShown]);
  return { readiness, isAsking: asking > 0, problem, again: () => void ask() };
}
