// SPDX-License-Identifier: MIT
/// Proves that a library serves two devices at once, before a user's backup relies on it: one small
/// backup to two devices, whose bytes are counted and thrown away.
///
/// Threads: RunStripingTest blocks; it starts one thread for the statement and one for each device,
/// and has joined them when it returns. Limits: kAttachMsMax for the server to come, kBackupMsMax
/// for the backup.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "native/sqlserver/linux_library.h"

namespace handoff::sqlserver {

/// Runs `BACKUP DATABASE <something small> TO VIRTUAL_DEVICE = <name>, ...` to its end. @return the
/// server's verdict
using BackupStatement = std::function<bool(const std::vector<std::string>& device_names)>;

struct SelfTestReport {
  bool is_passed = false;
  /// What happened, as one sentence for the log.
  std::string text;
  /// Bytes that each device received.
  std::vector<uint64_t> bytes;
};

/// Passed: the library is marked (LinuxLibrary::IsStripingProved) for as long as the process lives.
SelfTestReport RunStripingTest(const std::shared_ptr<LinuxLibrary>& library,
                               const BackupStatement& backup);

}  // namespace handoff::sqlserver
