import { useApp, useSettings, useWords } from "../app-context.ts";
import { changeSettings } from "../shell/commands.ts";
import { Button, SegmentedControl, Switch } from "../ui/button.tsx";
import { FormSection } from "../ui/form-section.tsx";
import "./settings-page.css";

type Settings = Parameters<typeof changeSettings>[1];

/** Theme, motion, language and single keys; kept at once. */
export function SettingsPage(): React.JSX.Element {
  const app = useApp();
  const { settings: w, traces, buffers } = useWords();
  const chosen = useSettings((state) => state.settings);
  const change = (part: Settings): void => void app.attempt(() => changeSettings(app, part));
  return (
    <div className="settings">
      <header className="page-head">
        <h1>{w.title}</h1>
        <span className="caption">{w.kept}</span>
      </header>
      <FormSection title={w.appearance} className="settings-rows">
        <Row name={w.theme}>
          <SegmentedControl
            label={w.theme}
            value={chosen.theme}
            options={[
              { value: "system", text: w.themeSystem },
              { value: "light", text: w.themeLight },
              { value: "dark", text: w.themeDark },
            ]}
            onChange={(theme) => change({ theme })}
          />
        </Row>
        <Row name={w.motion} hint={w.motionHint}>
          <SegmentedControl
            label={w.motion}
            value={chosen.reducedMotion}
            options={[
              { value: "system", text: w.motionSystem },
              { value: "on", text: w.motionReduced },
            ]}
            onChange={(reducedMotion) => change({ reducedMotion })}
          />
        </Row>
      </FormSection>
      <FormSection title={w.language} className="settings-rows">
        <Row name={w.language} hint={w.languageHint}>
          <SegmentedControl
            label={w.language}
            value={chosen.language}
            options={[
              { value: "system", text: w.languageSystem },
              { value: "en", text: "English" },
              { value: "pt-BR", text: "Português" },
            ]}
            onChange={(language) => change({ language })}
          />
        </Row>
      </FormSection>
      <FormSection title={w.keyboard} className="settings-rows">
        <Row name={w.singleKeys} hint={w.singleKeysHint}>
          <Switch
            label={w.singleKeys}
            isOn={chosen.singleKeys}
            onChange={(singleKeys) => change({ singleKeys })}
          />
        </Row>
        <Row name="">
          <Button size="small" onClick={() => app.ui.setState({ isKeysOpen: true })}>
            {w.showKeys}
          </Button>
        </Row>
      </FormSection>
      <FormSection title={traces.recording} className="settings-rows">
        <Row name={traces.recordRuns} hint={traces.recordHint}>
          <Switch
            label={traces.recordRuns}
            isOn={chosen.recordRuns}
            onChange={(recordRuns) => change({ recordRuns })}
          />
        </Row>
        <Row name={buffers.record} hint={buffers.recordHint}>
          <Switch
            label={buffers.record}
            isOn={chosen.recordPeeks}
            onChange={(recordPeeks) => change({ recordPeeks })}
          />
        </Row>
      </FormSection>
      <FormSection title={w.about}>
        <p className="settings-version selectable">{w.version(app.hello.version)}</p>
      </FormSection>
    </div>
  );
}

interface RowProps {
  readonly name: string;
  readonly hint?: string;
  readonly children: React.ReactNode;
}

function Row({ name, hint, children }: RowProps): React.JSX.Element {
  return (
    <div className="settings-row">
      <span className="settings-name">{name}</span>
      <div className="settings-control">
        {children}
        {hint !== undefined && <p className="caption">{hint}</p>}
      </div>
    </div>
  );
}
