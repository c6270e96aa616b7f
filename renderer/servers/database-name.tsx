import { Link } from "wouter";
import { useWords } from "../app-context.ts";

interface DatabaseNameProps {
  readonly database: string;
  /** A run of this machine that belongs to the row; null: none does. */
  readonly runId: string | null;
}

/** A database in a list of what happens or happened to it; it leads to the run where that is ours. */
export function DatabaseName({ database, runId }: DatabaseNameProps): React.JSX.Element {
  const { watch } = useWords();
  return runId === null ? (
    <span className="database-name">{database}</span>
  ) : (
    <Link
      className="database-name"
      to={`/run/${encodeURIComponent(runId)}`}
      aria-label={watch.goToRun(database)}
    >
      {database}
    </Link>
  );
}
