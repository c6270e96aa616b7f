/**
 * The Virtual Device Interface's numbers and names in TypeScript. The addon exports the same constants;
 * a test compares them.
 *
 * Source: vdi.h and vdierror.h of Microsoft's samples; winerror.h for completion codes.
 */

/** VDConfig; sizes in bytes, times in milliseconds. Zero where the client has no wish. */
export interface VdConfig {
  deviceCount: number;
  features: number;
  prefixZoneSize: number;
  alignment: number;
  softFileMarkBlockSize: number;
  EOMWarningSize: number;
  serverTimeOut: number;
  blockSize: number;
  maxIODepth: number;
  maxTransferSize: number;
  bufferAreaSize: number;
}

export const vdError = {
  NOERROR: 0,
  VD_E_NOTOPEN: 0x80770002 | 0,
  VD_E_TIMEOUT: 0x80770003 | 0,
  VD_E_ABORT: 0x80770004 | 0,
  VD_E_SECURITY: 0x80770005 | 0,
  VD_E_INVALID: 0x80770006 | 0,
  VD_E_INSTANCE_NAME: 0x80770007 | 0,
  VD_E_NOTSUPPORTED: 0x80770009 | 0,
  VD_E_MEMORY: 0x8077000a | 0,
  VD_E_UNEXPECTED: 0x8077000b | 0,
  VD_E_PROTOCOL: 0x8077000c | 0,
  VD_E_OPEN: 0x8077000d | 0,
  VD_E_CLOSE: 0x8077000e | 0,
  VD_E_BUSY: 0x8077000f | 0,
} as const;

export const vdFeature = {
  VDF_Removable: 0x1,
  VDF_Rewind: 0x2,
  VDF_Position: 0x10,
  VDF_SkipBlocks: 0x20,
  VDF_ReversePosition: 0x40,
  VDF_Discard: 0x80,
  VDF_FileMarks: 0x100,
  VDF_RandomAccess: 0x200,
  VDF_SnapshotPrepare: 0x400,
  VDF_EnumFrozenFiles: 0x800,
  VDF_VSSWriter: 0x1000,
  VDF_RequestComplete: 0x2000,
  VDF_WriteMedia: 0x10000,
  VDF_ReadMedia: 0x20000,
  VDF_CompleteEnabled: 0x40000,
  VDF_LatchStats: 0x80000000,
} as const;

export const vdCommand = {
  VDC_Read: 1,
  VDC_Write: 2,
  VDC_ClearError: 3,
  VDC_Rewind: 4,
  VDC_WriteMark: 5,
  VDC_SkipMarks: 6,
  VDC_SkipBlocks: 7,
  VDC_Load: 8,
  VDC_GetPosition: 9,
  VDC_SetPosition: 10,
  VDC_Discard: 11,
  VDC_Flush: 12,
  VDC_Snapshot: 13,
  VDC_MountSnapshot: 14,
  VDC_PrepareToFreeze: 15,
  VDC_FileInfoBegin: 16,
  VDC_FileInfoEnd: 17,
  VDC_GetError: 18,
  VDC_Complete: 19,
} as const;

export const completionCode = {
  ERROR_SUCCESS: 0,
  ERROR_INVALID_HANDLE: 6,
  ERROR_ARENA_TRASHED: 7,
  ERROR_BAD_ENVIRONMENT: 10,
  ERROR_WRITE_FAULT: 29,
  ERROR_READ_FAULT: 30,
  ERROR_HANDLE_EOF: 38,
  ERROR_HANDLE_DISK_FULL: 39,
  ERROR_NOT_SUPPORTED: 50,
  ERROR_DISK_FULL: 112,
  ERROR_ALREADY_EXISTS: 183,
  ERROR_OPERATION_ABORTED: 995,
  ERROR_END_OF_MEDIA: 1100,
  ERROR_FILEMARK_DETECTED: 1101,
  ERROR_NO_DATA_DETECTED: 1104,
  ERROR_NO_MEDIA_IN_DRIVE: 1112,
  ERROR_IO_DEVICE: 1117,
  ERROR_EOM_OVERFLOW: 1129,
  ERROR_NO_SYSTEM_RESOURCES: 1450,
} as const;

/** Limits of the interface, in bytes. Source: specification; BACKUP (Transact-SQL). */
export const vdLimit = {
  deviceCountMax: 64,
  transferSizeStep: 65_536,
  transferSizeMax: 4_194_304,
  blockSizeMin: 512,
  blockSizeMax: 65_536,
  bufferCountMax: 4_096,
} as const;

/** Name of an HRESULT of the interface, undefined for a number without one. */
export function nameOfHresult(hr: number): string | undefined {
  return Object.entries(vdError).find(([, value]) => value === hr)?.[0];
}

/** Name of a Win32 completion code, undefined for a number without one. */
export function nameOfCompletion(code: number): string | undefined {
  return Object.entries(completionCode).find(([, value]) => value === code)?.[0];
}

/** Name of a command ("VDC_Write"), undefined for a number without one. */
export function nameOfCommand(commandCode: number): string | undefined {
  return Object.entries(vdCommand).find(([, value]) => value === commandCode)?.[0];
}
