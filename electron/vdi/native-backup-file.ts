/** `new addon.BackupFile(path, threads)`: the plain stream of a backup file, whatever container it lies in. */
export interface NativeBackupFile {
  /** Rejects with an errno name: ENODATA = zstd without a seek table, EBADMSG = with a wrong one. */
  open(): Promise<{
    container: "plain" | "zstd" | "compressed";
    plainBytes: number;
    storedBytes: number;
    frames: number;
    /** Of a compressed container; `what` is a code of contract/mtf/damage.ts. */
    damage: { what: string; at: number } | null;
  }>;
  /** A copy of at most 1,048,576 bytes; shorter only at the stream's end. */
  read(at: number, length: number): Promise<Uint8Array>;
  /** Checks the data of one set on all its stripes: this file (stream 0) and `stripes` (1, 2, ...). */
  check(
    stripes: readonly NativeBackupFile[],
    ranges: readonly { stream: number; at: number; bytes: number; isPages: boolean }[],
  ): Promise<NativePageReport>;
  /** Of the running check. */
  bytesChecked(): number;
  /** Ends the running check soon, and every later one at once. */
  cancel(): void;
  /** Idempotent. */
  close(): void;
}

export interface NativePageReport {
  /** One a range: what its CSUM stream has to hold. */
  readonly sums: number[];
  readonly pagesRight: number;
  readonly pagesBare: number;
  readonly pagesUnallocated: number;
  readonly pagesUnjudged: number;
  readonly findings: {
    stream: number;
    at: number;
    fileId: number;
    pageId: number;
    kind: "checksum" | "tornBits" | "identity" | "unreadable";
    stored: number;
    computed: number;
  }[];
  readonly findingsLeftOut: number;
  readonly isCancelled: boolean;
}
