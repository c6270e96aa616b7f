import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { examine } from "./doctor.ts";

const folder = mkdtempSync(path.join(tmpdir(), "handoff-doctor-"));

beforeEach(() => {
  vi.stubEnv("HANDOFF_STATE_DIR", path.join(folder, "state"));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const ours = path.resolve("build/Release/libsqlvdi.so");

describe("examine", () => {
  it("finds everything that jobs of this repository need, and says what a library is", async () => {
    const findings = await examine(ours);
    expect(findings.filter(({ grade }) => grade === "problem")).toEqual([]);
    const abouts = findings.map(({ about }) => about);
    expect(abouts).toEqual(expect.arrayContaining(["addon", "shared memory", "memory", "journal"]));
    const library = findings.find(({ about }) => about === "client library");
    expect(library).toMatchObject({ grade: "fine" });
    expect(library?.text).toContain(`${ours}, Handoff's own`);
  });

  it("takes a named library that cannot be loaded for a problem", async () => {
    const named = path.join(folder, "libnone.so");
    const library = (await examine(named)).find(({ about }) => about === "client library");
    expect(library).toMatchObject({ grade: "problem" });
    expect(library?.text).toContain(named);
  });

  it("says when the journal has no place", async () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), "handoff-doctor-")), "file");
    writeFileSync(file, "");
    vi.stubEnv("HANDOFF_STATE_DIR", path.join(file, "state"));
    const journal = (await examine(ours)).find(({ about }) => about === "journal");
    rmSync(path.dirname(file), { recursive: true });
    expect(journal).toMatchObject({ grade: "problem" });
    expect(journal?.text).toContain("ENOTDIR");
  });

  it("names the addon's fault where it cannot be loaded", async () => {
    vi.resetModules();
    vi.stubEnv("HANDOFF_ADDON", path.join(folder, "none.node"));
    const fresh = await import("./doctor.ts");
    const addon = (await fresh.examine("")).find(({ about }) => about === "addon");
    expect(addon).toMatchObject({ grade: "problem" });
    expect(addon?.text).toContain("none.node");
  });
});
