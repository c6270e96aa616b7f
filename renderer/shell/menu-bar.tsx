import { useEffect, useRef, useState } from "react";
import { useApp, useWords } from "../app-context.ts";
import type { App } from "../app.ts";
import { KeyHint } from "../ui/button.tsx";
import "../ui/popover.css";
import type { Words } from "../words/words.ts";
import type { Command } from "./commands.ts";

/** A menu's entries: ids of commands, "-" for a line. */
interface MenuPlan {
  readonly title: string;
  readonly ids: readonly string[];
}

function menusOf({ shell }: Words): MenuPlan[] {
  return [
    {
      title: shell.file,
      ids: [
        "newJob",
        "runDemo",
        "-",
        "openTrace",
        "saveTrace",
        "exportTrace:perfetto",
        "exportTrace:ndjson",
        "exportTrace:csv",
        "-",
        "exportReport",
        "-",
        "closeWindow",
      ],
    },
    { title: shell.edit, ids: ["edit:cut", "edit:copy", "edit:paste", "edit:selectAll"] },
    {
      title: shell.view,
      ids: [
        "openRuns",
        "openServers",
        "openTraces",
        "openInspector",
        "openLab",
        "openSettings",
        "-",
        "themeLight",
        "themeDark",
        "themeSystem",
      ],
    },
    {
      title: shell.run,
      ids: [
        "startJob",
        "abortRun",
        "-",
        "stepOn",
        "stepCommand",
        "stepSlow",
        "stepRun",
        "-",
        "closeRun",
      ],
    },
    { title: shell.help, ids: ["tour", "openCodes", "showKeys", "palette"] },
  ];
}

interface OpenMenu {
  readonly at: number;
  readonly left: number;
}

/** The menus of the title bar, fed by the same commands as the palette. */
export function MenuBar({
  commands,
}: {
  readonly commands: readonly Command[];
}): React.JSX.Element {
  const words = useWords();
  const app = useApp();
  const [open, setOpen] = useState<OpenMenu | null>(null);
  const before = useRef<Element | null>(null);
  const openAt = open?.at ?? null;
  const bar = useRef<HTMLDivElement>(null);
  const menus = menusOf(words);
  const all = [...commands, ...extraCommands(words, app)];

  useEffect(() => {
    if (openAt === null) return undefined;
    const onDown = (event: MouseEvent): void => {
      if (!(event.target instanceof Node) || bar.current?.contains(event.target) === false)
        setOpen(null);
    };
    document.addEventListener("mousedown", onDown);
    return () => document.removeEventListener("mousedown", onDown);
  }, [openAt]);

  const setOpenAt = (at: number | null): void => {
    if (open === null) before.current = document.activeElement;
    setOpen(at === null ? null : { at, left: leftOf(bar.current, at) });
  };
  /** What had the focus gets it back: editing acts on it. */
  const giveBack = (): void => {
    setOpen(null);
    if (before.current instanceof HTMLElement) before.current.focus();
  };
  const move = (by: number): void => {
    const next = ((openAt ?? 0) + by + menus.length) % menus.length;
    bar.current?.querySelectorAll<HTMLElement>(":scope > button")[next]?.focus();
    if (openAt !== null) setOpenAt(next);
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.key === "ArrowRight") move(1);
    else if (event.key === "ArrowLeft") move(-1);
    else if (event.key === "Escape" && openAt !== null) {
      giveBack();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div
      className="menu-bar"
      role="menubar"
      aria-label={words.shell.menuBar}
      ref={bar}
      onKeyDown={onKeyDown}
    >
      {menus.map((menu, index) => (
        <button
          key={menu.title}
          type="button"
          role="menuitem"
          aria-haspopup="menu"
          aria-expanded={openAt === index}
          tabIndex={index === (openAt ?? 0) ? 0 : -1}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => setOpenAt(openAt === index ? null : index)}
          onMouseEnter={() => openAt !== null && setOpenAt(index)}
          onKeyDown={(event) => {
            if (event.key !== "ArrowDown") return;
            event.preventDefault();
            setOpenAt(index);
          }}
        >
          {menu.title}
        </button>
      ))}
      {openAt !== null && (
        <Menu
          key={openAt}
          plan={menus[openAt] ?? { title: "", ids: [] }}
          commands={all}
          left={open?.left ?? 0}
          onClose={giveBack}
        />
      )}
    </div>
  );
}

interface MenuProps {
  readonly plan: MenuPlan;
  readonly commands: readonly Command[];
  readonly left: number;
  readonly onClose: () => void;
}

function Menu({ plan, commands, left, onClose }: MenuProps): React.JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.querySelector<HTMLElement>("button")?.focus();
  }, []);
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (event.key === "Tab") onClose();
    if (by === 0) return;
    event.preventDefault();
    const items = [...(box.current?.querySelectorAll<HTMLElement>("button") ?? [])];
    const at = items.findIndex((item) => item === document.activeElement);
    items[(at + by + items.length) % items.length]?.focus();
  };
  return (
    <div
      className="popover menu"
      role="menu"
      aria-label={plan.title}
      ref={box}
      style={{ left, top: 36 }}
      onKeyDown={onKeyDown}
    >
      {plan.ids.map((id, index) => {
        const command = commands.find((one) => one.id === id);
        if (command === undefined) return <hr key={index} />;
        const isOff = command.disabledReason !== null;
        return (
          <button
            key={id}
            type="button"
            role="menuitem"
            aria-disabled={isOff}
            data-tip={command.disabledReason ?? undefined}
            onMouseDown={(event) => id.startsWith("edit:") && event.preventDefault()}
            onClick={() => {
              if (isOff) return;
              onClose();
              command.run();
            }}
          >
            {command.title}
            {command.keys !== "" && <KeyHint keys={command.keys} isPlain />}
          </button>
        );
      })}
    </div>
  );
}

/** Editing acts on whatever has the focus; the main process does it, as its own menu would. */
function extraCommands({ commands: w }: Words, { bridge, ui }: App): Command[] {
  const edit = (menu: string, title: string, keys: string): Command => ({
    id: `edit:${menu}`,
    title,
    icon: "copy",
    keys,
    disabledReason: null,
    run: () => void bridge.call("windowAction", { action: "menu", menu }),
  });
  return [
    edit("cut", w.cut, "Ctrl X"),
    edit("copy", w.copy, "Ctrl C"),
    edit("paste", w.paste, "Ctrl V"),
    edit("selectAll", w.selectAll, "Ctrl A"),
    {
      id: "palette",
      title: w.palette,
      icon: "run",
      keys: "Ctrl K",
      disabledReason: null,
      run: () => ui.setState({ isPaletteOpen: true }),
    },
  ];
}

function leftOf(bar: HTMLElement | null, index: number): number {
  return bar?.querySelectorAll(":scope > button")[index]?.getBoundingClientRect().left ?? 0;
}
