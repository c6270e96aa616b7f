import { Copy } from "lucide-react";
import { useWords } from "../app-context.ts";
import { Button } from "./button.tsx";
import { iconSmall } from "./icons.ts";
import { useCopy } from "./use-copy.ts";

interface CopyButtonProps {
  /** null: there is none yet, and `none` says why. */
  readonly text: string | null;
  readonly none?: string;
  /** What is copied, for screen readers, where several such buttons are on a page. */
  readonly what?: string;
}

/** The small button in the head of a text that is read and copied. */
export function CopyButton({ text, none = "", what }: CopyButtonProps): React.JSX.Element {
  const { common } = useWords();
  const copy = useCopy();
  return (
    <Button
      size="small"
      tone="quiet"
      icon={<Copy {...iconSmall} />}
      disabledReason={text === null ? none : null}
      {...(what !== undefined && { label: `${common.copy}: ${what}` })}
      onClick={() => text !== null && copy(text)}
    >
      {common.copy}
    </Button>
  );
}
