/** Bytes as rows of sixteen: offset, two times eight bytes, text. Pure. */

export const rowBytes = 16;

/** "0E020": an offset in the data zone. */
export function offsetText(at: number): string {
  return at.toString(16).toUpperCase().padStart(6, "0");
}

export function byteText(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, "0");
}

/** A printable ASCII letter, else a dot. */
export function letterOf(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".";
}

/** Rows that all bytes take. */
export function rowCount(bytes: number): number {
  return Math.ceil(bytes / rowBytes);
}

/** Where a key leads from byte `at`; null for other keys. */
export function stepByte(key: string, at: number, bytes: number): number | null {
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -rowBytes,
    ArrowDown: rowBytes,
    PageUp: -rowBytes * rowBytes,
    PageDown: rowBytes * rowBytes,
    Home: -bytes,
    End: bytes,
  };
  const step = steps[key];
  return step === undefined ? null : Math.min(bytes - 1, Math.max(0, at + step));
}

/** An offset that was typed, hexadecimal with or without 0x; null when it is none. */
export function readOffset(text: string, max: number): number | null {
  const digits = text.trim().replace(/^0x/i, "");
  if (!/^[0-9a-f]{1,8}$/i.test(digits)) return null;
  const offset = Number.parseInt(digits, 16);
  return offset <= max ? offset : null;
}
