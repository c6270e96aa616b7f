import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readFolded } from "../contract/folded-commands.ts";
import { writeTrace } from "../jobs/trace/testing/traces.ts";
import { loadAddon } from "../vdi/load-addon.ts";
import { TraceDesk } from "./trace-desk.ts";

let folder = "";
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "handoff-desk-"));
  await writeTrace(path.join(folder, "a.vditrace"), { commands: 60 });
  await writeTrace(path.join(folder, "b.vditrace"), { commands: 60, slowEvery: 7 });
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A page that notes what it is sent, and waits on facts. */
class Page {
  readonly batches: number[] = [];
  readonly ends: (string | null)[] = [];
  readonly desk = new TraceDesk(loadAddon(), {
    onBatch: (_traceId, batch) => {
      this.batches.push(readFolded(batch).events);
      this.#look();
    },
    onEnd: ({ problem }) => {
      this.ends.push(problem);
      this.#look();
    },
  });
  #look: () => void = () => undefined;

  until(fact: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#look = () => {
        if (fact()) resolve();
      };
      this.#look();
    });
  }

  open(name: string): Promise<string> {
    return this.desk.open(path.join(folder, name)).then(({ traceId }) => traceId);
  }
}

describe("the traces of the window", () => {
  it("send as many batches as they were asked for, then wait", async () => {
    const page = new Page();
    const traceId = await page.open("a.vditrace");
    await page.desk.read(traceId, 2);
    await page.until(() => page.batches.length === 2);
    expect(page.ends).toEqual([]);
    page.desk.more(traceId, 8);
    await page.until(() => page.ends.length === 1);
    expect(page.batches).toEqual([80, 80, 80, 80, 80, 80]);
    expect(page.ends).toEqual([null]);
    await page.desk.close(traceId);
  });

  it("begin anew when they are read again, and end with their page", async () => {
    const page = new Page();
    const traceId = await page.open("a.vditrace");
    await page.desk.read(traceId, 3);
    await page.until(() => page.batches.length === 3);
    await page.desk.read(traceId, 8);
    await page.until(() => page.ends.length === 1);
    expect(page.batches).toHaveLength(9);
    await page.desk.read(traceId, 1);
    await page.desk.stopStreams();
    expect(page.ends).toHaveLength(1);
    await page.desk.close(traceId);
  });

  it("are opened once for one file, and compared", async () => {
    const page = new Page();
    const a = await page.open("a.vditrace");
    expect(await page.open("a.vditrace")).toBe(a);
    const b = await page.open("b.vditrace");
    expect(page.desk.list().map(({ traceId }) => traceId)).toEqual([a, b]);
    expect(await page.desk.figures(a)).toMatchObject({ commands: 60, failed: 0 });
    const comparison = await page.desk.compare(a, b);
    expect(comparison).toMatchObject({ matched: 60, slower: 8, faster: 0 });
    expect(comparison.regressions[0]).toMatchObject({ mostly: "move" });
    expect(Math.max(...comparison.byCommand.b)).toBeGreaterThan(
      Math.max(...comparison.byCommand.a),
    );
    await page.desk.close(a);
    await expect(page.desk.figures(a)).rejects.toMatchObject({ code: "USAGE" });
    await page.desk.close(b);
  });

  it("are refused above the limit, until one is closed", async () => {
    const page = new Page();
    const ids: string[] = [];
    for (let n = 0; n < 16; n += 1) {
      await writeTrace(path.join(folder, `${n}.vditrace`), { commands: 1, perBlock: 1 });
      ids.push(await page.open(`${n}.vditrace`));
    }
    await expect(page.open("a.vditrace")).rejects.toMatchObject({ code: "USAGE" });
    await page.desk.close(ids[0] ?? "");
    ids[0] = await page.open("a.vditrace");
    for (const id of ids) await page.desk.close(id);
  });
});
