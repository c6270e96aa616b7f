// The published interface as declarations, in the order of its virtual functions: VDI reference, appendix A and 3.
#pragma once
#include <windows.h>

enum VDCommands : DWORD {
  VDC_Read = 1, VDC_Write, VDC_ClearError, VDC_Rewind, VDC_WriteMark, VDC_SkipMarks, VDC_SkipBlocks, VDC_Load,
  VDC_GetPosition, VDC_SetPosition, VDC_Discard, VDC_Flush, VDC_Snapshot, VDC_MountSnapshot, VDC_PrepareToFreeze,
  VDC_FileInfoBegin, VDC_FileInfoEnd, VDC_GetError, VDC_Complete
};

struct VDConfig {
  DWORD deviceCount, features, prefixZoneSize, alignment, softFileMarkBlockSize, EOMWarningSize, serverTimeOut,
      blockSize, maxIODepth, maxTransferSize, bufferAreaSize;
};
struct VDC_Command {
  DWORD commandCode, size;
  DWORDLONG position;
  BYTE* buffer;
};
struct VDS_Command {
  DWORD commandCode, size;
  DWORDLONG inPosition, outPosition;
  BYTE* buffer;
  void (*completionRoutine)(VDS_Command*);
  void* completionContext;
  DWORD completionCode, bytesTransferred;
};

struct IClientVirtualDevice {
  virtual HRESULT GetCommand(DWORD timeout, VDC_Command** command) = 0;
  virtual HRESULT CompleteCommand(VDC_Command* command, DWORD code, DWORD bytes, DWORDLONG position) = 0;
};
struct IClientVirtualDeviceSet2 {
  virtual HRESULT Create(LPCWSTR name, VDConfig* config) = 0;
  virtual HRESULT GetConfiguration(DWORD timeout, VDConfig* config) = 0;
  virtual HRESULT OpenDevice(LPCWSTR name, IClientVirtualDevice** device) = 0;
  virtual HRESULT Close() = 0;
  virtual HRESULT SignalAbort() = 0;
  virtual HRESULT OpenInSecondary(LPCWSTR name) = 0;
  virtual HRESULT GetBufferHandle(BYTE* buffer, DWORD* handle) = 0;
  virtual HRESULT MapBufferHandle(DWORD handle, BYTE** buffer) = 0;
  virtual HRESULT CreateEx(LPCWSTR instance, LPCWSTR name, VDConfig* config) = 0;
  virtual HRESULT OpenInSecondaryEx(LPCWSTR instance, LPCWSTR name) = 0;
};
struct IServerVirtualDevice {
  virtual HRESULT SendCommand(VDS_Command* command) = 0;
  virtual HRESULT CloseDevice() = 0;
};
struct IServerVirtualDeviceSet2 {
  virtual HRESULT Open(LPCWSTR instance, LPCWSTR name) = 0;
  virtual HRESULT GetConfiguration(VDConfig* config) = 0;
  virtual HRESULT BeginConfiguration(DWORD features, DWORD block, DWORD alignment, DWORD transfer, DWORD timeout) = 0;
  virtual HRESULT EndConfiguration() = 0;
  virtual HRESULT RequestBuffers(DWORD size, DWORD alignment, DWORD count) = 0;
  virtual HRESULT QueryAvailableBuffers(DWORD size, DWORD alignment, DWORD* count) = 0;
  virtual HRESULT ExecuteCompletionAgent() = 0;
  virtual HRESULT OpenDevice(LPCWSTR name, IServerVirtualDevice** device) = 0;
  virtual HRESULT AllocateBuffer(BYTE** buffer, DWORD size, DWORD alignment) = 0;
  virtual HRESULT FreeBuffer(BYTE* buffer, DWORD size) = 0;
  virtual HRESULT IsSharedBuffer(BYTE* buffer) = 0;
  virtual HRESULT SignalAbort() = 0;
  virtual HRESULT Close() = 0;
};
