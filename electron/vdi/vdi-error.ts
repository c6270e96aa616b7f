import { nameOfHresult } from "../contract/vdi.ts";

/** A call of the interface that failed: which code, of which method, in which state of the set. */
export class VdiError extends Error {
  /** The HRESULT as the method returned it, a signed 32-bit number. */
  readonly code: number;
  /** Microsoft's name of the method ("OpenDevice"). */
  readonly method: string;
  /** State of the set as this process sees it ("Configurable"). */
  readonly state: string;

  /** @param problem what is known beyond the code, one or more sentences, or "" */
  constructor(method: string, code: number, state: string, problem = "") {
    const name = nameOfHresult(code) ?? "HRESULT";
    super(
      `${method} answered ${name} (${hexOfHresult(code)}) in state ${state}.${problem === "" ? "" : ` ${problem}`}`,
    );
    this.name = name;
    this.code = code;
    this.method = method;
    this.state = state;
  }
}

/** "0x80770006". */
function hexOfHresult(hr: number): string {
  return `0x${(hr >>> 0).toString(16).toUpperCase().padStart(8, "0")}`;
}
