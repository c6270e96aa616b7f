import { useWords } from "../app-context.ts";
import { Empty } from "../ui/empty.tsx";

/** In place of a trace's commands: they are still being read, or there are none. */
export function NoCommands({ isWhole }: { readonly isWhole: boolean }): React.JSX.Element {
  const { traces: w } = useWords();
  return isWhole ? (
    <Empty title={w.nothingSlow} text={w.nothingSlowText} />
  ) : (
    <Empty title={w.opening} text={w.commandsComing} />
  );
}
