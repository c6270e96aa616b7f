/**
 * Numbers, sizes, rates, times and codes as the window writes them, by language.
 *
 * Pure; one object per language and time zone. Unknown is a dash, zero is 0.
 */

/** A figure and its unit, to be set in two weights. */
export interface Figure {
  readonly value: string;
  readonly unit: string;
}

export const dash = "–";

const sizeUnits = ["B", "KiB", "MiB", "GiB", "TiB"] as const;
const latencyUsMax = 9_999;

export type Format = ReturnType<typeof numberFormats> & ReturnType<typeof timeFormats>;

/** Formatters of one language ("en", "pt-BR"); `timeZone` only for tests. */
export function createFormat(language: string, timeZone?: string): Format {
  const locale = language === "en" ? "en-US" : language;
  return { ...numberFormats(locale), ...timeFormats(locale, timeZone) };
}

function numberFormats(locale: string) {
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const one = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const two = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const threeDigits = (value: number): string =>
    value >= 99.95 ? whole.format(value) : value >= 9.995 ? one.format(value) : two.format(value);

  /** Size with one decimal: 137.4 GiB; bytes are whole. */
  const size = (bytes: number | null): Figure => {
    if (bytes === null) return { value: dash, unit: "" };
    const [value, unit] = scale(bytes);
    return { value: unit === "B" ? whole.format(value) : one.format(value), unit };
  };
  /** Size with three digits, for estimates and free space: 812 GiB, 71 GiB, 2.1 GiB. */
  const sizeRound = (bytes: number | null): Figure => {
    if (bytes === null) return { value: dash, unit: "" };
    const [value, unit] = scale(bytes);
    const isWhole = unit === "B" || value >= 9.95 || Number.isInteger(value);
    return { value: isWhole ? whole.format(value) : one.format(value), unit };
  };
  /** Bytes per second with three digits: 1.62 GiB/s, 546 MiB/s. */
  const rate = (bytesPerSecond: number | null): Figure => {
    if (bytesPerSecond === null) return { value: dash, unit: "" };
    const [value, unit] = scale(bytesPerSecond);
    return { value: unit === "B" ? whole.format(value) : threeDigits(value), unit: `${unit}/s` };
  };
  /** Latency of a stage: µs to 9,999, then ms with two decimals. */
  const latency = (us: number | null): Figure => {
    if (us === null) return { value: dash, unit: "" };
    if (us > latencyUsMax) return { value: two.format(us / 1000), unit: "ms" };
    return { value: us < 10 ? one.format(us) : whole.format(us), unit: "µs" };
  };

  return {
    locale,
    size,
    sizeRound,
    rate,
    latency,
    count: (value: number | null): string => (value === null ? dash : whole.format(value)),
    decimal: (value: number): string => one.format(value),
    twoDecimals: (value: number): string => two.format(value),
    /** "63%" from 0.63. */
    percent: (share: number | null): string =>
      share === null ? dash : `${whole.format(Math.floor(share * 100))}%`,
    /** "9%" from 0.088: shares of a whole, rounded. */
    percentRound: (share: number): string => `${whole.format(Math.round(share * 100))}%`,
    /** "63.3" from 0.633, cut, so that it reaches 100 only at the end. */
    percentOne: (share: number): string => one.format(Math.floor(share * 1000) / 10),
    /** "2.14 : 1". */
    ratio: (plain: number, stored: number): string =>
      stored > 0 ? `${two.format(plain / stored)} : 1` : dash,
    ratioValue: (plain: number, stored: number): string =>
      stored > 0 ? two.format(plain / stored) : dash,
    text: (figure: Figure): string =>
      figure.unit === "" ? figure.value : `${figure.value} ${figure.unit}`,
  };
}

function timeFormats(locale: string, timeZone: string | undefined) {
  const zone = timeZone === undefined ? {} : { timeZone };
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const one = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const clockFormat = new Intl.DateTimeFormat(locale, {
    timeStyle: "medium",
    hourCycle: "h23",
    ...zone,
  });
  const clockShortFormat = new Intl.DateTimeFormat(locale, {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    ...zone,
  });
  const dayFormat = new Intl.DateTimeFormat(locale, { month: "short", day: "numeric", ...zone });
  const dayYearFormat = new Intl.DateTimeFormat(locale, {
    year: "numeric",
    month: "short",
    day: "numeric",
    ...zone,
  });
  const dayKey = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", ...zone });

  return {
    duration: (seconds: number | null): string => (seconds === null ? dash : duration(seconds)),
    /** Position in a run to the millisecond: 2:07.112. */
    moment: (ms: number): string => {
      const fraction = String(Math.floor(ms % 1000)).padStart(3, "0");
      return `${duration(Math.floor(ms / 1000))}.${fraction}`;
    },
    /** Length of a phase: 0.2 s below a minute, else m:ss. */
    span: (ms: number): string =>
      ms < 60_000 ? `${one.format(ms / 1000)} s` : duration(ms / 1000),
    /** Time after a first cause: "0.2 ms", "38 ms", "1.4 s". */
    after: (ms: number): string => {
      if (ms >= 1000) return `${one.format(ms / 1000)} s`;
      return `${ms < 20 ? one.format(ms) : whole.format(ms)} ms`;
    },
    clock: (atMs: number): string => clockFormat.format(atMs),
    clockShort: (atMs: number): string => clockShortFormat.format(atMs),
    clockMs: (atMs: number): string =>
      `${clockFormat.format(atMs)}.${String(Math.floor(atMs % 1000)).padStart(3, "0")}`,
    /** "Nov 20", with its year only where that is another one than now. */
    day: (atMs: number, nowMs: number): string =>
      (new Date(atMs).getFullYear() === new Date(nowMs).getFullYear()
        ? dayFormat
        : dayYearFormat
      ).format(atMs),
    /** Days between two moments in local dates: 0 today, 1 yesterday. */
    daysAgo: (atMs: number, nowMs: number): number =>
      Math.round((Date.parse(dayKey.format(nowMs)) - Date.parse(dayKey.format(atMs))) / 86_400_000),
  };
}

/** m:ss, or h:mm:ss from an hour on. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const s = String(whole % 60).padStart(2, "0");
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}:${s}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${s}`;
}

/** "UTC−03:00" of a moment in the local zone. */
export function zoneOf(date: Date): string {
  const minutes = -date.getTimezoneOffset();
  const sign = minutes < 0 ? "−" : "+";
  const part = (value: number): string => String(value).padStart(2, "0");
  return `UTC${sign}${part(Math.floor(Math.abs(minutes) / 60))}:${part(Math.abs(minutes) % 60)}`;
}

/** HRESULT as 0x and eight capitals. */
export function hresultText(hr: number): string {
  return `0x${(hr >>> 0).toString(16).toUpperCase().padStart(8, "0")}`;
}

/** A handle's tag text: generation and index ("B81·00D"), with the set tag where asked ("5A·B81·00D"). */
export function handleText(handle: number, withSetTag = false): string {
  const hex = (value: number, digits: number): string =>
    value.toString(16).toUpperCase().padStart(digits, "0");
  const text = `${hex((handle >>> 12) & 0xfff, 3)}·${hex(handle & 0xfff, 3)}`;
  return withSetTag ? `${hex((handle >>> 24) & 0x7f, 2)}·${text}` : text;
}

/** Buffer index in hex, three digits. */
export function bufferText(index: number): string {
  return index.toString(16).toUpperCase().padStart(3, "0");
}

/** An address in groups of four digits: ["0x7f6c", "b8d0", "6000"]. */
export function addressGroups(address: bigint): string[] {
  const digits = address.toString(16).toLowerCase();
  const padded = digits.padStart(Math.max(4, Math.ceil(digits.length / 4) * 4), "0");
  const groups = padded.match(/.{4}/g) ?? [padded];
  return groups.map((group, index) => (index === 0 ? `0x${group}` : group));
}

function scale(bytes: number): [number, (typeof sizeUnits)[number]] {
  let value = bytes;
  let unit = 0;
  // 1023.95 would be written as 1,024.0: such a value belongs to the next unit.
  while (value >= (unit === 0 ? 1024 : 1023.95) && unit < sizeUnits.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return [value, sizeUnits[unit] ?? "TiB"];
}
