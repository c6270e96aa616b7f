/** A handle's 32 cells and its fields: sign, 7 bits set tag, 12 generation, 12 index. Pure. */

export interface HandleField {
  readonly id: "sign" | "setTag" | "generation" | "index";
  readonly bits: readonly (0 | 1)[];
  readonly value: number;
  /** Hex digits that its value takes. */
  readonly digits: number;
}

const layout = [
  { id: "sign", bits: 1, digits: 1 },
  { id: "setTag", bits: 7, digits: 2 },
  { id: "generation", bits: 12, digits: 3 },
  { id: "index", bits: 12, digits: 3 },
] as const;

/** The fields of a handle, the highest first. */
export function handleFields(handle: number): HandleField[] {
  let below = 32;
  return layout.map(({ id, bits, digits }) => {
    below -= bits;
    const value = (handle >>> below) & (2 ** bits - 1);
    const cells = Array.from({ length: bits }, (_, bit) =>
      ((value >>> (bits - 1 - bit)) & 1) === 1 ? 1 : 0,
    );
    return { id, bits: cells, value, digits };
  });
}
