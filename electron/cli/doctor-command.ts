/**
 * `handoff doctor`: what jobs need from this machine, line by line, with what to do.
 */
import { exitCode } from "../contract/fault.ts";
import { examine, type Finding } from "../jobs/doctor.ts";

const marks: Record<Finding["grade"], string> = { fine: "ok", note: "note", problem: "PROBLEM" };

/** @returns exit code: 1 as soon as there is a problem */
export async function doctorCommand(flags: {
  vdiLibrary?: string;
  json?: boolean;
}): Promise<number> {
  const findings = await examine(flags.vdiLibrary ?? "");
  const lines = findings.map(
    ({ grade, about, text }) => `${marks[grade].padEnd(9)}${about.padEnd(21)}${text}`,
  );
  const isJson = flags.json ?? false;
  process.stdout.write(`${isJson ? JSON.stringify(findings, null, 2) : lines.join("\n")}\n`);
  return findings.some(({ grade }) => grade === "problem") ? exitCode.failed : exitCode.done;
}
