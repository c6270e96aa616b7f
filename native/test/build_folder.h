// SPDX-License-Identifier: MIT
#pragma once

#include <unistd.h>

#include <climits>
#include <string>

namespace handoff::test {

/// Folder of this executable: what was built with it lies beside it.
inline std::string BuildFolder() {
  char path[PATH_MAX];
  const ssize_t length = readlink("/proc/self/exe", path, sizeof(path));
  const std::string file(path, length > 0 ? static_cast<size_t>(length) : 0);
  return file.substr(0, file.rfind('/'));
}

}  // namespace handoff::test
