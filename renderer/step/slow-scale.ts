/** The slow-motion slider: a scale that gives low speeds as much room as high ones. Pure. */

/** Commands per second at each notch; 0 is off. */
export const slowNotches = [0, 1, 2, 3, 5, 8, 12, 20, 35, 60, 100] as const;

/** The notch of a speed: the nearest one that is not slower than off. */
export function notchOf(commandsPerSecond: number | null): number {
  if (commandsPerSecond === null) return 0;
  const above = slowNotches.findIndex((speed) => speed >= commandsPerSecond);
  return above < 0 ? slowNotches.length - 1 : Math.max(1, above);
}
