// SPDX-License-Identifier: MIT
/// The result codes of the Virtual Device Interface and the Win32 completion codes that clients
/// answer commands with, under Microsoft's names.
///
/// Source: vdierror.h of Microsoft's samples for the VD_E_* numbers (severity error, facility
/// 0x77); the Windows SDK's winerror.h for the completion codes.
#pragma once

#include <cstdint>

namespace handoff::vdi {

/// An HRESULT: 0 or positive is success, negative is failure. VD_E_CLOSE and VD_E_TIMEOUT are
/// failures in this sense although they end a wait normally.
using Hresult = int32_t;

/// HRESULT_FROM_WIN32 for codes 1..65535.
constexpr Hresult HresultFromWin32(uint32_t code) {
  return static_cast<Hresult>(0x80070000u | (code & 0xFFFFu));
}

constexpr Hresult VdError(uint32_t number) {
  return static_cast<Hresult>(0x80770000u | number);
}

inline constexpr Hresult NOERROR = 0;
inline constexpr Hresult VD_E_NOTOPEN = VdError(0x02);
inline constexpr Hresult VD_E_TIMEOUT = VdError(0x03);
inline constexpr Hresult VD_E_ABORT = VdError(0x04);
inline constexpr Hresult VD_E_SECURITY = VdError(0x05);
inline constexpr Hresult VD_E_INVALID = VdError(0x06);
inline constexpr Hresult VD_E_INSTANCE_NAME = VdError(0x07);
inline constexpr Hresult VD_E_NOTSUPPORTED = VdError(0x09);
inline constexpr Hresult VD_E_MEMORY = VdError(0x0A);
inline constexpr Hresult VD_E_UNEXPECTED = VdError(0x0B);
inline constexpr Hresult VD_E_PROTOCOL = VdError(0x0C);
inline constexpr Hresult VD_E_OPEN = VdError(0x0D);
inline constexpr Hresult VD_E_CLOSE = VdError(0x0E);
inline constexpr Hresult VD_E_BUSY = VdError(0x0F);
/// The specification's contents titles the page of VD_E_BUSY with this name.
inline constexpr Hresult VD_E_QUEUE_FULL = VD_E_BUSY;
/// SendCommand's page names VD_E_IO_ERROR, no header gives it a number. Ours is the Win32 code that
/// the same page puts into the command.
inline constexpr Hresult VD_E_IO_ERROR = HresultFromWin32(1117);

inline constexpr uint32_t ERROR_SUCCESS = 0;
inline constexpr uint32_t ERROR_INVALID_HANDLE = 6;
inline constexpr uint32_t ERROR_ARENA_TRASHED = 7;
inline constexpr uint32_t ERROR_BAD_ENVIRONMENT = 10;
inline constexpr uint32_t ERROR_WRITE_FAULT = 29;
inline constexpr uint32_t ERROR_READ_FAULT = 30;
inline constexpr uint32_t ERROR_HANDLE_EOF = 38;
inline constexpr uint32_t ERROR_HANDLE_DISK_FULL = 39;
inline constexpr uint32_t ERROR_NOT_SUPPORTED = 50;
inline constexpr uint32_t ERROR_DISK_FULL = 112;
inline constexpr uint32_t ERROR_ALREADY_EXISTS = 183;
inline constexpr uint32_t ERROR_OPERATION_ABORTED = 995;
inline constexpr uint32_t ERROR_END_OF_MEDIA = 1100;
inline constexpr uint32_t ERROR_FILEMARK_DETECTED = 1101;
inline constexpr uint32_t ERROR_NO_DATA_DETECTED = 1104;
inline constexpr uint32_t ERROR_NO_MEDIA_IN_DRIVE = 1112;
inline constexpr uint32_t ERROR_IO_DEVICE = 1117;
inline constexpr uint32_t ERROR_EOM_OVERFLOW = 1129;
inline constexpr uint32_t ERROR_NO_SYSTEM_RESOURCES = 1450;

/// Name of a VD_E_* code or NOERROR ("VD_E_INVALID"); null for a number without one.
const char* NameOfHresult(Hresult code);

/// Name of a completion code above ("ERROR_DISK_FULL"); null for a number without one.
const char* NameOfCompletion(uint32_t code);

}  // namespace handoff::vdi
