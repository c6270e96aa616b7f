import { Copy, Save } from "lucide-react";
import { useEffect, useState } from "react";
import { useApp, useWords } from "../app-context.ts";
import { Button, SegmentedControl } from "../ui/button.tsx";
import { iconSize } from "../ui/icons.ts";
import { Modal } from "../ui/modal.tsx";
import { useCopy } from "../ui/use-copy.ts";

type Language = "cpp" | "ts";

/** The transcript as source code, to copy or to save. */
export function LabExport({ onClose }: { readonly onClose: () => void }): React.JSX.Element {
  const app = useApp();
  const words = useWords();
  const [language, setLanguage] = useState<Language>("cpp");
  const [text, setText] = useState("");
  useEffect(() => {
    let isOver = false;
    void app
      .attempt(() => app.bridge.call("labExport", { language, toFile: false }))
      .then((answer) => {
        if (!isOver && answer !== undefined) setText(answer.text);
      });
    return () => {
      isOver = true;
    };
  }, [app, language]);
  const copy = useCopy();
  const save = async (): Promise<void> => {
    const { path } = await app.bridge.call("labExport", { language, toFile: true });
    if (path !== null) app.notify(words.lab.saved(path));
  };
  return (
    <Modal label={words.lab.exportTitle} className="dialog lab-export" onClose={onClose}>
      <h2>{words.lab.exportTitle}</h2>
      <p className="quiet">{words.lab.exportHint}</p>
      <SegmentedControl
        label={words.lab.exportTitle}
        value={language}
        options={[
          { value: "cpp", text: "C++" },
          { value: "ts", text: "TypeScript" },
        ]}
        onChange={setLanguage}
      />
      <pre className="mono selectable" tabIndex={0} aria-label={words.lab.exportTitle}>
        {text}
      </pre>
      <div className="dialog-actions">
        <Button onClick={onClose}>{words.common.close}</Button>
        <Button icon={<Save {...iconSize} />} onClick={() => void app.attempt(save)}>
          {words.lab.saveFile}
        </Button>
        <Button
          tone="primary"
          icon={<Copy {...iconSize} />}
          data-autofocus
          onClick={() => copy(text)}
        >
          {words.common.copy}
        </Button>
      </div>
    </Modal>
  );
}
