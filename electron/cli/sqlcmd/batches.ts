/**
 * Scripts as batches: lines up to GO, with variables put in. Pure.
 */
import { FlagError } from "./flags.ts";

export interface ScriptBatch {
  readonly sql: string;
  /** GO n: so many times. */
  readonly count: number;
}

const countMax = 1_000_000;

/**
 * Cuts a script into batches. EXIT and QUIT on a line of their own end it.
 *
 * @param terminator GO, or what -c says
 */
export function batchesOf(script: string, terminator: string): ScriptBatch[] {
  const batches: ScriptBatch[] = [];
  let lines: string[] = [];
  const end = (count: number): void => {
    if (lines.some((line) => line.trim() !== "")) {
      batches.push({ sql: lines.join("\n"), count });
    }
    lines = [];
  };
  for (const line of script.replace(/^\uFEFF/, "").split(/\r?\n/)) {
    if (endings.has(line.trim().toUpperCase())) {
      break;
    }
    const count = countOf(line, terminator);
    if (count === null) {
      lines.push(line);
    } else {
      end(count);
    }
  }
  end(1);
  return batches;
}

const endings = new Set(["EXIT", "QUIT", ":EXIT", ":QUIT"]);

/** How often GO says the batch is to run; null for a line that is no GO. */
function countOf(line: string, terminator: string): number | null {
  const [first = "", second = "1", ...more] = line.trim().split(/\s+/);
  const count = Number(second);
  const isGo = first.toUpperCase() === terminator.toUpperCase() && more.length === 0;
  return isGo && count >= 1 && count <= countMax ? count : null;
}

/**
 * Puts -v variables and those of the environment in for $(NAME).
 *
 * @throws FlagError for one that is not defined
 */
export function substitute(
  sql: string,
  variables: ReadonlyMap<string, string> | null,
  env: NodeJS.ProcessEnv,
): string {
  if (variables === null) {
    return sql;
  }
  return sql.replace(/\$\(([A-Za-z_]\w*)\)/g, (_, name: string) => {
    const value = variables.get(name.toLowerCase()) ?? env[name];
    if (value === undefined) {
      throw new FlagError(`'${name}' scripting variable not defined.`);
    }
    return value;
  });
}
