import type { Problem, ProblemField } from "./job-problems.ts";

interface ProblemLinesProps {
  readonly problems: readonly Problem[];
  readonly field: ProblemField;
}

/** The problems of one field, at most two lines. */
export function ProblemLines({ problems, field }: ProblemLinesProps): React.JSX.Element | null {
  const mine = problems.filter((problem) => problem.field === field).slice(0, 2);
  if (mine.length === 0) return null;
  return (
    <div className="problem-lines" role="status">
      {mine.map((problem) => (
        <p key={problem.text}>{problem.text}</p>
      ))}
    </div>
  );
}
