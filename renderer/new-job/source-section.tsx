import { useWords } from "../app-context.ts";
import { SegmentedControl } from "../ui/button.tsx";
import { CountField, TextField } from "../ui/fields.tsx";
import { FormSection } from "../ui/form-section.tsx";
import { type JobForm, withGenerated, withSink, withSource } from "./job-form-model.ts";
import type { Problem } from "./job-problems.ts";
import { ProblemLines } from "./problem-lines.tsx";
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
      <FormSection title={job.destination}>
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
      </FormSection>
    );
  }
  return (
    <FormSection title={job.source}>
      <SegmentedControl
        label={job.source}
        value={form.source}
        options={[
          { value: "replay", text: job.replay },
          { value: "generate", text: job.generate },
        ]}
        onChange={(source) => change(withSource(form, source))}
      />
      <p className="section-hint">{form.source === "replay" ? job.replayHint : job.generateHint}</p>
      {form.source === "generate" && (
        <GenerateFields form={form} change={change} problems={problems} />
      )}
      <ProblemLines problems={problems} field="source" />
    </FormSection>
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
      <CountField
        label={job.deviceCount}
        value={form.generateDevices}
        min={1}
        max={vdLimit.deviceCountMax}
        onChange={(generateDevices) => change(withGenerated(form, { generateDevices }))}
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
