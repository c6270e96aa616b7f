/**
 * Calls of the window's contract by tests, over the page's own port: what a page will ask can be tried before there is one.
 */
import { expect, type Page } from "@playwright/test";
import type { windowCalls } from "../../electron/contract/window.ts";
import type { InputOf, Name, OutputOf } from "../../electron/ipc/tables.ts";

import type { Launched } from "./app.ts";

type Calls = typeof windowCalls;

/** Far above the numbers that the page gives its own calls. */
const firstId = 1_000_000;

export class WindowCalls {
  readonly #page: Page;
  #lastId = firstId;

  private constructor(page: Page) {
    this.#page = page;
  }

  /** Learns the page's port when the page itself next asks something over it. */
  static async of({ page }: Launched): Promise<WindowCalls> {
    await page.evaluate(keepPort);
    // For a run that it does not know the page asks.
    await page.evaluate(() => (location.hash = "#/run/unknown"));
    await expect.poll(() => page.evaluate(() => "portOfTests" in globalThis)).toBe(true);
    return new WindowCalls(page);
  }

  /** @throws Error with the fault's code */
  async call<K extends Name<Calls>>(
    name: K,
    input: InputOf<Calls, K>,
  ): Promise<OutputOf<Calls, K>> {
    this.#lastId += 1;
    const answer = await this.#page.evaluate(ask, { id: this.#lastId, name, input });
    if (answer.kind === "fail") throw new Error(answer.fault?.code);
    // The page's own channel parses this answer beside us, against the same table.
    return answer.output as OutputOf<Calls, K>;
  }
}

interface Answer {
  readonly kind: string;
  readonly id: number;
  readonly output?: unknown;
  readonly fault?: { readonly code: string };
}

/** Runs in the page: from now on a port that posts is known. */
function keepPort(): void {
  const post = Object.getOwnPropertyDescriptor(MessagePort.prototype, "postMessage")?.value as (
    this: MessagePort,
    message: unknown,
  ) => void;
  MessagePort.prototype.postMessage = function (this: MessagePort, message: unknown): void {
    // React has a port of its own, which it sends nothing but null.
    if (message !== null) Object.assign(globalThis, { portOfTests: this });
    post.call(this, message);
  };
}

/** Runs in the page. */
function ask(call: { id: number; name: string; input: unknown }): Promise<Answer> {
  const { portOfTests: port } = globalThis as unknown as { portOfTests: MessagePort };
  return new Promise((resolve) => {
    const hear = ({ data }: MessageEvent<Answer>): void => {
      if (data.id !== call.id || (data.kind !== "ok" && data.kind !== "fail")) return;
      port.removeEventListener("message", hear);
      resolve(data);
    };
    port.addEventListener("message", hear);
    port.postMessage({ kind: "call", ...call });
  });
}
