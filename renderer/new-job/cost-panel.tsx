import { Play } from "lucide-react";
import { useFormat, useWords } from "../app-context.ts";
import type { Figure, Format } from "../format.ts";
import { Button, KeyHint } from "../ui/button.tsx";
import { iconSize } from "../ui/icons.ts";
import { KeyFigure } from "../ui/figure.tsx";
import type { FolderCost, JobCost, JobFacts } from "./job-cost.ts";
import { buffersOf, type JobForm } from "./job-form-model.ts";
import type { Problem } from "./job-problems.ts";
import { JobText } from "./job-text.tsx";
import { PlanPicture } from "./plan-picture.tsx";

interface CostPanelProps {
  readonly form: JobForm;
  readonly cost: JobCost;
  readonly facts: JobFacts;
  readonly problems: readonly Problem[];
  /** Why the job cannot start now, or null. */
  readonly disabledReason: string | null;
  readonly isStarting: boolean;
  readonly onStart: () => void;
}

/** What the job will do and take, and the button that starts it. */
export function CostPanel(props: CostPanelProps): React.JSX.Element {
  const { form, cost, disabledReason, isStarting, onStart } = props;
  const { job } = useWords();
  return (
    <aside className="cost-panel" aria-label={job.howItWillRun}>
      <section>
        <h2>{job.howItWillRun}</h2>
        <PlanPicture form={form} />
      </section>
      <section>
        <CostFigures form={form} cost={cost} />
        {cost.folders.map((folder) => (
          <FolderBar key={folder.folder} folder={folder} isRatioKnown={cost.ratio !== null} />
        ))}
      </section>
      <section className="start-section">
        <JobText form={form} isComplete={props.problems.length === 0} />
        <p className="start-why" role="status">
          {isStarting ? "" : disabledReason}
        </p>
        <Button
          tone="primary"
          size="large"
          className="start-button"
          icon={<Play {...iconSize} />}
          disabledReason={disabledReason}
          onClick={onStart}
        >
          {isStarting ? job.starting : form.kind === "backup" ? job.startBackup : job.startRestore}
          <KeyHint keys="Ctrl ↵" />
        </Button>
      </section>
    </aside>
  );
}

const minuteSeconds = 60;
const hourSeconds = 3_600;

function CostFigures({
  form,
  cost,
}: {
  readonly form: JobForm;
  readonly cost: JobCost;
}): React.JSX.Element {
  const { job } = useWords();
  const format = useFormat();
  const unknown: Figure = { value: format.text(format.size(null)), unit: "" };
  const memoryBasis = job.memoryBasis(
    format.count(buffersOf(form)),
    format.text(format.sizeRound(form.transferSize)),
  );
  const { time } = cost;
  return (
    <dl className="figures cost-figures">
      <KeyFigure label={job.memory} figure={format.size(cost.memoryBytes)} caption={memoryBasis} />
      <KeyFigure
        label={job.space}
        figure={format.sizeRound(cost.spaceBytes)}
        caption={spaceBasis(form, cost, job, format)}
      />
      <KeyFigure
        label={job.time}
        figure={
          time === null
            ? unknown
            : {
                value: format.duration(time.seconds),
                unit: time.seconds < hourSeconds ? job.min : job.hours,
              }
        }
        caption={
          time === null
            ? job.timeUnknown
            : job.timeBasis(
                format.text(format.rate(time.rate)),
                time.plusMinus < minuteSeconds
                  ? `${format.count(time.plusMinus)} s`
                  : format.duration(time.plusMinus),
              )
        }
      />
    </dl>
  );
}

function spaceBasis(
  form: JobForm,
  cost: JobCost,
  job: ReturnType<typeof useWords>["job"],
  format: ReturnType<typeof useFormat>,
): string {
  if (cost.spaceBytes === null) return "";
  if (cost.spaceBytes === 0) return job.nothingKept;
  if (form.kind === "restore" || form.codec === "none") return job.asRecorded;
  return cost.ratio === null
    ? job.ratioUnknown
    : job.ratioAsLast(`${format.twoDecimals(cost.ratio)} : 1`);
}

/** One folder: what is needed of what is free there. */
function FolderBar({
  folder,
  isRatioKnown,
}: {
  readonly folder: FolderCost;
  readonly isRatioKnown: boolean;
}): React.JSX.Element {
  const { job } = useWords();
  const format = useFormat();
  const free = folder.free ?? null;
  const text = (bytes: number | null): string => format.text(format.sizeRound(bytes));
  const isShort = free !== null && folder.needed > free && isRatioKnown;
  const tone = isShort ? "err" : folder.ratioMin === null ? "" : "warn";
  const share = free === null || free === 0 ? 0 : Math.min(1, folder.needed / free);
  return (
    <>
      <div className={`folder-bar ${tone}`}>
        <span className="mono ellipsis" data-tip={folder.folder}>
          {folder.folder}
        </span>
        <span className="folder-track">
          <span style={{ width: `${share * 100}%` }} />
        </span>
        <span className="number">
          {folder.free === null
            ? job.freeUnknown
            : job.ofFree(neededText(format, folder.needed, free), text(free))}
        </span>
      </div>
      {folder.ratioMin !== null && (
        <p className="warn folder-warning">
          {job.fillsUp(folder.folder, `${format.twoDecimals(folder.ratioMin)} : 1`)}
        </p>
      )}
    </>
  );
}

/** The needed size, without its unit where the free size has the same. */
function neededText(format: Format, needed: number, free: number | null): string {
  const figure = format.sizeRound(needed);
  return figure.unit === format.sizeRound(free).unit ? figure.value : format.text(figure);
}
