/**
 * Answers the main process's calls with the addon's Secondary, of which a process has one.
 */
import os from "node:os";
import { FaultError } from "../contract/fault.ts";
import type { secondaryCalls } from "../contract/processes.ts";
import { vdError } from "../contract/vdi.ts";
import type { Handlers, InputOf, OutputOf } from "../ipc/tables.ts";
import type { Addon, NativeMedium, NativeSecondary } from "../vdi/addon.ts";

type Calls = typeof secondaryCalls;

export class SecondaryService {
  readonly #addon: Pick<Addon, "Secondary">;
  #secondary: NativeSecondary | undefined;

  constructor(addon: Pick<Addon, "Secondary">) {
    this.#addon = addon;
  }

  /** True between open and close. */
  get isOpen(): boolean {
    return this.#secondary !== undefined;
  }

  get handlers(): Handlers<Calls> {
    return {
      open: (input) => this.#open(input),
      move: (lease) => this.#opened("move").move(lease),
      flush: async ({ device }) => ({ code: await this.#opened("flush").flush(device) }),
      finish: ({ device }) => this.#opened("finish").finish(device),
      close: () => {
        this.#secondary?.close();
        this.#secondary = undefined;
        return {};
      },
    };
  }

  async #open(input: InputOf<Calls, "open">): Promise<OutputOf<Calls, "open">> {
    if (this.#secondary !== undefined) {
      throw new FaultError("CONTRACT_INVALID", {
        call: "open",
        path: "the secondary is open already",
      });
    }
    const { instance, library, setName, index, traceName } = input;
    // Without a segment there are no rings: leases come as calls of `move`.
    const segmentName = input.mode === "port" ? "" : input.segmentName;
    if (input.media.some(({ codec }) => codec === "zstd")) yieldToOthers();
    const secondary = new this.#addon.Secondary({
      instance,
      library,
      setName,
      segmentName,
      index,
      traceName,
    });
    const hr = secondary.open();
    if (hr !== vdError.NOERROR) {
      secondary.close();
      return { hr, problem: null };
    }
    this.#secondary = secondary;
    try {
      await secondary.openMedia(input.media, input.codecThreads);
      return { hr, problem: null };
    } catch (error) {
      const problem = problemOf(error, input.media);
      if (problem === undefined) throw error;
      return { hr, problem };
    }
  }

  #opened(call: string): NativeSecondary {
    if (this.#secondary === undefined) {
      throw new FaultError("CONTRACT_INVALID", { call, path: "the secondary is not open" });
    }
    return this.#secondary;
  }
}

/** Which medium could not be opened and why; undefined for an error that is not about a medium. */
function problemOf(
  error: unknown,
  media: readonly NativeMedium[],
): OutputOf<Calls, "open">["problem"] | undefined {
  if (!(error instanceof Error) || !("code" in error) || !("path" in error)) return undefined;
  const { path, code } = error as { path: unknown; code: unknown };
  const medium = media.find((each) => String(path).startsWith(each.path) && each.path !== "");
  return {
    path: String(path),
    code: String(code),
    device: medium?.device ?? media[0]?.device ?? 0,
  };
}

/**
 * Compression keeps every processor busy with many threads: window, server and primary go before them, or the window
 * stands still. The native threads inherit it from the one that makes them.
 */
function yieldToOthers(): void {
  try {
    os.setPriority(os.constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // A courtesy only: where it is not allowed all are equal.
  }
}
