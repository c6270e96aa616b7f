import type { FailureStep } from "../../electron/contract/run.ts";

/** How a step's code is written in a chip: a T-SQL message as number and severity, others as name and number. */
export function chipOf(code: NonNullable<FailureStep["code"]>): {
  readonly name: string;
  readonly number: string;
} {
  const severity = /^T-SQL (\d+)$/.exec(code.name)?.[1];
  return severity === undefined ? code : { name: code.number, number: severity };
}
