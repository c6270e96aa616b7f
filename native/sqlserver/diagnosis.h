// SPDX-License-Identifier: MIT
/// What stands between this program and SQL Server's client library: for `handoff doctor`.
#pragma once

#include <string>
#include <vector>

namespace handoff::sqlserver {

enum class Grade {
  kFine,
  kNote,     ///< works without, or is worth knowing
  kProblem,  ///< keeps a job with SQL Server from working
};

struct Finding {
  Grade grade;
  std::string about;  ///< "client library", "event log", ...
  std::string text;   ///< one or two sentences, with what to do
};

/// Looks now; changes nothing but that the library is loaded. Any thread; asks the system's user
/// database, the registry or the event log and blocks for as long as they take.
/// @param library  path of the library; empty: where the system's package installs it
std::vector<Finding> Diagnose(const std::string& library);

}  // namespace handoff::sqlserver
