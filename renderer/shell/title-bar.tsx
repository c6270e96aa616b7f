import { Minus, Search, Square, X } from "lucide-react";
import { useApp, useWords } from "../app-context.ts";
import { KeyHint } from "../ui/button.tsx";
import { iconSize, iconSmall } from "../ui/icons.ts";
import { Mark } from "../ui/mark.tsx";
import type { Command } from "./commands.ts";
import { MenuBar } from "./menu-bar.tsx";

/** Mark, menus, the field that opens the palette, and the window's own buttons. */
export function TitleBar({
  commands,
}: {
  readonly commands: readonly Command[];
}): React.JSX.Element {
  const app = useApp();
  const { shell } = useWords();
  return (
    <header className="title-bar">
      <div className="title-left">
        <span className="title-mark">
          <Mark />
          Handoff
        </span>
        <MenuBar commands={commands} />
      </div>
      <button
        type="button"
        className="palette-field"
        aria-haspopup="dialog"
        onClick={() => app.ui.setState({ isPaletteOpen: true })}
      >
        <Search {...iconSmall} />
        <span className="ellipsis">{shell.goTo}</span>
        <KeyHint keys="Ctrl K" />
      </button>
      {app.hello.platform === "darwin" ? <span /> : <WindowControls />}
    </header>
  );
}

function WindowControls(): React.JSX.Element {
  const { bridge } = useApp();
  const { shell } = useWords();
  const act = (action: "minimize" | "maximize" | "close") => () =>
    void bridge.call("windowAction", { action });
  return (
    <div className="window-controls">
      <button type="button" aria-label={shell.minimize} onClick={act("minimize")}>
        <Minus {...iconSize} />
      </button>
      <button type="button" aria-label={shell.maximize} onClick={act("maximize")}>
        <Square {...iconSize} size={13} />
      </button>
      <button type="button" aria-label={shell.closeWindow} onClick={act("close")}>
        <X {...iconSize} />
      </button>
    </div>
  );
}
