import { describe, expect, it } from "vitest";
import { jobSpecSchema } from "../../electron/contract/job.ts";
import {
  archiveSpec,
  demoSpec,
  fileInfo,
  journalAt,
  salesFiles,
  salesSpec,
} from "../dev/samples.ts";
import { createFormat } from "../format.ts";
import { wordsOf } from "../words/words.ts";
import { costOf, type JobFacts, memoryOf } from "./job-cost.ts";
import {
  emptyForm,
  formFromSpec,
  type JobForm,
  parseSize,
  sizeText,
  specOf,
  stemOf,
  withCodec,
  withFiles,
  withFolder,
  withGenerated,
  withoutDevice,
  withSink,
  withSource,
} from "./job-form-model.ts";
import { problemsOf } from "./job-problems.ts";

const gib = 2 ** 30;
const empty = emptyForm("/home/ana");

function factsOf(
  part: Partial<{ free: [string, number | null][]; files: typeof salesFiles }> = {},
): JobFacts {
  const files = part.files ?? salesFiles;
  return {
    files: new Map(files.map((file) => [file.path, file])),
    free: new Map(
      part.free ?? [
        ["/backup/a", 812 * gib],
        ["/backup/b", 71 * gib],
        ["/backup/c", 640 * gib],
      ],
    ),
    freeMemory: 8 * gib,
  };
}

function textsOf(form: JobForm, facts = factsOf()): string[] {
  const cost = costOf(form, facts, []);
  return problemsOf({ form, facts, cost, words: wordsOf("en"), format: createFormat("en") }).map(
    (problem) => problem.text,
  );
}

describe("a form and its specification", () => {
  it.each([
    ["backup", salesSpec],
    ["generated", demoSpec],
    ["restore", archiveSpec],
  ])("keeps a %s as it was", (_, spec) => {
    const filled = specOf(formFromSpec(spec, empty));
    expect(filled).toEqual(spec);
    expect(jobSpecSchema.safeParse(filled).success).toBe(true);
  });

  it("leaves injected faults out when a run is repeated", () => {
    const form = formFromSpec({ ...salesSpec, faults: [{ kind: "server-crash", at: 3 }] }, empty);
    expect(specOf(form).faults).toEqual([]);
  });

  it("sends no names to the null medium", () => {
    const spec = specOf(withCodec(formFromSpec(salesSpec, empty), "null"));
    expect(spec.kind === "backup" && spec.targets).toEqual(["", "", ""]);
  });
});

describe("names of media", () => {
  it("follow the streams and the number of devices", () => {
    expect(withFiles(empty, ["/data/orders.bak"]).targets).toEqual(["/home/ana/orders.bak.zst"]);
    expect(withFiles(empty, ["/data/orders_1.bak", "/data/orders_2.bak"]).targets).toEqual([
      "/home/ana/orders_1of2.bak.zst",
      "/home/ana/orders_2of2.bak.zst",
    ]);
  });

  it("stay when the same streams are named again", () => {
    const form = { ...withFiles(empty, ["/data/a.bak"]), targets: ["/mnt/mine.zst"] };
    expect(withFiles(form, ["/data/a.bak"]).targets).toEqual(["/mnt/mine.zst"]);
  });

  it("follow the codec and the folder", () => {
    const form = withFiles(empty, ["/data/a.bak"]);
    expect(withCodec(form, "none").targets).toEqual(["/home/ana/a.bak"]);
    expect(withCodec(withCodec(form, "none"), "zstd").targets).toEqual(["/home/ana/a.bak.zst"]);
    expect(withFolder(form, "/mnt/b").targets).toEqual(["/mnt/b/a.bak.zst"]);
  });

  it("follow the devices of a generated stream", () => {
    const form = withSource(empty, "generate");
    expect(form.targets).toHaveLength(2);
    expect(withGenerated(form, { generateDevices: 3 }).targets.at(-1)).toBe(
      "/home/ana/generated_3of3.bak.zst",
    );
  });

  it("go where a restore stores them", () => {
    const form = withSink({ ...empty, kind: "restore", media: ["/backup/a.bak.zst"] }, "into");
    expect(form.sinkFiles).toEqual(["/home/ana/a.bak"]);
    expect(withSink(form, "discard").sinkFiles).toEqual([]);
  });

  it("leave together with their device", () => {
    const form = withoutDevice(formFromSpec(salesSpec, empty), 1);
    expect(form.files).toEqual(["/data/salesdw_1.bak", "/data/salesdw_3.bak"]);
    expect(form.targets).toHaveLength(2);
  });

  it("lose stripes and endings for the database's name", () => {
    expect(stemOf("/x/SalesDW_1of3.bak.zst")).toBe("SalesDW");
    expect(stemOf("C:\\b\\orders-2.bak")).toBe("orders");
  });
});

describe("sizes as typed", () => {
  it("are read with or without units, and written without losing a byte", () => {
    expect(parseSize("2 GiB")).toBe(2 * gib);
    expect(parseSize("1,5g")).toBe(1.5 * gib);
    expect(parseSize("65536")).toBe(65_536);
    expect(parseSize("much")).toBeNull();
    for (const bytes of [65_536, 100_000, 1.5 * gib, 2 * gib])
      expect(parseSize(sizeText(bytes))).toBe(bytes);
  });
});

describe("cost", () => {
  it("takes ratio and rate from the last run of the same source", () => {
    const cost = costOf(formFromSpec(salesSpec, empty), factsOf(), journalAt(Date.now()));
    expect(cost.ratio).toBeCloseTo(2.14, 2);
    expect(cost.spaceBytes).toBeCloseTo((412.3 * gib) / 2.14, -9);
    expect(cost.time?.plusMinus).toBeGreaterThan(0);
  });

  it("knows no time and at most the plain size when nothing ran before", () => {
    const cost = costOf(formFromSpec(salesSpec, empty), factsOf(), []);
    expect(cost.time).toBeNull();
    expect(cost.ratio).toBeNull();
    expect(cost.spaceBytes).toBe(cost.plainBytes);
  });

  it("says from which ratio on a folder fills up", () => {
    const cost = costOf(formFromSpec(salesSpec, empty), factsOf(), journalAt(Date.now()));
    expect(cost.folders.map((folder) => folder.ratioMin !== null)).toEqual([false, true, false]);
    expect(cost.folders[1]?.ratioMin).toBeCloseTo(137.2 / 71, 3);
  });

  it("counts prefix zone and alignment into the memory", () => {
    expect(memoryOf({ ...empty, buffers: 24 })).toBe(24 * 2 ** 20);
    expect(memoryOf({ ...empty, buffers: 24, prefixZone: 512 })).toBe(24 * (2 ** 20 + 4_096));
  });

  it("needs no space for the null medium", () => {
    expect(
      costOf(withCodec(formFromSpec(salesSpec, empty), "null"), factsOf(), []).spaceBytes,
    ).toBe(0);
  });
});

describe("problems", () => {
  it("are none for a whole form", () => {
    expect(textsOf(formFromSpec(salesSpec, empty))).toEqual([]);
  });

  it("say what is missing in an empty one", () => {
    expect(textsOf(empty)).toEqual(["Choose the recorded streams, one file for each device."]);
    expect(textsOf({ ...empty, kind: "restore" })).toEqual([
      "Choose the media, one for each stripe.",
    ]);
  });

  it("repeat what an inspection found, at its device", () => {
    const broken = fileInfo("/data/salesdw_2.bak", {
      problem: "salesdw_2.bak is no backup stream.",
    });
    const files = [salesFiles[0], broken, salesFiles[2]].filter((file) => file !== undefined);
    expect(textsOf(formFromSpec(salesSpec, empty), factsOf({ files }))).toEqual([
      "salesdw_2.bak is no backup stream.",
    ]);
  });

  it("name targets that are missing, relative, named twice or read as well", () => {
    const form = formFromSpec(salesSpec, empty);
    const withTargets = (...targets: string[]): string[] => textsOf({ ...form, targets });
    expect(withTargets("/backup/a/1", "", "/backup/c/3")).toContain(
      "Device 2 has no file to write.",
    );
    expect(withTargets("/backup/a/1", "b/2", "/backup/c/3")).toContain(
      "b/2 needs a whole path, from the root.",
    );
    expect(withTargets("/backup/a/1", "/backup/a/1", "/backup/c/3")[0]).toMatch(/named twice/);
    expect(withTargets("/data/salesdw_1.bak", "/backup/b/2", "/backup/c/3")).toContain(
      "/data/salesdw_1.bak is both read and written.",
    );
  });

  it("name folders that do not exist or surely are too small", () => {
    const form = formFromSpec(salesSpec, empty);
    const free: [string, number | null][] = [
      ["/backup/a", 812 * gib],
      ["/backup/b", null],
      ["/backup/c", 640 * gib],
    ];
    expect(textsOf(form, factsOf({ free }))).toEqual(["The folder /backup/b does not exist."]);
    expect(textsOf(withCodec(form, "none"))).toEqual([
      "/backup/b has 71 GiB free, 137 GiB are needed.",
    ]);
  });

  it("name buffers and secondaries out of range", () => {
    const form = formFromSpec(salesSpec, empty);
    expect(textsOf({ ...form, buffers: 2 })).toEqual(["3 devices need at least 3 buffers."]);
    expect(textsOf({ ...form, buffers: NaN })).toEqual(["A set has 1 to 4,096 buffers."]);
    expect(textsOf({ ...form, secondaries: 0 })).toEqual(["A set has at least one secondary."]);
    expect(specOf({ ...form, secondaries: 4 }).secondaries).toBe(3);
    expect(textsOf({ ...form, buffers: 4_096, transferSize: 4_194_304 })[0]).toMatch(
      /^The buffers take 16 GiB, 8 GiB/,
    );
  });

  it("name a size or seed that cannot be", () => {
    const form = withSource(empty, "generate");
    expect(
      textsOf({ ...form, generateSize: "1 KiB" }, factsOf({ free: [["/home/ana", gib * 9]] }))[0],
    ).toMatch(/at least 64 KiB/);
    expect(
      textsOf({ ...form, generateSeed: "-1" }, factsOf({ free: [["/home/ana", gib * 9]] }))[0],
    ).toMatch(/seed/);
  });
});
