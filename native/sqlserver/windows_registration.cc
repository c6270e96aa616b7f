// SPDX-License-Identifier: MIT
#include "native/sqlserver/windows_registration.h"

#include <cstdio>
#include <cstring>
#include <vector>

#include "native/platform/win32/handle.h"

namespace handoff::sqlserver {
namespace {

using platform::Narrow;
using platform::OwnedHandle;

constexpr wchar_t kServerKey[] = L"CLSID\\{40700425-0080-11D2-851F-00C04FC21759}\\InprocServer32";
constexpr int32_t kClassNotRegistered = static_cast<int32_t>(0x80040154);
constexpr int32_t kProcedureNotFound = static_cast<int32_t>(0x8007007F);
constexpr int32_t kClassNotAvailable = static_cast<int32_t>(0x80040111);

/// A text of the key in this view, environment variables expanded; empty where there is none.
std::wstring ReadText(REGSAM view, const wchar_t* name, bool* is_there) {
  HKEY key = nullptr;
  *is_there = RegOpenKeyExW(HKEY_CLASSES_ROOT, kServerKey, 0, KEY_READ | view, &key) == 0;
  if (!*is_there) {
    return {};
  }
  wchar_t text[1024] = {};
  DWORD bytes = sizeof(text) - sizeof(wchar_t);
  const LSTATUS status = RegGetValueW(key, nullptr, name, RRF_RT_REG_SZ, nullptr, text, &bytes);
  RegCloseKey(key);
  return status == 0 ? text : L"";
}

/// From the header of an executable file.
Bitness BitnessOf(const std::wstring& file) {
  const HANDLE opened = CreateFileW(file.c_str(), GENERIC_READ, FILE_SHARE_READ, nullptr,
                                    OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr);
  if (opened == INVALID_HANDLE_VALUE) {
    return Bitness::kUnknown;
  }
  const OwnedHandle handle(opened);
  IMAGE_DOS_HEADER dos = {};
  DWORD got = 0;
  ReadFile(handle.get(), &dos, sizeof(dos), &got, nullptr);
  struct {
    DWORD signature;
    IMAGE_FILE_HEADER file;
  } pe = {};
  const bool is_read =
      got == sizeof(dos) && dos.e_magic == IMAGE_DOS_SIGNATURE &&
      SetFilePointer(handle.get(), dos.e_lfanew, nullptr, FILE_BEGIN) != INVALID_SET_FILE_POINTER &&
      ReadFile(handle.get(), &pe, sizeof(pe), &got, nullptr) != 0 &&
      pe.signature == IMAGE_NT_SIGNATURE;
  if (!is_read) {
    return Bitness::kUnknown;
  }
  switch (pe.file.Machine) {
    case IMAGE_FILE_MACHINE_AMD64:
      return Bitness::k64;
    case IMAGE_FILE_MACHINE_I386:
      return Bitness::k32;
    case IMAGE_FILE_MACHINE_ARM64:
      return Bitness::kArm64;
    default:
      return Bitness::kUnknown;
  }
}

std::string VersionOf(const std::wstring& file) {
  const DWORD bytes = GetFileVersionInfoSizeW(file.c_str(), nullptr);
  std::vector<uint8_t> block(bytes);
  VS_FIXEDFILEINFO* info = nullptr;
  UINT length = 0;
  if (bytes == 0 || !GetFileVersionInfoW(file.c_str(), 0, bytes, block.data()) ||
      !VerQueryValueW(block.data(), L"\\", reinterpret_cast<void**>(&info), &length)) {
    return "";
  }
  char text[64];
  std::snprintf(text, sizeof(text), "%u.%u.%u.%u",
                static_cast<unsigned>(info->dwFileVersionMS >> 16),
                static_cast<unsigned>(info->dwFileVersionMS & 0xFFFF),
                static_cast<unsigned>(info->dwFileVersionLS >> 16),
                static_cast<unsigned>(info->dwFileVersionLS & 0xFFFF));
  return text;
}

Registration ReadView(REGSAM view) {
  Registration found;
  const std::wstring dll = ReadText(view, nullptr, &found.is_registered);
  bool ignored = false;
  found.dll = Narrow(dll.c_str());
  found.threading_model = Narrow(ReadText(view, L"ThreadingModel", &ignored).c_str());
  found.is_there = !dll.empty() && GetFileAttributesW(dll.c_str()) != INVALID_FILE_ATTRIBUTES;
  if (found.is_there) {
    found.bitness = BitnessOf(dll);
    found.version = VersionOf(dll);
  }
  return found;
}

constexpr Bitness kOwn = sizeof(void*) == 8 ? Bitness::k64 : Bitness::k32;

}  // namespace

const char* NameOf(Bitness bitness) {
  switch (bitness) {
    case Bitness::k32:
      return "32-bit";
    case Bitness::k64:
      return "64-bit";
    case Bitness::kArm64:
      return "ARM64";
    case Bitness::kUnknown:
      break;
  }
  return "unreadable";
}

Registrations ReadRegistrations() {
  return {ReadView(KEY_WOW64_64KEY), ReadView(KEY_WOW64_32KEY)};
}

const Registration& OwnView(const Registrations& both) {
  return kOwn == Bitness::k64 ? both.view64 : both.view32;
}

std::string WhyNotCreated(int32_t hresult, const Registrations& both) {
  const Registration& own = OwnView(both);
  const Registration& other = kOwn == Bitness::k64 ? both.view32 : both.view64;
  const std::string bits = NameOf(kOwn);
  if (!own.is_registered && other.is_registered) {
    return "SQL Server's client library is registered for other programs only (" + other.dll +
           "); this program is " + bits + ": install a " + bits +
           " SQL Server or its client tools on this machine.";
  }
  if (!own.is_registered) {
    return "SQL Server's client library (sqlvdi.dll) is not registered on this machine: backup "
           "programs run where SQL Server does. If it is installed, run `regsvr32 sqlvdi.dll` in "
           "its "
           "Shared folder as an administrator.";
  }
  if (!own.is_there) {
    return "The registered client library " + own.dll +
           " is not there: repair the SQL Server installation, or register the sqlvdi.dll of "
           "another "
           "version with `regsvr32`.";
  }
  if (own.bitness != kOwn) {
    return "The registered client library " + own.dll + " is " + NameOf(own.bitness) +
           ", this program is " + bits + ": register the " + bits + " sqlvdi.dll with `regsvr32`.";
  }
  const std::string which = own.dll + (own.version.empty() ? "" : " (version " + own.version + ")");
  if (hresult == kClassNotRegistered || hresult == kProcedureNotFound) {
    return which +
           " is registered but does not work: register the sqlvdi.dll of the newest SQL Server on "
           "this machine with `regsvr32`.";
  }
  if (hresult == kClassNotAvailable) {
    return which + " refuses its class: start this program as an administrator.";
  }
  return which + " did not make a set.";
}

}  // namespace handoff::sqlserver
