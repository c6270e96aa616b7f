// SPDX-License-Identifier: MIT
/// The Windows edition of the Virtual Device Interface as programs see it: structures, interfaces
/// with the published ids and vtable order, and the numbers that clients use.
///
/// Written from the project's reference (appendix A: ids and slots; 3: layouts; 4: codes). The
/// binding, the stand-in DLL and the programs in native/clients include it; it includes nothing of
/// Handoff. Everything is in a namespace of its own, because windows.h has macros of some of these
/// names.
#pragma once

#include <unknwn.h>

namespace sqlvdi {

struct Config {
  DWORD deviceCount;
  DWORD features;
  DWORD prefixZoneSize;
  DWORD alignment;
  DWORD softFileMarkBlockSize;
  DWORD EOMWarningSize;
  DWORD serverTimeOut;
  DWORD blockSize;
  DWORD maxIODepth;
  DWORD maxTransferSize;
  DWORD bufferAreaSize;
};

struct Command {
  DWORD commandCode;
  DWORD size;
  ULONGLONG position;
  BYTE* buffer;
};
static_assert(sizeof(Config) == 44);
static_assert(sizeof(void*) != 8 || sizeof(Command) == 24);

/// Also the class id of the client set.
inline constexpr GUID kClientSetId = {
    0x40700425, 0x0080, 0x11d2, {0x85, 0x1f, 0x00, 0xc0, 0x4f, 0xc2, 0x17, 0x59}};
inline constexpr GUID kClientSet2Id = {
    0xd0e6eb07, 0x7a62, 0x11d2, {0x85, 0x73, 0x00, 0xc0, 0x4f, 0xc2, 0x17, 0x59}};
inline constexpr GUID kClientDeviceId = {
    0x40700424, 0x0080, 0x11d2, {0x85, 0x1f, 0x00, 0xc0, 0x4f, 0xc2, 0x17, 0x59}};

/// Slots 3 and 4.
struct IClientDevice : public IUnknown {
  virtual HRESULT STDMETHODCALLTYPE GetCommand(DWORD timeout_ms, Command** command) = 0;
  virtual HRESULT STDMETHODCALLTYPE CompleteCommand(Command* command, DWORD code, DWORD bytes,
                                                    ULONGLONG position) = 0;
};

/// Slots 3 to 10.
struct IClientSet : public IUnknown {
  virtual HRESULT STDMETHODCALLTYPE Create(LPCWSTR name, Config* config) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetConfiguration(DWORD timeout_ms, Config* config) = 0;
  virtual HRESULT STDMETHODCALLTYPE OpenDevice(LPCWSTR name, IClientDevice** device) = 0;
  virtual HRESULT STDMETHODCALLTYPE Close() = 0;
  virtual HRESULT STDMETHODCALLTYPE SignalAbort() = 0;
  virtual HRESULT STDMETHODCALLTYPE OpenInSecondary(LPCWSTR name) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetBufferHandle(BYTE* buffer, DWORD* handle) = 0;
  virtual HRESULT STDMETHODCALLTYPE MapBufferHandle(DWORD handle, BYTE** buffer) = 0;
};

/// Slots 11 and 12.
struct IClientSet2 : public IClientSet {
  virtual HRESULT STDMETHODCALLTYPE CreateEx(LPCWSTR instance, LPCWSTR name, Config* config) = 0;
  virtual HRESULT STDMETHODCALLTYPE OpenInSecondaryEx(LPCWSTR instance, LPCWSTR name) = 0;
};

inline constexpr int kRead = 1;
inline constexpr int kWrite = 2;
inline constexpr int kClearError = 3;
inline constexpr int kFlush = 12;
inline constexpr DWORD kWriteMedia = 0x00010000;
inline constexpr HRESULT kAbort = static_cast<HRESULT>(0x80770004);
inline constexpr HRESULT kClose = static_cast<HRESULT>(0x8077000E);

}  // namespace sqlvdi
