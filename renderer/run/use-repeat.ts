import { useLocation } from "wouter";
import { type JobSpec, sessionOf } from "../../electron/contract/job.ts";
import { useApp } from "../app-context.ts";
import {
  emptyForm,
  formFromSpec,
  type JobForm,
  joinPath,
  withFolder,
} from "../new-job/job-form-model.ts";
import { repeatOnServer } from "../servers/repeat-on-server.ts";
import { baseName } from "../shell/run-figures.ts";

export interface Repeat {
  /** Fills in the New job page from this specification and shows it. Injected faults are left out. */
  readonly repeat: () => void;
  /** The same, with another folder for what is written. */
  readonly repeatElsewhere: () => Promise<void>;
  /** The same, and existing files are replaced once it has succeeded; null on a server, where each backup has new names. */
  readonly repeatReplacing: (() => void) | null;
  /** The same, with other files to read. */
  readonly repeatWithFiles: () => Promise<void>;
}

export function useRepeat(spec: JobSpec): Repeat {
  const app = useApp();
  const [, navigate] = useLocation();
  const fill = (change: (form: JobForm) => JobForm, onServer = spec): void => {
    const path = repeatOnServer(app, onServer);
    if (path !== null) {
      navigate(path);
      return;
    }
    app.form.setState(change(formFromSpec(spec, emptyForm(app.form.getState().folder))), true);
    navigate("/");
  };
  return {
    repeat: () => fill((form) => form),
    repeatElsewhere: async () => {
      const folder = await app.attempt(() => app.bridge.call("chooseFolder", {}));
      if (typeof folder !== "string") return;
      const moved = (path: string): string => joinPath(folder, baseName(path));
      fill(
        (form) => withFolder(form, folder),
        spec.kind === "backup" ? { ...spec, targets: spec.targets.map(moved) } : spec,
      );
    },
    repeatReplacing:
      sessionOf(spec) === null ? () => fill((form) => ({ ...form, isForced: true })) : null,
    repeatWithFiles: async () => {
      const purpose = spec.kind === "restore" ? "media" : "replay";
      const files = await app.attempt(() => app.bridge.call("chooseFiles", { purpose }));
      if (files === undefined || files.length === 0) return;
      fill(
        (form) =>
          spec.kind === "restore"
            ? { ...form, media: files }
            : { ...form, files, source: "replay" },
        spec.kind === "restore" ? { ...spec, media: files } : spec,
      );
    },
  };
}
