import { useEffect, useState } from "react";
import type { JobSpec } from "../../electron/contract/job.ts";
import type { Preview } from "../../electron/contract/server-preview.ts";
import { useApp } from "../app-context.ts";
import { type Polled, usePolled } from "./use-polled.ts";

/** While something is typed, it is asked for only after a pause. */
const typingMs = 300;

/** The value as it was when nothing had changed for a moment. @param key tells values apart */
export function useSettled<T>(value: T, key: string): { readonly value: T; readonly key: string } {
  const [settled, setSettled] = useState({ value, key });
  useEffect(() => {
    if (settled.key === key) return undefined;
    const timer = setTimeout(() => setSettled({ value, key }), typingMs);
    return () => clearTimeout(timer);
  }, [value, key, settled.key]);
  return settled;
}

/** What a job would say and cost; null while the form is not complete. */
export function usePreview(spec: JobSpec | null): Polled<Preview | null> {
  const { bridge } = useApp();
  const settled = useSettled(spec, JSON.stringify(spec));
  return usePolled<Preview | null>(
    settled.key,
    () =>
      settled.value === null
        ? Promise.resolve(null)
        : bridge.call("statementPreview", { spec: settled.value }),
    null,
  );
}
