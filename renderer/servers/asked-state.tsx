import { useWords } from "../app-context.ts";
import { Button } from "../ui/button.tsx";
import { Empty } from "../ui/empty.tsx";
import type { Polled } from "./use-polled.ts";

interface AskedStateProps {
  readonly asked: Pick<Polled<unknown>, "value" | "problem" | "again">;
  /** What the pane says while it waits, and when it could not be asked. */
  readonly reading: string;
  readonly readingText: string;
  readonly failed: string;
  /** Follows the reason of a failure. */
  readonly note?: string;
}

/** Instead of an answer: that it is asked for, or why it did not come, with a button that asks again. */
export function AskedState(props: AskedStateProps): React.JSX.Element | null {
  const { asked, reading, readingText, failed, note = "" } = props;
  const { servers } = useWords();
  if (asked.problem !== null)
    return (
      <div role="alert">
        <Empty
          title={failed}
          text={`${asked.problem} ${note}`.trim()}
          action={<Button onClick={asked.again}>{servers.retry}</Button>}
        />
      </div>
    );
  return asked.value === null ? <Empty title={reading} text={readingText} /> : null;
}
