import { Fragment, useState } from "react";
import { useWords } from "../app-context.ts";
import { usePreview } from "../servers/use-preview.ts";
import { SegmentedControl } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { commandPartsOf } from "./command-line.ts";
import { type JobForm, specOf } from "./job-form-model.ts";

interface JobTextProps {
  readonly form: JobForm;
  /** It has no problems: the statement can be told. */
  readonly isComplete: boolean;
}

/** The job as text, to be read and copied before it runs: its command line, or the T-SQL that its server will get. */
export function JobText({ form, isComplete }: JobTextProps): React.JSX.Element {
  const { job, serverJob } = useWords();
  const [shown, setShown] = useState<"command" | "statement">("command");
  const spec = specOf(form);
  const parts = commandPartsOf(spec);
  const { value, problem } = usePreview(shown === "statement" && isComplete ? spec : null);
  const text = shown === "command" ? parts.join(" ") : (value?.statement ?? null);
  return (
    <>
      <div className="command-line-head">
        <SegmentedControl
          label={job.asText}
          value={shown}
          options={[
            { value: "command", text: job.commandLineShort, hint: job.commandLine },
            { value: "statement", text: serverJob.statement, hint: serverJob.statementBefore },
          ]}
          onChange={setShown}
        />
        <CopyButton text={text} none={serverJob.statementNone} />
      </div>
      {shown === "command" ? (
        <p className="mono selectable command-line" tabIndex={0}>
          {parts.map((part) => (
            <Fragment key={part}>
              <span>{part}</span>{" "}
            </Fragment>
          ))}
        </p>
      ) : (
        <pre
          className="mono selectable job-statement"
          tabIndex={0}
          aria-label={serverJob.statementBefore}
        >
          {text ?? problem ?? serverJob.statementNone}
        </pre>
      )}
    </>
  );
}
