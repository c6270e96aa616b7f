// SPDX-License-Identifier: MIT
/// Structures, feature bits and commands of the Virtual Device Interface, under Microsoft's names.
///
/// Source: vdi.h of Microsoft's samples (Windows and Linux editions) for layout and numbers, the
/// SQL Server 2005 Virtual Backup Device Specification for meaning.
#pragma once

#include <cstddef>
#include <cstdint>

namespace handoff::vdi {

/// Wait without limit (GetConfiguration, GetCommand).
inline constexpr uint32_t INFINITE = 0xFFFFFFFFu;  // NOLINT: Microsoft's name

enum VDFeatures : uint32_t {
  VDF_Removable = 0x00000001,
  VDF_Rewind = 0x00000002,
  VDF_Position = 0x00000010,
  VDF_SkipBlocks = 0x00000020,
  VDF_ReversePosition = 0x00000040,
  VDF_Discard = 0x00000080,
  VDF_FileMarks = 0x00000100,
  VDF_RandomAccess = 0x00000200,
  VDF_SnapshotPrepare = 0x00000400,
  VDF_EnumFrozenFiles = 0x00000800,
  VDF_VSSWriter = 0x00001000,
  VDF_RequestComplete = 0x00002000,
  VDF_WriteMedia = 0x00010000,
  VDF_ReadMedia = 0x00020000,
  VDF_CompleteEnabled = 0x00040000,
  VDF_LatchStats = 0x80000000,
  VDF_LikePipe = 0,
  VDF_LikeTape = VDF_FileMarks | VDF_Removable | VDF_Rewind | VDF_Position | VDF_SkipBlocks |
                 VDF_ReversePosition,
  VDF_LikeDisk = VDF_RandomAccess,
};

enum VDCommands : int32_t {
  VDC_Read = 1,
  VDC_Write,
  VDC_ClearError,
  VDC_Rewind,
  VDC_WriteMark,
  VDC_SkipMarks,
  VDC_SkipBlocks,
  VDC_Load,
  VDC_GetPosition,
  VDC_SetPosition,
  VDC_Discard,
  VDC_Flush,
  VDC_Snapshot,
  VDC_MountSnapshot,
  VDC_PrepareToFreeze,
  VDC_FileInfoBegin,
  VDC_FileInfoEnd,
  VDC_GetError,
  VDC_Complete,
};

enum VDWhence : int32_t {
  VDC_Beginning = 0,
  VDC_Current = 1,
  VDC_End = 2,
};

/// What the client wishes (first seven fields, given to CreateEx) and what the server decided
/// (all fields, from GetConfiguration). Sizes in bytes, times in milliseconds.
struct VDConfig {
  uint32_t deviceCount;            ///< 1..64
  uint32_t features;               ///< VDFeatures
  uint32_t prefixZoneSize;         ///< bytes just below each data start; 0 = none
  uint32_t alignment;              ///< wish of the client, 0 = none; a power of two
  uint32_t softFileMarkBlockSize;  ///< only with VDF_FileMarks; 0 = hard marks
  uint32_t EOMWarningSize;         ///< end-of-media warning zone
  uint32_t serverTimeOut;          ///< 0 = never
  uint32_t blockSize;              ///< 512..65536, a power of two
  uint32_t maxIODepth;             ///< deprecated, always 4
  uint32_t maxTransferSize;        ///< 64 KiB..4 MiB, a multiple of 64 KiB
  uint32_t bufferAreaSize;         ///< deprecated: maxTransferSize x 4 x deviceCount
};
static_assert(sizeof(VDConfig) == 44);
static_assert(offsetof(VDConfig, maxTransferSize) == 36);

/// A command as the client sees it; read-only to the client, valid from GetCommand to
/// CompleteCommand.
struct VDC_Command {
  int32_t commandCode;  ///< VDCommands
  int32_t size;         ///< bytes for Read and Write, a count or VDWhence for others
  int64_t position;     ///< absolute byte offset, with VDF_RandomAccess only
  uint8_t* buffer;      ///< start of the data zone, Read and Write only
};
static_assert(sizeof(VDC_Command) == 24 && offsetof(VDC_Command, buffer) == 16);

/// A command as the server sees it.
struct VDS_Command {
  int32_t commandCode;
  uint32_t size;
  int64_t inPosition;
  int64_t outPosition;
  uint8_t* buffer;
  void (*completionRoutine)(VDS_Command* command);
  void* completionContext;
  uint32_t completionCode;
  uint32_t bytesTransferred;
};
static_assert(sizeof(VDS_Command) == 56 && offsetof(VDS_Command, completionCode) == 48);

/// Name of a command ("VDC_Write"); null for a number without one.
const char* NameOfCommand(int32_t command_code);

/// Limits of the interface. Source: specification, configuration pages; BACKUP (Transact-SQL).
inline constexpr uint32_t kDeviceCountMax = 64;
inline constexpr uint32_t kTransferSizeStep = 64 * 1024;
inline constexpr uint32_t kTransferSizeMax = 4 * 1024 * 1024;
inline constexpr uint32_t kBlockSizeMin = 512;
inline constexpr uint32_t kBlockSizeMax = 64 * 1024;
inline constexpr uint32_t kMaxIoDepth = 4;

}  // namespace handoff::vdi
