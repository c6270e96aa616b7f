/**
 * Commands by device and sequence, each with a slot number from 0 in the order of first sight.
 *
 * An open-addressed table in typed arrays: eight million look-ups in well under a second, and memory that grows with
 * the commands there are, whatever numbers they bear. Pure.
 */
const firstSlots = 1_024;

export class CommandIndex {
  #count = 0;
  #devices = new Uint8Array(firstSlots);
  #sequences = new Uint32Array(firstSlots);
  /** The slot that was asked for last: the next one is mostly its neighbour, because threads go in order. */
  #last = 0;
  /** Slot + 1, 0 = free; twice as long as there may be slots. */
  #table = new Int32Array(2 * firstSlots);

  /** How many commands there are. */
  get count(): number {
    return this.#count;
  }

  deviceOf(slot: number): number {
    return this.#devices[slot] ?? 0;
  }

  sequenceOf(slot: number): number {
    return this.#sequences[slot] ?? 0;
  }

  /** @returns its slot, -1 when it is not there */
  find(device: number, sequence: number): number {
    return (this.#table[this.#placeOf(device, sequence)] ?? 0) - 1;
  }

  /** @returns its slot, a new one when it is not there */
  slot(device: number, sequence: number): number {
    const next = this.#last + 1;
    if (this.#sequences[next] === sequence && this.#devices[next] === device) {
      if (next < this.#count) {
        this.#last = next;
        return next;
      }
    }
    const place = this.#placeOf(device, sequence);
    const known = this.#table[place] ?? 0;
    if (known > 0) {
      this.#last = known - 1;
      return known - 1;
    }
    if (this.#count === this.#sequences.length) {
      this.#grow();
      return this.slot(device, sequence);
    }
    const slot = this.#count;
    this.#count += 1;
    this.#last = slot;
    this.#devices[slot] = device;
    this.#sequences[slot] = sequence;
    this.#table[place] = slot + 1;
    return slot;
  }

  #placeOf(device: number, sequence: number): number {
    const mask = this.#table.length - 1;
    let place = Math.imul(sequence + Math.imul(device, 0x9e3779b1), 0x85ebca6b);
    place = (place ^ (place >>> 15)) & mask;
    for (;;) {
      const slot = (this.#table[place] ?? 0) - 1;
      const isIt =
        slot < 0 || (this.#sequences[slot] === sequence && this.#devices[slot] === device);
      if (isIt) {
        return place;
      }
      place = (place + 1) & mask;
    }
  }

  #grow(): void {
    const devices = new Uint8Array(2 * this.#devices.length);
    const sequences = new Uint32Array(2 * this.#sequences.length);
    devices.set(this.#devices);
    sequences.set(this.#sequences);
    this.#devices = devices;
    this.#sequences = sequences;
    this.#table = new Int32Array(2 * sequences.length);
    for (let slot = 0; slot < this.#count; slot += 1) {
      this.#table[this.#placeOf(this.deviceOf(slot), this.sequenceOf(slot))] = slot + 1;
    }
  }
}
