/**
 * The live commands: a ring for each device, found by sequence without a search.
 *
 * Events of one command come from several lanes, so in any order: each stage only sets its own time, and
 * the row's state is the last stage that it has. Two rules make that safe:
 *   - a row that holds a newer command ignores an older one's late events;
 *   - a lease that is issued again (a secondary was replaced) takes back what its forerunner did.
 *
 * Limits: `rowsMax` rows in all, shared evenly by the devices; the oldest command of a device is overwritten.
 */
import { CommandColumns, stage, stageCount, type Stage } from "./command-columns.ts";

/** 4,096 buffers can be out at once; twice that leaves the newest done ones findable for late events. */
export const rowsMax = 16_384;

export class CommandTable {
  readonly columns = new CommandColumns(rowsMax);
  readonly rowsPerDevice: number;
  private readonly mask: number;
  private readonly deviceCount: number;

  constructor(deviceCount: number) {
    this.deviceCount = Math.max(1, deviceCount);
    const share = Math.floor(rowsMax / this.deviceCount);
    this.rowsPerDevice = 2 ** Math.floor(Math.log2(share));
    this.mask = this.rowsPerDevice - 1;
  }

  /**
   * The row of a command, made when it is new.
   * @param sampleEvery the stream holds every nth sequence: neighbours share no row
   * @returns -1 for a command of another device set, or one that was overwritten already
   */
  rowFor(device: number, sequence: number, sampleEvery: number): number {
    if (device >= this.deviceCount || sequence === 0) return -1;
    const ordinal = sampleEvery === 1 ? sequence : Math.floor(sequence / sampleEvery);
    const row = device * this.rowsPerDevice + (ordinal & this.mask);
    const held = this.columns.sequence[row] ?? 0;
    if (held === sequence) return row;
    if (held > sequence) return -1;
    this.columns.begin(row, device, sequence);
    return row;
  }

  /** Notes that a command reached a stage. @returns false when the event is overtaken by a newer lease */
  reach(row: number, which: Stage, timeNs: number): boolean {
    const { times } = this.columns;
    const at = row * stageCount;
    if (which === stage.leased) return this.lease(at, timeNs);
    if (which === stage.mapped || which === stage.moved) {
      if (timeNs < (times[at + stage.leased] ?? 0)) return false;
    }
    times[at + which] = timeNs;
    return true;
  }

  /** Forgets every command: after a change of sampling their rows are elsewhere. */
  clear(): void {
    this.columns.sequence.fill(0);
    this.columns.times.fill(0);
  }

  private lease(at: number, timeNs: number): boolean {
    const { times } = this.columns;
    if (timeNs < (times[at + stage.leased] ?? 0)) return false;
    times[at + stage.leased] = timeNs;
    for (const later of [stage.mapped, stage.moved]) {
      if ((times[at + later] ?? 0) < timeNs) times[at + later] = 0;
    }
    return true;
  }
}
