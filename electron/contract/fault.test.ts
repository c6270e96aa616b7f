import { describe, expect, it } from "vitest";
import { FaultError, asFault, faults, fillIn } from "./fault.ts";

/** Parameters that are sentences of somebody else. */
const sentences = { text: "It failed.", what: "It failed.", reason: "It failed." };

describe("fault table", () => {
  it("ends every message and remedy as a sentence", () => {
    for (const [code, entry] of Object.entries(faults)) {
      if (code !== "USAGE" && code !== "UNEXPECTED") {
        expect(entry.message(sentences), code).toMatch(/\.$/);
        expect(entry.remedy({}), code).toMatch(/\.$/);
      }
    }
  });

  it("fills parameters in and leaves unknown names visible", () => {
    expect(fillIn("{file} at {position}", { file: "/a/b.bak" })).toBe("/a/b.bak at {position}");
    expect(fillIn("{constructor}", {})).toBe("{constructor}");
  });

  it("carries code, remedy and exit code as an exception", () => {
    const fault = new FaultError("MEDIA_MISSING", { file: "a.bak" });
    expect(fault.message).toBe("The medium a.bak does not exist.");
    expect(fault.exit).toBe(3);
    expect(asFault(fault)).toBe(fault);
    expect(asFault(new Error("x")).code).toBe("UNEXPECTED");
  });
});
