import { useEffect, useMemo, useRef, useState } from "react";
import type { FileInfo } from "../../electron/contract/window.ts";
import { useApp } from "../app-context.ts";
import { folderOf } from "../shell/run-figures.ts";
import type { JobFacts } from "./job-cost.ts";
import { inStripeOrder, type JobForm } from "./job-form-model.ts";

/** While a path is typed, its folder is asked for only after a pause. */
const typingMs = 250;
/** As many as one question takes. */
const askMax = 64;

/**
 * What the main process knows of the form's files and folders; asks for what is new. Stripes that were named out of
 * order are put in order once they are known.
 */
export function useJobFacts(form: JobForm): JobFacts {
  const app = useApp();
  const { bridge, hello } = app;
  const [files, setFiles] = useState<ReadonlyMap<string, FileInfo>>(new Map());
  const [free, setFree] = useState<ReadonlyMap<string, number | null>>(new Map());
  const asked = useRef(new Set<string>());

  const paths = form.kind === "restore" ? form.media : form.source === "replay" ? form.files : [];
  const pathKey = paths.join("\n");
  useEffect(() => {
    const wanted = pathKey
      .split("\n")
      .filter((path) => path !== "" && !asked.current.has(path))
      .slice(0, askMax);
    if (wanted.length === 0) return;
    for (const path of wanted) asked.current.add(path);
    bridge.call("inspectFiles", { paths: wanted }).then(
      (infos) =>
        setFiles(
          (known) =>
            new Map([
              ...known,
              ...infos.map((info, index) => [wanted[index] ?? info.path, info] as const),
            ]),
        ),
      () => wanted.forEach((path) => asked.current.delete(path)),
    );
  }, [bridge, pathKey]);

  const written =
    form.kind === "restore" ? (form.sink === "into" ? form.sinkFiles : []) : form.targets;
  const folderKey = [...new Set(written.map(folderOf).filter((folder) => folder !== ""))].join(
    "\n",
  );
  useEffect(() => {
    const folders = folderKey === "" ? [] : folderKey.split("\n").slice(0, askMax);
    if (folders.length === 0) return undefined;
    const timer = setTimeout(() => {
      bridge.call("freeSpace", { folders }).then(
        (bytes) =>
          setFree(
            (known) =>
              new Map([
                ...known,
                ...folders.map((folder, index) => [folder, bytes[index] ?? null] as const),
              ]),
          ),
        () => undefined,
      );
    }, typingMs);
    return () => clearTimeout(timer);
  }, [bridge, folderKey]);

  useEffect(() => {
    const { kind, files: streams, media } = app.form.getState();
    const present = kind === "restore" ? media : streams;
    const ordered = inStripeOrder(present, (path) => files.get(path)?.stripe ?? null);
    if (ordered.every((path, index) => path === present[index])) return;
    app.form.setState(kind === "restore" ? { media: ordered } : { files: ordered });
  }, [app, files]);

  return useMemo(
    () => ({ files, free, freeMemory: hello.freeMemory }),
    [files, free, hello.freeMemory],
  );
}
