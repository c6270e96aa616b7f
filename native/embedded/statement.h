// SPDX-License-Identifier: MIT
/// One BACKUP or RESTORE statement of the embedded server, from Open to its verdict, in SQL
/// Server's order of calls and commands: reference 7.1 to 7.8.
///
/// Threads: RunStatement blocks; it starts one thread for the completion agent and one for each
/// device, which fills (or empties) that device's buffers, sends its commands and runs their
/// completion routines. All have ended when it returns.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "native/embedded/database.h"
#include "native/embedded/sink.h"

namespace handoff::embedded {

/// Ways to fail on purpose, for tests and demonstrations.
struct ServerFault {
  enum class Kind { kAbort, kCrash };
  Kind kind;
  /// After the nth command that the set's devices issued together, from 1.
  uint64_t at;
};

struct Statement {
  std::optional<std::string> instance;
  /// The first one is also the name of the set.
  std::vector<std::string> device_names;
  uint32_t block_bytes = 512;
  uint32_t transfer_bytes = 65'536;
  uint32_t buffer_count = 0;
  /// Shared memory name of the trace segment; empty for none.
  std::string trace_name;
  std::vector<ServerFault> faults;
  /// Of what the server varies on purpose: read sizes and number of flushes.
  uint64_t seed = 0;
  /// Measuring only: commands per second of all devices together, 0 = as fast as possible, and
  /// bytes of each (a multiple of the block size), 0 = the transfer size.
  uint32_t commands_per_second = 0;
  uint32_t command_bytes = 0;
  /// STATS: message 3211 after each such share of `expected_bytes`, in percent; 0 for none.
  uint32_t stats_percent = 0;
  /// Stream bytes of all devices together; 0 where they are not known, then 3211 comes only at 100.
  uint64_t expected_bytes = 0;

  bool is_backup = true;
  DatabaseSpec database;  ///< backup
  SinkSpec sink;          ///< restore
};

/// A line of the statement's output. Severity above 10 is an error; 3014 comes last and means
/// success.
struct ServerMessage {
  int32_t number;
  int32_t severity;
  std::string text;
  int32_t device;  ///< index, or -1
};

struct Verdict {
  bool ok = false;
  /// Stream bytes moved, by device.
  std::vector<uint64_t> bytes;
};

class ServerSet;

/// A running statement as seen from outside. Any thread.
class StatementControl {
 public:
  /// Aborts the statement's set; a statement that has not opened it yet fails as soon as it has.
  void Abort();
  /// Stream bytes that all devices moved so far.
  uint64_t bytes() const {
    return bytes_.load(std::memory_order_relaxed);
  }

 private:
  friend class SharedRun;
  friend class StatementRun;
  /// The statement's own thread. @return false when Abort came before
  bool Attach(ServerSet* set);
  void Detach();

  std::mutex mutex_;
  ServerSet* set_ = nullptr;  // guarded by mutex_
  bool is_aborted_ = false;   // guarded by mutex_
  std::atomic<uint64_t> bytes_{0};
};

/// Runs the statement to its end. `on_message` is called on the statement's threads, one at a time.
/// @param control null where nobody ends it from outside
Verdict RunStatement(const Statement& statement,
                     const std::function<void(const ServerMessage&)>& on_message,
                     StatementControl* control = nullptr);

}  // namespace handoff::embedded
