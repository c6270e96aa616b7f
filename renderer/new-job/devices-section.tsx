import { ArrowRight, ArrowUp, FileText, TriangleAlert, X } from "lucide-react";
import { useState } from "react";
import { useApp, useFormat, useWords } from "../app-context.ts";
import { baseName, folderOf } from "../shell/run-figures.ts";
import { Button } from "../ui/button.tsx";
import { FormSection } from "../ui/form-section.tsx";
import { iconSize, iconSmall } from "../ui/icons.ts";
import { DeviceSign } from "../ui/owner-sign.tsx";
import type { FileInfo } from "../../electron/contract/window.ts";
import type { Words } from "../words/words.ts";
import { type JobCost, type JobFacts, plainSizes } from "./job-cost.ts";
import {
  deviceCountOf,
  type JobForm,
  replaced,
  withFiles,
  withFolder,
  withMedia,
  withoutDevice,
} from "./job-form-model.ts";
import type { Problem } from "./job-problems.ts";
import { ProblemLines } from "./problem-lines.tsx";
import { useFileDrop } from "./use-file-drop.ts";

interface DevicesSectionProps {
  readonly form: JobForm;
  readonly change: (part: Partial<JobForm>) => void;
  readonly facts: JobFacts;
  readonly cost: JobCost;
  readonly problems: readonly Problem[];
  /** The user has been at the form: what is missing may be said now. */
  readonly isStrict: boolean;
}

/** One row a device: what it reads, what that begins with, where it goes, what is free there. */
export function DevicesSection(props: DevicesSectionProps): React.JSX.Element {
  const { form, problems, isStrict } = props;
  const { job } = useWords();
  const count = deviceCountOf(form);
  const shown = isStrict || count > 0 ? problems : [];
  return (
    <FormSection title={job.devices}>
      {count > 0 && (
        <div className="device-scroll">
          <table className="device-table">
            <DeviceHead form={form} />
            <tbody>
              {Array.from({ length: count }, (_, index) => (
                <DeviceRow key={index} {...props} index={index} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <DropZone {...props} />
      <ProblemLines problems={shown} field="devices" />
    </FormSection>
  );
}

function DeviceHead({ form }: { readonly form: JobForm }): React.JSX.Element {
  const { job } = useWords();
  const to = form.kind === "restore" && form.sink === "compare" ? job.comparedWith : job.to;
  return (
    <thead>
      <tr>
        <td />
        <th>{job.from}</th>
        <th className="number">{job.size}</th>
        <th>{job.beginsWith}</th>
        <td />
        <th>{to}</th>
        <th className="number">{writesFiles(form) ? job.freeThere : ""}</th>
        <td />
      </tr>
    </thead>
  );
}

function isGeneratedForm(form: JobForm): boolean {
  return form.kind === "backup" && form.source === "generate";
}

function writesFiles(form: JobForm): boolean {
  return form.kind === "restore" ? form.sink === "into" : form.codec !== "null";
}

function DeviceRow({
  form,
  change,
  facts,
  cost,
  problems,
  index,
}: DevicesSectionProps & { readonly index: number }): React.JSX.Element {
  const words = useWords();
  const format = useFormat();
  const isGenerated = isGeneratedForm(form);
  const path = readPath(form, index);
  const info = facts.files.get(path);
  const size = plainSizes(form, facts)[index] ?? null;
  const begins = isGenerated
    ? words.job.generatedBegins(index + 1, form.generateDevices)
    : beginsText(info, words);
  const isUnreadable = typeof info?.problem === "string";
  const isWrong = !isUnreadable && problems.some((problem) => problem.device === index);
  return (
    <tr>
      <td>
        <DeviceSign index={index} label={words.common.deviceN(index + 1)} />
      </td>
      <td
        className={`ellipsis ${isGenerated ? "quiet" : "mono"} ${isUnreadable ? "err" : ""}`}
        data-tip={path}
      >
        {isGenerated ? words.job.generated(form.generateSeed) : baseName(path)}
      </td>
      <td className="number">{format.text(format.size(size))}</td>
      <td className={`ellipsis device-begins ${isUnreadable ? "err" : ""}`} data-tip={begins}>
        {begins}
      </td>
      <td className="device-arrow">
        <ArrowRight {...iconSmall} />
      </td>
      <td className="device-to">
        <TargetField form={form} change={change} index={index} isWrong={isWrong} />
      </td>
      <td className="number">
        {writesFiles(form) && <FreeThere form={form} cost={cost} index={index} />}
      </td>
      <td className="device-buttons">
        {!isGenerated && (
          <span>
            {index > 0 && (
              <Button
                size="small"
                tone="quiet"
                label={words.job.moveUp(index + 1)}
                icon={<ArrowUp {...iconSmall} />}
                onClick={() => change(movedUp(form, index))}
              />
            )}
            <Button
              size="small"
              tone="quiet"
              label={words.job.removeDevice(index + 1)}
              icon={<X {...iconSmall} />}
              onClick={() => change(withoutDevice(form, index))}
            />
          </span>
        )}
      </td>
    </tr>
  );
}

/** The file that a device reads, "" when it reads none. */
function readPath(form: JobForm, index: number): string {
  return (form.kind === "restore" ? form.media[index] : form.files[index]) ?? "";
}

/** What the file begins with, in the user's language: a stripe by its numbers, else the official name. */
function beginsText(info: FileInfo | undefined, words: Words): string {
  if (info === undefined) return words.job.inspecting;
  if (info.problem !== null) return info.problem;
  const { beginsWith, stripe } = info;
  if (stripe !== null) return words.job.generatedBegins(stripe.index, stripe.count);
  return beginsWith === "unknown" || beginsWith === "" ? words.common.unknown : beginsWith;
}

/** Swaps the streams of two devices; the media keep their numbers. */
function movedUp(form: JobForm, index: number): Partial<JobForm> {
  const swap = (list: readonly string[]): string[] => {
    const next = [...list];
    [next[index - 1], next[index]] = [list[index] ?? "", list[index - 1] ?? ""];
    return next;
  };
  return form.kind === "restore"
    ? { media: swap(form.media), sinkFiles: swap(form.sinkFiles) }
    : { files: swap(form.files) };
}

interface TargetFieldProps {
  readonly form: JobForm;
  readonly change: (part: Partial<JobForm>) => void;
  readonly index: number;
  readonly isWrong: boolean;
}

function TargetField({ form, change, index, isWrong }: TargetFieldProps): React.JSX.Element {
  const words = useWords();
  if (form.kind === "restore" && form.sink === "discard")
    return <span className="quiet">{words.job.discarded}</span>;
  if (form.kind === "backup" && form.codec === "null")
    return <span className="quiet">{words.common.nullMedium}</span>;
  const list = form.kind === "restore" ? form.sinkFiles : form.targets;
  const set = (text: string): void =>
    change(
      form.kind === "restore"
        ? { sinkFiles: replaced(list, index, text) }
        : { targets: replaced(list, index, text) },
    );
  return (
    <input
      className="path-field mono"
      type="text"
      spellCheck={false}
      aria-label={words.job.fileOf(index + 1)}
      aria-invalid={isWrong}
      data-tip={list[index]}
      value={list[index] ?? ""}
      onChange={(event) => set(event.target.value)}
    />
  );
}

function FreeThere({
  form,
  cost,
  index,
}: {
  readonly form: JobForm;
  readonly cost: JobCost;
  readonly index: number;
}): React.JSX.Element {
  const words = useWords();
  const format = useFormat();
  const file = (form.kind === "restore" ? form.sinkFiles : form.targets)[index] ?? "";
  const folder = cost.folders.find((one) => one.folder === folderOf(file));
  if (folder?.free === undefined) return <span>{format.text(format.sizeRound(null))}</span>;
  if (folder.free === null) return <span className="err">{words.job.freeUnknown}</span>;
  const isTight = folder.ratioMin !== null || folder.needed > folder.free;
  return (
    <span className={isTight ? "warn free-tight" : ""}>
      {isTight && <TriangleAlert {...iconSmall} />}
      {format.text(format.sizeRound(folder.free))}
    </span>
  );
}

/** What the buttons under the table do. */
function useFileChoice(form: JobForm, change: (part: Partial<JobForm>) => void) {
  const app = useApp();
  const isRestore = form.kind === "restore";
  const add = (paths: readonly string[], isReplacing: boolean): void => {
    if (paths.length === 0) return;
    const before = isReplacing ? [] : isRestore ? form.media : form.files;
    const all = [...before, ...paths.filter((path) => !before.includes(path))];
    change(isRestore ? withMedia(form, all) : withFiles(form, all));
  };
  return {
    add,
    choose: async (): Promise<void> => {
      const purpose = isRestore ? "media" : "replay";
      add((await app.attempt(() => app.bridge.call("chooseFiles", { purpose }))) ?? [], true);
    },
    chooseCompared: async (): Promise<void> => {
      const paths = await app.attempt(() => app.bridge.call("chooseFiles", { purpose: "compare" }));
      if (paths !== undefined && paths.length > 0) change({ sinkFiles: paths });
    },
    chooseFolder: async (): Promise<void> => {
      const folder = await app.attempt(() => app.bridge.call("chooseFolder", {}));
      if (typeof folder === "string") change(withFolder(app.form.getState(), folder));
    },
  };
}

function DropZone({ form, change }: DevicesSectionProps): React.JSX.Element {
  const { job } = useWords();
  const [isOver, setIsOver] = useState(false);
  const isGenerated = isGeneratedForm(form);
  const isRestore = form.kind === "restore";
  const { add, choose, chooseCompared, chooseFolder } = useFileChoice(form, change);
  useFileDrop(isGenerated ? null : (paths) => add(paths, false), setIsOver);
  return (
    <div className={`drop-zone${isOver ? " over" : ""}${isGenerated ? " plain" : ""}`}>
      {!isGenerated && (
        <>
          <FileText {...iconSize} />
          <span className="ellipsis">
            {isOver ? job.dropNow : isRestore ? job.dropMedia : job.drop}
          </span>
        </>
      )}
      <span className="spring" />
      {!isGenerated && (
        <Button size="small" onClick={() => void choose()}>
          {isRestore ? job.chooseMedia : job.chooseFiles}
        </Button>
      )}
      {isRestore && form.sink === "compare" && (
        <Button size="small" onClick={() => void chooseCompared()}>
          {job.chooseCompare}
        </Button>
      )}
      {writesFiles(form) && (
        <Button size="small" onClick={() => void chooseFolder()}>
          {job.changeFolder}
        </Button>
      )}
    </div>
  );
}
