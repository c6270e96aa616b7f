import { type ReactNode, useEffect, useRef } from "react";
import "./popover.css";

interface ModalProps {
  readonly label: string;
  readonly className?: string;
  readonly role?: "dialog" | "alertdialog";
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A popover over the whole window: keeps the focus inside, closes on Escape or a click beside it. */
export function Modal({
  label,
  className = "dialog",
  role = "dialog",
  onClose,
  children,
}: ModalProps): React.JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    focusFirst(box.current);
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  // What had the focus may be gone with a part of the content: without it Escape and Tab would do nothing.
  useEffect(() => {
    if (document.activeElement === document.body) focusFirst(box.current);
  });
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.key === "Escape") {
      event.stopPropagation();
      onClose();
    }
    if (event.key === "Tab" && box.current !== null) keepFocus(event, box.current);
  };
  return (
    <div
      className="backdrop"
      onMouseDown={(event) => event.target === event.currentTarget && onClose()}
    >
      <div
        ref={box}
        className={`popover ${className}`}
        role={role}
        aria-modal="true"
        aria-label={label}
        onKeyDown={onKeyDown}
      >
        {children}
      </div>
    </div>
  );
}

function focusFirst(box: HTMLElement | null): void {
  box?.querySelector<HTMLElement>("[data-autofocus], input, button")?.focus();
}

function keepFocus(event: React.KeyboardEvent, box: HTMLElement): void {
  const all = [
    ...box.querySelectorAll<HTMLElement>(
      "button, input, select, textarea, a[href], [tabindex='0']",
    ),
  ];
  const first = all[0];
  const last = all.at(-1);
  if (event.shiftKey && document.activeElement === first) {
    event.preventDefault();
    last?.focus();
  } else if (!event.shiftKey && document.activeElement === last) {
    event.preventDefault();
    first?.focus();
  }
}
