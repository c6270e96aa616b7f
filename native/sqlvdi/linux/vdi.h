// SPDX-License-Identifier: MIT
/// The Linux edition of the Virtual Device Interface as programs see it: the classes, structures
/// and numbers of `libsqlvdi.so`, in the global namespace and with the published names, so that the
/// mangled symbols are those that existing programs were linked against.
///
/// Written from the description in the project's reference (8.2: symbols; 3: layouts; 4: codes).
/// Programs include this file or Microsoft's; they cannot tell the difference. It includes nothing
/// of Handoff.
///
/// Timeouts are milliseconds, negative = no limit. Results are HRESULTs.
#pragma once

#include <cstdint>
#include <ctime>

#define HANDOFF_SQLVDI_API __attribute__((visibility("default")))

extern "C" {

struct VDConfig {
  uint32_t deviceCount;
  uint32_t features;
  uint32_t prefixZoneSize;
  uint32_t alignment;
  uint32_t softFileMarkBlockSize;
  uint32_t EOMWarningSize;
  uint32_t serverTimeOut;
  uint32_t blockSize;
  uint32_t maxIODepth;
  uint32_t maxTransferSize;
  uint32_t bufferAreaSize;
};

struct VDC_Command {
  int32_t commandCode;
  int32_t size;
  int64_t position;
  uint8_t* buffer;
};

}  // extern "C"

enum VDFeatures : uint32_t {
  VDF_Discard = 0x00000080,
  VDF_RandomAccess = 0x00000200,
  VDF_RequestComplete = 0x00002000,
  VDF_WriteMedia = 0x00010000,
  VDF_ReadMedia = 0x00020000,
  VDF_CompleteEnabled = 0x00040000,
};

enum VDCommands : int32_t {
  VDC_Read = 1,
  VDC_Write = 2,
  VDC_ClearError = 3,
  VDC_Flush = 12,
  VDC_Complete = 19,
};

enum VDError : int32_t {
  NOERROR = 0,
  VD_E_TIMEOUT = static_cast<int32_t>(0x80770003),
  VD_E_ABORT = static_cast<int32_t>(0x80770004),
  VD_E_INVALID = static_cast<int32_t>(0x80770006),
  VD_E_PROTOCOL = static_cast<int32_t>(0x8077000C),
  VD_E_OPEN = static_cast<int32_t>(0x8077000D),
  VD_E_CLOSE = static_cast<int32_t>(0x8077000E),
};

enum VDCompletion : int32_t {
  ERROR_SUCCESS = 0,
  ERROR_HANDLE_EOF = 38,
  ERROR_NOT_SUPPORTED = 50,
  ERROR_DISK_FULL = 112,
};

class ClientVirtualDeviceImpl;
class ClientVirtualDeviceSetImpl;
class ClientVirtualDeviceSet;

/// One device. It comes from OpenDevice and belongs to its set, which deletes it in its destructor;
/// a program may delete it before that. After Close it answers VD_E_PROTOCOL. One thread at a time.
class HANDOFF_SQLVDI_API ClientVirtualDevice {
 public:
  ~ClientVirtualDevice();
  int GetCommand(time_t timeout, VDC_Command** command);
  int CompleteCommand(VDC_Command* command, int completion_code, unsigned long bytes_transferred,
                      int64_t position);

 private:
  friend class ClientVirtualDeviceSet;
  explicit ClientVirtualDevice(ClientVirtualDeviceImpl* impl);
  ClientVirtualDeviceImpl* impl_;
};

/// A set object: made empty, given a set by Create or OpenInSecondary. Any thread.
class HANDOFF_SQLVDI_API ClientVirtualDeviceSet {
 public:
  ClientVirtualDeviceSet();
  ~ClientVirtualDeviceSet();
  int Create(char* name, VDConfig* config);
  int GetConfiguration(time_t timeout, VDConfig* config);
  int OpenDevice(char* name, ClientVirtualDevice** device);
  int Close();
  int SignalAbort();
  int OpenInSecondary(char* name);
  int GetBufferHandle(uint8_t* buffer, unsigned int* handle);
  int MapBufferHandle(int handle, uint8_t** buffer);
  void RegisterDeviceClosed();

 private:
  ClientVirtualDeviceSetImpl* impl_;
};
