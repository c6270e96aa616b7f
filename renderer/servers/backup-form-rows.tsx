import { FolderOpen } from "lucide-react";
import { vdLimit } from "../../electron/contract/vdi.ts";
import { backupKinds } from "../../electron/contract/server-job.ts";
import { useApp, useFormat, useWords } from "../app-context.ts";
import { Choice, NumberField, OptionRow } from "../new-job/fields.tsx";
import { transferSizes } from "../new-job/job-form-model.ts";
import { Button, SegmentedControl, Switch } from "../ui/button.tsx";
import { iconSize } from "../ui/icons.ts";
import type { BackupForm } from "./server-job.ts";

interface BackupFormRowsProps {
  readonly form: BackupForm;
  readonly change: (part: Partial<BackupForm>) => void;
  /** How many databases. */
  readonly count: number;
}

const parallelMax = 8;
const levels = [1, 3, 6, 9, 12, 19] as const;
const bufferCounts = [1, 4, 8, 16, 32, 64, 128, 256] as const;

/** How the backup is made, and where it goes. */
export function BackupFormRows({ form, change, count }: BackupFormRowsProps): React.JSX.Element {
  const { serverJob: w } = useWords();
  return (
    <>
      <section className="form-section" aria-label={w.what}>
        <h3>{w.what}</h3>
        <div>
          <SegmentedControl
            label={w.what}
            value={form.what}
            options={backupKinds.map((value) => ({ value, text: w.whats[value] }))}
            onChange={(what) => change({ what })}
          />
          <p className="section-hint">{w.whatHints[form.what]}</p>
          {form.what !== "differential" && (
            <OptionRow label={w.copyOnly} hint={form.isCopy ? w.copyOnlyHint : w.copyOnlyOff}>
              <Switch
                label={w.copyOnly}
                isOn={form.isCopy}
                onChange={(isCopy) => change({ isCopy })}
              />
            </OptionRow>
          )}
          <OptionRow label={w.checksum} hint={w.checksumHint}>
            <Switch
              label={w.checksum}
              isOn={form.checksum}
              onChange={(checksum) => change({ checksum })}
            />
          </OptionRow>
        </div>
      </section>
      <TargetRows form={form} change={change} count={count} />
      <OptionRows form={form} change={change} count={count} />
    </>
  );
}

function TargetRows({ form, change }: BackupFormRowsProps): React.JSX.Element {
  const app = useApp();
  const { serverJob: w } = useWords();
  const choose = async (): Promise<void> => {
    const folder = await app.attempt(() => app.bridge.call("chooseFolder", {}));
    if (typeof folder === "string") change({ folder });
  };
  return (
    <section className="form-section" aria-label={w.target}>
      <h3>{w.target}</h3>
      <div>
        <OptionRow label={w.folder} htmlFor="server-job-folder">
          <input
            id="server-job-folder"
            type="text"
            className="field mono folder-field"
            value={form.folder}
            spellCheck={false}
            onChange={(event) => change({ folder: event.target.value })}
          />
          <Button icon={<FolderOpen {...iconSize} />} onClick={() => void choose()}>
            {w.chooseFolder}
          </Button>
        </OptionRow>
        <OptionRow label={w.devices} hint={w.devicesHint}>
          <NumberField
            label={w.devices}
            value={form.devices}
            min={1}
            max={vdLimit.deviceCountMax}
            onChange={(devices) =>
              !Number.isNaN(devices) &&
              change({
                devices: Math.max(1, Math.min(vdLimit.deviceCountMax, Math.floor(devices))),
              })
            }
          />
        </OptionRow>
      </div>
    </section>
  );
}

function OptionRows({ form, change, count }: BackupFormRowsProps): React.JSX.Element {
  const { serverJob: w } = useWords();
  const format = useFormat();
  return (
    <section className="form-section" aria-label={w.options}>
      <h3>{w.options}</h3>
      <div>
        <OptionRow label={w.codec}>
          <SegmentedControl
            label={w.codec}
            value={form.codec}
            options={[
              { value: "none", text: w.codecs.none },
              { value: "zstd", text: w.codecs.zstd },
            ]}
            onChange={(codec) => change({ codec })}
          />
          {form.codec === "zstd" && (
            <Choice
              label={w.level}
              value={String(form.level)}
              options={levels.map((level) => ({
                value: String(level),
                text: `${w.level} ${level}`,
              }))}
              onChange={(level) => change({ level: Number(level) })}
            />
          )}
        </OptionRow>
        <ServerCompression form={form} change={change} />
        <OptionRow label={w.transferSize}>
          <Choice
            label={w.transferSize}
            value={String(form.transferSize)}
            options={transferSizes.map((bytes) => ({
              value: String(bytes),
              text: format.text(format.sizeRound(bytes)),
            }))}
            onChange={(bytes) => change({ transferSize: Number(bytes) })}
          />
        </OptionRow>
        <OptionRow label={w.buffers}>
          <Choice
            label={w.buffers}
            value={form.buffers === null ? "" : String(form.buffers)}
            options={[
              { value: "", text: w.buffersAuto },
              ...bufferCounts.map((n) => ({ value: String(n), text: format.count(n) })),
            ]}
            onChange={(n) => change({ buffers: n === "" ? null : Number(n) })}
          />
        </OptionRow>
        {count > 1 && (
          <OptionRow label={w.parallel} hint={w.parallelHint(form.parallel)}>
            <NumberField
              label={w.parallel}
              value={form.parallel}
              min={1}
              max={parallelMax}
              onChange={(parallel) =>
                !Number.isNaN(parallel) &&
                change({ parallel: Math.max(1, Math.min(parallelMax, Math.floor(parallel))) })
              }
            />
          </OptionRow>
        )}
      </div>
    </section>
  );
}

const compressions = ["default", "on", "off"] as const;
const compressionValues = { default: null, on: true, off: false } as const;

function ServerCompression({
  form,
  change,
}: Pick<BackupFormRowsProps, "form" | "change">): React.JSX.Element {
  const { serverJob: w } = useWords();
  const value = form.compression === null ? "default" : form.compression ? "on" : "off";
  return (
    <OptionRow label={w.serverCompression}>
      <SegmentedControl
        label={w.serverCompression}
        value={value}
        options={compressions.map((each) => ({ value: each, text: w.serverCompressions[each] }))}
        onChange={(each) => change({ compression: compressionValues[each] })}
      />
    </OptionRow>
  );
}
