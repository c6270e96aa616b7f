/**
 * The few globals that Node and a page have in common; contract and ipc see neither's own types.
 */
declare const timerBrand: unique symbol;
interface PlainTimer {
  readonly [timerBrand]: true;
}
declare function setTimeout(run: () => void, ms: number): PlainTimer;
declare function clearTimeout(timer: PlainTimer | undefined): void;
declare const performance: { now(): number };
