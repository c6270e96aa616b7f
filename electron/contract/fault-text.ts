/**
 * What a row of the fault table is made of: exit codes, texts with parameters.
 */

/** Exit codes of the command line. */
export const exitCode = { done: 0, failed: 1, usage: 2, media: 3, interrupted: 130 } as const;

export type FaultParameters = Readonly<Record<string, string | number>>;

export interface FaultEntry {
  readonly exit: number;
  readonly message: (p: FaultParameters) => string;
  readonly remedy: (p: FaultParameters) => string;
}

/** A row: exit code, message and remedy, `{name}` stands for a parameter. */
export function row(exit: number, message: string, remedy: string): FaultEntry {
  return {
    exit,
    message: (p) => sentence(fillIn(message, p)),
    remedy: (p) => sentence(fillIn(remedy, p)),
  };
}

/** A parameter that is a sentence itself brings a second full stop. */
function sentence(text: string): string {
  return text.replace(/\.\.$/, ".");
}

/** Puts parameters into a text; an unknown name stays as it is, so that it shows. */
export function fillIn(text: string, parameters: FaultParameters): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(parameters, name) ? String(parameters[name]) : whole,
  );
}
