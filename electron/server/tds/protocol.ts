/**
 * Numbers of the Tabular Data Stream protocol, versions 7.2 to 7.4 and the encryption of 8.0.
 *
 * Source: MS-TDS, as far as clients of backup tools go.
 */

export const packetType = {
  batch: 0x01,
  rpc: 0x03,
  result: 0x04,
  attention: 0x06,
  transactionManager: 0x0e,
  login7: 0x10,
  prelogin: 0x12,
} as const;

export const packetStatus = { endOfMessage: 0x01 } as const;

export const headerBytes = 8;
export const packetBytesMin = 512;
export const packetBytesMax = 32_767;
/** Until the login has agreed on another. */
export const packetBytesDefault = 4_096;

export const encryption = { off: 0, on: 1, notSupported: 2, required: 3 } as const;

export const token = {
  returnStatus: 0x79,
  columnMetadata: 0x81,
  error: 0xaa,
  information: 0xab,
  loginAck: 0xad,
  row: 0xd1,
  nullBitmapRow: 0xd2,
  environmentChange: 0xe3,
  done: 0xfd,
  doneProcedure: 0xfe,
  doneInProcedure: 0xff,
} as const;

export const doneStatus = { more: 0x01, error: 0x02, count: 0x10, attention: 0x20 } as const;

export const environmentChange = { database: 1, language: 2, packetSize: 4, collation: 7 } as const;

/** Latin1_General_CI_AS: locale 1033, case, kana and width without meaning. */
export const collation = Uint8Array.of(0x09, 0x04, 0xd0, 0x00, 0x00);

/** Oldest version that this server speaks: 7.2 widened the counts and lines of tokens. */
export const tdsVersionMin = 0x7209_0002;
export const tdsVersionMax = 0x7400_0004;

/** What a peer may cost this server. */
export const tdsLimits = {
  /** A statement of 4 MiB is a hundred times the longest of a backup tool. */
  messageBytesMax: 4 << 20,
  /** A login record's texts are short; SQL Server's own bound. */
  loginBytesMax: 128 << 10,
  /** From the first byte to the login. */
  loginMsMax: 15_000,
  connectionsMax: 128,
  parametersMax: 2_100,
  /** Bytes that wait for a client that does not read: then the server waits for the client. */
  waitingBytesMax: 1 << 20,
} as const;

/** What a client sent that is not TDS, or more of it than it may. Ends the connection. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
}
