/** The New job form, kept while other pages are shown. */
import { createStore, type StoreApi } from "zustand/vanilla";
import { sessionOf, type JobSpec } from "../../electron/contract/job.ts";
import { emptyForm, formFromSpec, type JobForm } from "../new-job/job-form-model.ts";

export type JobFormStore = StoreApi<JobForm>;

/** Begins with the last job's choices; the very first time empty. */
export function createJobFormStore(lastSpec: JobSpec | null, folder: string): JobFormStore {
  const empty = emptyForm(folder);
  // A job on a server has its own page.
  const isOwn = lastSpec !== null && sessionOf(lastSpec) === null;
  return createStore<JobForm>(() => (isOwn ? formFromSpec(lastSpec, empty) : empty));
}
