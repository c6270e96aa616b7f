import fs from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";

const axeSource = fs.readFileSync(
  createRequire(import.meta.url).resolve("axe-core/axe.min.js"),
  "utf8",
);

interface AxeResult {
  readonly violations: { id: string; nodes: { target: unknown[]; html: string }[] }[];
}

/** A tile and its tag show an index and a sign: symbols, which the accessible name gives in words. */
const isSymbol = (id: string, html: string): boolean =>
  id === "label-content-name-mismatch" && /class="[^"]*\b(tile|tag)\b/.test(html);

/** What axe-core finds wrong, as short lines. The page's policy lets no script in: this one comes by the debugger. */
export async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  const result = await page.evaluate(async () => {
    // A tile that is changing its owner has a colour of neither: those under way end, others do not begin.
    const { style } = document.documentElement;
    style.setProperty("--recolour", "0ms");
    for (const animation of document.getAnimations()) animation.finish();
    try {
      return await (window as unknown as { axe: { run(): Promise<AxeResult> } }).axe.run();
    } finally {
      style.removeProperty("--recolour");
    }
  });
  return result.violations.flatMap(({ id, nodes }) =>
    nodes
      .filter((node) => !isSymbol(id, node.html))
      .map((node) => `${id}: ${JSON.stringify(node.target)}`),
  );
}
