import { Play } from "lucide-react";
import { useLocation } from "wouter";
import { useStore } from "zustand";
import { useApp, useWords } from "../app-context.ts";
import { startDemo } from "../shell/commands.ts";
import { runningOf } from "../stores/runs-store.ts";
import { Button } from "../ui/button.tsx";
import { Empty } from "../ui/empty.tsx";
import { iconSize } from "../ui/icons.ts";

/** What stands in place of the journal's runs before the first one, with the demo as the next step. */
export function NoRuns(): React.JSX.Element {
  const app = useApp();
  const { job } = useWords();
  const [, navigate] = useLocation();
  const isBusy = useStore(app.runs, (state) => runningOf(state).length > 0);
  return (
    <Empty
      title={job.noRuns}
      text={job.noRunsText}
      action={
        <Button
          icon={<Play {...iconSize} />}
          disabledReason={isBusy ? job.goesOn : null}
          onClick={() => void startDemo(app, navigate)}
        >
          {job.runDemo}
        </Button>
      }
    />
  );
}
