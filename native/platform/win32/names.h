// SPDX-License-Identifier: MIT
/// Published segments on Windows: a segment lies in a file mapping with a random name, and what it
/// is published under is a second, tiny mapping that holds that name. So a segment is never seen
/// half made, and its name goes when its publisher closes the tiny mapping or dies: there are no
/// orphans to sweep. Since kernel objects cannot be listed, the published names also stand in one
/// shared table.
#pragma once

#include <cstdint>
#include <string>

#include "native/platform/win32/handle.h"

namespace handoff::platform {

/// What the tiny mapping holds.
struct NameRecord {
  volatile LONG is_written;
  uint32_t reserved;
  uint64_t bytes;       ///< of the segment
  wchar_t segment[96];  ///< name of its mapping
};

/// "Local\\" + name: a session's own objects, for which nobody needs a privilege.
inline std::wstring ObjectName(const std::string& name) {
  return L"Local\\" + Wide(name);
}

/// Reads the record of a published name. False when there is none.
bool ReadName(const std::string& name, NameRecord* record);

/// Notes a published name in the table; replaces entries whose segments are gone. False when the
/// table is full of living ones.
bool NoteName(const std::string& name);

}  // namespace handoff::platform
