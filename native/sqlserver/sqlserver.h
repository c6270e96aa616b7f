// SPDX-License-Identifier: MIT
/// The way in: sets over SQL Server's own client library, whatever the system.
///
/// Threads: any. A library is loaded once a process and kept.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "native/vdi/virtual_device_set.h"

namespace handoff::sqlserver {

struct LibraryFacts {
  std::string path;
  /// Handoff's own library: the server behind it is the embedded one.
  bool is_stand_in;
};

/// Loads the library, if it is not loaded. @return nothing with `problem` filled when it cannot be
std::optional<LibraryFacts> OpenLibrary(const std::string& library, std::string* problem);

/// @param library  path of the library; empty: where the system's package installs it
/// @param problem  why there is none and what to do, on failure
/// @return null on failure
std::unique_ptr<vdi::VirtualDeviceSet> NewSqlServerSet(const std::string& library,
                                                       std::string* problem);

/// What has been found out about the libraries of this process (path, stand-in or not, time units),
/// one line each, oldest first: for logs.
std::vector<std::string> LibraryFindings();

}  // namespace handoff::sqlserver
