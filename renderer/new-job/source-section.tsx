import { useWords } from "../app-context.ts";
import { SegmentedControl } from "../ui/button.tsx";
import { NumberField, ProblemLines, TextField } from "./fields.tsx";
import { type JobForm, withGenerated, withSink, withSource } from "./job-form-model.ts";
import type { Problem } from "./job-problems.ts";
import { vdLimit } from "../../electron/contract/vdi.ts";

interface SourceSectionProps {
  readonly form: JobForm;
  readonly change: (part: Partial<JobForm>) => void;
  readonly problems: readonly Problem[];
}

/** Where the stream comes from; of a restore, where it goes. */
export function SourceSection({ form, change, problems }: SourceSectionProps): React.JSX.Element {
  const { job } = useWords();
  if (form.kind === "restore") {
    return (
      <section className="form-section" aria-label={job.destination}>
        <h2>{job.destination}</h2>
        <div>
          <SegmentedControl
            label={job.destination}
            value={form.sink}
            options={[
              { value: "compare", text: job.compare },
              { value: "into", text: job.into },
              { value: "discard", text: job.discard },
            ]}
            onChange={(sink) => change(withSink(form, sink))}
          />
          <p className="section-hint">{job.restoreHint}</p>
        </div>
      </section>
    );
  }
  return (
    <section className="form-section" aria-label={job.source}>
      <h2>{job.source}</h2>
      <div>
        <SegmentedControl
          label={job.source}
          value={form.source}
          options={[
            { value: "replay", text: job.replay },
            { value: "generate", text: job.generate },
          ]}
          onChange={(source) => change(withSource(form, source))}
        />
        <p className="section-hint">
          {form.source === "replay" ? job.replayHint : job.generateHint}
        </p>
        {form.source === "generate" && (
          <GenerateFields form={form} change={change} problems={problems} />
        )}
        <ProblemLines problems={problems} field="source" />
      </div>
    </section>
  );
}

function GenerateFields({ form, change, problems }: SourceSectionProps): React.JSX.Element {
  const { job } = useWords();
  const isWrong = problems.some((problem) => problem.field === "source");
  return (
    <div className="generate-fields">
      <span className="quiet">{job.size}</span>
      <TextField
        label={job.size}
        value={form.generateSize}
        placeholder={job.sizePlaceholder}
        className="number-field"
        isWrong={isWrong}
        onChange={(generateSize) => change({ generateSize })}
      />
      <span className="quiet">{job.deviceCount}</span>
      <NumberField
        label={job.deviceCount}
        value={form.generateDevices}
        min={1}
        max={vdLimit.deviceCountMax}
        onChange={(count) => {
          if (Number.isNaN(count)) return;
          const generateDevices = Math.max(1, Math.min(vdLimit.deviceCountMax, Math.floor(count)));
          change(withGenerated(form, { generateDevices }));
        }}
      />
      <span className="quiet">{job.seed}</span>
      <TextField
        label={job.seed}
        value={form.generateSeed}
        className="number-field"
        isWrong={isWrong}
        onChange={(generateSeed) => change({ generateSeed })}
      />
    </div>
  );
}
