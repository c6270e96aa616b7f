import { FilePlus } from "lucide-react";
import { useApp, useWords } from "../app-context.ts";
import { OptionRow } from "../new-job/fields.tsx";
import { Button, SegmentedControl, Switch } from "../ui/button.tsx";
import { iconSize } from "../ui/icons.ts";
import { databaseNameOf, type RestoreForm } from "./server-job.ts";

interface RestoreFormRowsProps {
  readonly form: RestoreForm;
  readonly change: (part: Partial<RestoreForm>) => void;
}

const recoveries = ["recovery", "noRecovery", "standby"] as const;

/** From which media, into which database, and what it is afterwards. */
export function RestoreFormRows(props: RestoreFormRowsProps): React.JSX.Element {
  const { form, change } = props;
  const { serverJob: w } = useWords();
  return (
    <>
      <MediaRows {...props} />
      <section className="form-section" aria-label={w.target}>
        <h3>{w.target}</h3>
        <div>
          <OptionRow label={w.restoreWhat}>
            <SegmentedControl
              label={w.restoreWhat}
              value={form.what}
              options={[
                { value: "database", text: w.restoreWhats.database },
                { value: "log", text: w.restoreWhats.log },
              ]}
              onChange={(what) => change({ what })}
            />
          </OptionRow>
          <OptionRow label={w.database} htmlFor="restore-database">
            <input
              id="restore-database"
              type="text"
              className="field"
              value={form.database}
              spellCheck={false}
              onChange={(event) => change({ database: event.target.value })}
            />
          </OptionRow>
          <OptionRow label={w.recovery}>
            <SegmentedControl
              label={w.recovery}
              value={form.recovery}
              options={recoveries.map((value) => ({ value, text: w.recoveries[value] }))}
              onChange={(recovery) => change({ recovery })}
            />
          </OptionRow>
          <p className="section-hint">{w.recoveryHints[form.recovery]}</p>
          {form.recovery === "standby" && (
            <OptionRow label={w.standbyFile} htmlFor="restore-standby">
              <input
                id="restore-standby"
                type="text"
                className="field mono folder-field"
                value={form.standbyFile}
                spellCheck={false}
                onChange={(event) => change({ standbyFile: event.target.value })}
              />
            </OptionRow>
          )}
          {form.what === "log" ? (
            <>
              <OptionRow label={w.stopAt} htmlFor="restore-stop">
                <input
                  id="restore-stop"
                  type="text"
                  className="field mono"
                  value={form.stopAt}
                  spellCheck={false}
                  onChange={(event) => change({ stopAt: event.target.value })}
                />
              </OptionRow>
              <p className="section-hint">{w.stopAtHint}</p>
            </>
          ) : (
            <OptionRow label={w.replace} hint={w.replaceHint}>
              <Switch
                label={w.replace}
                isOn={form.isReplaced}
                onChange={(isReplaced) => change({ isReplaced })}
              />
            </OptionRow>
          )}
        </div>
      </section>
    </>
  );
}

function MediaRows({ form, change }: RestoreFormRowsProps): React.JSX.Element {
  const app = useApp();
  const { serverJob: w } = useWords();
  const named = (media: string): Partial<RestoreForm> => {
    const before = databaseNameOf(form.media.split("\n")[0] ?? "");
    const isOwn = form.database !== "" && form.database !== before;
    return {
      media,
      places: {},
      ...(isOwn ? {} : { database: databaseNameOf(media.split("\n")[0] ?? "") }),
    };
  };
  const choose = async (): Promise<void> => {
    const files = await app.attempt(() => app.bridge.call("chooseFiles", { purpose: "media" }));
    if (files !== undefined && files.length > 0) change(named(files.join("\n")));
  };
  return (
    <section className="form-section" aria-label={w.media}>
      <h3>{w.media}</h3>
      <div>
        <textarea
          className="field mono media-field"
          aria-label={w.media}
          rows={3}
          value={form.media}
          spellCheck={false}
          onChange={(event) => change(named(event.target.value))}
        />
        <div className="media-actions">
          <span className="caption">{w.mediaHint}</span>
          <Button icon={<FilePlus {...iconSize} />} onClick={() => void choose()}>
            {w.chooseMedia}
          </Button>
        </div>
      </div>
    </section>
  );
}
