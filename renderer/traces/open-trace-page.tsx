import { useEffect, useRef } from "react";
import { useLocation } from "wouter";
import { useApp, useWords } from "../app-context.ts";
import { Empty } from "../ui/empty.tsx";
import { openTrace } from "./trace-actions.ts";

/** A file that the command line, the system or a drop named: opens it and goes there. */
export function OpenTracePage({ file }: { readonly file: string }): React.JSX.Element {
  const app = useApp();
  const { traces: w } = useWords();
  const [, navigate] = useLocation();
  const isAsked = useRef(false);
  useEffect(() => {
    if (isAsked.current) return;
    isAsked.current = true;
    void openTrace(app, { kind: "file", path: file }, navigate).then((isShown) => {
      if (!isShown) navigate("/traces", { replace: true });
    });
  }, [app, file, navigate]);
  return <Empty title={w.opening} text={w.openingText} />;
}
