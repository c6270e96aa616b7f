import { useMemo, useState } from "react";
import { useLocation } from "wouter";
import { useStore } from "zustand";
import { useApp, useFormat, useWords } from "../app-context.ts";
import { RecentRuns } from "../runs/recent-runs.tsx";
import { runningOf } from "../stores/runs-store.ts";
import { Button, SegmentedControl } from "../ui/button.tsx";
import { useViewAction } from "../ui/use-view-action.ts";
import { CostPanel } from "./cost-panel.tsx";
import { DevicesSection } from "./devices-section.tsx";
import { costOf } from "./job-cost.ts";
import { emptyForm, type JobForm, specOf } from "./job-form-model.ts";
import { problemsOf } from "./job-problems.ts";
import "./new-job.css";
import { OptionsSection } from "./options-section.tsx";
import { SourceSection } from "./source-section.tsx";
import { useJobFacts } from "./use-job-facts.ts";

/** A new backup or restore: what from, what to, how, what it costs, and what ran lately. */
export function NewJobPage(): React.JSX.Element {
  const app = useApp();
  const words = useWords();
  const format = useFormat();
  const [, navigate] = useLocation();
  const form = useStore(app.form);
  const journal = useStore(app.journal, (state) => state.runs);
  const isBusy = useStore(app.runs, (state) => runningOf(state).length > 0);
  const [isStarting, setIsStarting] = useState(false);
  const [isShowingProblems, setIsShowingProblems] = useState(false);
  const facts = useJobFacts(form);
  const cost = useMemo(() => costOf(form, facts, journal ?? []), [form, facts, journal]);
  const problems = useMemo(
    () => problemsOf({ form, facts, cost, words, format }),
    [form, facts, cost, words, format],
  );
  const change = (part: Partial<JobForm>): void => app.form.setState(part);
  const disabledReason = isBusy
    ? words.job.goesOn
    : isStarting
      ? words.job.starting
      : (problems[0]?.text ?? null);

  const start = async (): Promise<void> => {
    if (isStarting) return;
    setIsStarting(true);
    const started = await app.attempt(() =>
      app.bridge.call("startRun", { spec: specOf(app.form.getState()) }),
    );
    setIsStarting(false);
    if (started !== undefined) navigate(`/run/${encodeURIComponent(started.runId)}`);
  };
  useViewAction("start", () => void start(), disabledReason);

  return (
    <div className="new-job">
      <header className="page-head">
        <h1>{words.job.title}</h1>
        <SegmentedControl
          label={words.job.direction}
          value={form.kind}
          options={[
            { value: "backup", text: words.common.backup },
            { value: "restore", text: words.common.restore },
          ]}
          onChange={(kind) => change({ kind, filledFrom: null })}
        />
        <span className="spring" />
        {form.filledFrom !== null && <FilledFrom form={form} />}
        <Button tone="quiet" onClick={() => app.form.setState(emptyForm(form.folder), true)}>
          {words.job.startEmpty}
        </Button>
      </header>
      <div className="new-job-form">
        <div className="new-job-fields" onBlur={() => setIsShowingProblems(true)}>
          <SourceSection form={form} change={change} problems={problems} />
          <DevicesSection
            form={form}
            change={change}
            facts={facts}
            cost={cost}
            problems={problems}
            isStrict={isShowingProblems}
          />
          <OptionsSection form={form} change={change} cost={cost} problems={problems} />
        </div>
        <CostPanel
          form={form}
          cost={cost}
          facts={facts}
          problems={problems}
          disabledReason={disabledReason}
          isStarting={isStarting}
          onStart={() => void start()}
        />
      </div>
      <RecentRuns />
    </div>
  );
}

function FilledFrom({ form }: { readonly form: JobForm }): React.JSX.Element | null {
  const { job } = useWords();
  if (form.filledFrom === null) return null;
  const { kind, database } = form.filledFrom;
  const what = kind === "backup" ? job.lastBackup(database) : job.lastRestore(database);
  return <span className="caption ellipsis">{job.filledFrom(what)}</span>;
}
