/**
 * The virtual device set of a run with its broker, from CreateEx to Close. Opened and closed once.
 */
import { stepOf, hresultChip } from "./failure-steps.ts";
import type { FailureStep, Run } from "../contract/run.ts";
import type { JobSpec } from "../contract/job.ts";
import { vdError, type VdConfig } from "../contract/vdi.ts";
import type { Addon, BrokerEvent, BrokerStats, NativeBroker, NativeSet } from "../vdi/addon.ts";
import { VdiError } from "../vdi/vdi-error.ts";
import { VirtualDeviceSet } from "../vdi/virtual-device-set.ts";
import { jobLimits } from "./limits.ts";
import { configOf, type Plan } from "./plan.ts";

/** Makes the broker of the mode that the job asks for. */
export type BrokerMaker = (
  set: VirtualDeviceSet,
  onEvent: (event: BrokerEvent) => void,
) => NativeBroker;

export class RunSet {
  readonly #set: VirtualDeviceSet;
  #broker: NativeBroker | null = null;
  #geometry: { stride: number; dataOffset: number } | null = null;
  #isCreated = false;
  #isClosed = false;

  constructor(addon: Addon, spec: JobSpec) {
    this.#set = new VirtualDeviceSet(addon, spec.server);
  }

  /** CreateEx. @throws VdiError */
  create(plan: Plan, spec: JobSpec): void {
    this.#set.createEx(clientOf(spec).instance, plan.setName, configOf(plan, spec));
    this.#isCreated = true;
  }

  /**
   * Waits until the server has configured the set.
   *
   * @param goOn asked between two waits
   * @returns null when `goOn` said no; @throws VdiError, also VD_E_TIMEOUT after `attachMsMax`
   */
  async configuration(goOn: () => boolean): Promise<VdConfig | null> {
    const endMs = performance.now() + jobLimits.attachMsMax;
    while (goOn()) {
      try {
        return await this.#set.getConfiguration(jobLimits.configureWaitMs);
      } catch (error) {
        const isTick =
          error instanceof VdiError &&
          error.code === vdError.VD_E_TIMEOUT &&
          performance.now() < endMs;
        if (!isTick) {
          throw error;
        }
      }
    }
    return null;
  }

  /** What the window shows of the configured set. */
  describe(plan: Plan, spec: JobSpec, config: VdConfig): NonNullable<Run["set"]> {
    const { segments, stride, dataOffset } = this.#set.geometry();
    this.#geometry = { stride, dataOffset };
    return {
      name: plan.setName,
      blockSize: config.blockSize,
      transferSize: config.maxTransferSize,
      bufferCount: plan.bufferCount,
      alignment: config.alignment,
      prefixZone: spec.prefixZone,
      features: config.features,
      segments,
    };
  }

  openBroker(make: BrokerMaker, onEvent: (event: BrokerEvent) => void): void {
    this.#broker = make(this.#set, onEvent);
  }

  /** The broker while it is open. */
  get broker(): NativeBroker | null {
    return this.#broker;
  }

  /** Of the buffers, once the set is configured; it stays after the end. */
  get geometry(): { stride: number; dataOffset: number } | null {
    return this.#geometry;
  }

  /** A copy of at most 4,096 bytes of a buffer that is out with the client. */
  peek(handle: number, offset: number, length: number): ReturnType<NativeSet["peek"]> {
    if (this.#isClosed) return { hr: vdError.VD_E_PROTOCOL };
    return this.#set.native.peek(handle, offset, length);
  }

  stats(): BrokerStats | null {
    return this.broker?.stats() ?? null;
  }

  /** SignalAbort; nothing where there is no set to abort. */
  abort(): void {
    if (this.#isCreated && !this.#isClosed) {
      this.#set.native.signalAbort();
    }
  }

  /** Close of the set, then of the broker: its threads have ended or end by the close. Idempotent. */
  close(): void {
    if (this.#isClosed) {
      return;
    }
    this.#isClosed = true;
    if (this.#isCreated) {
      this.#set.native.close();
    }
    this.#broker?.close();
    // A run that ended is looked at for long: what its broker holds natively must not last as long.
    this.#broker = null;
  }
}

/** Which instance and client library the processes of a job open their set with. */
export function clientOf(spec: JobSpec): { instance: string | null; library: string | null } {
  const { server } = spec;
  return server?.kind === "sqlserver"
    ? { instance: server.instance, library: server.library }
    : { instance: null, library: null };
}

/** A failed call of the set as a step: which method, which code. */
export function setStep(
  atMs: number,
  error: unknown,
  key: "step.set.create" | "step.set.configure",
): FailureStep {
  const place = { atMs, source: "set" as const, device: -1 };
  if (!(error instanceof VdiError)) {
    return stepOf(place, key, { name: "", number: "", what: String(error) });
  }
  const chip = hresultChip(error.code);
  if (error.code === vdError.VD_E_ABORT) {
    // The server gave up before we had read its configuration; its messages say why.
    return stepOf({ ...place, source: "server" }, "step.server.aborted", {}, chip);
  }
  return stepOf(place, key, { ...chip, call: error.method }, chip);
}
