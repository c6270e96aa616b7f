// SPDX-License-Identifier: MIT
/// What the job itself reads from the trace: the slowest commands with the times of their stages,
/// when secondaries were missing, and which command each device received last.
///
/// Memory is bounded: the times of the newest commands of each device are kept, 4,096 of up to
/// eight devices, 512 of 64. Events of one command come from several lanes and thus out of order; a
/// candidate is judged one turn after its completion, when all of them are in. What comes later
/// than a command that took its place is too late.
///
/// Threads: Take, EndTurn and Finish from one; the others from any.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "native/trace/event.h"

namespace handoff::trace {

/// Times in ns, 0 where the stage was not seen.
struct SlowCommand {
  uint64_t received_ns;
  uint64_t leased_ns;
  uint64_t mapped_ns;
  uint64_t moved_ns;
  uint64_t completed_ns;
  uint64_t map_ns;  ///< what MapBufferHandle itself took
  uint32_t sequence;
  uint32_t device;
  uint32_t command;
};

/// A time without a secondary. `replaced_ns` 0: nobody came.
struct Gap {
  uint64_t lost_ns;
  uint64_t replaced_ns;
};

class Scan {
 public:
  static constexpr size_t kSlowestMax = 12;
  static constexpr size_t kGapsMax = 64;

  explicit Scan(uint32_t device_count);

  void Take(const Event& event);
  /// All lanes were looked at once more.
  void EndTurn();
  /// Nothing will come any more.
  void Finish();

  /// Slowest first, at most kSlowestMax; between a command's completion and the end of the turn
  /// after it, without that command.
  std::vector<SlowCommand> Slowest() const;
  /// The newest kGapsMax.
  std::vector<Gap> Gaps() const;
  /// Code of the newest command that a device received, 0 before its first.
  uint32_t NewestCommand(uint32_t device) const;
  uint32_t device_count() const {
    return device_count_;
  }

 private:
  struct Candidate {
    uint64_t total_ns;
    uint32_t sequence;
    uint32_t device;
  };
  SlowCommand& SlotOf(uint32_t device, uint32_t sequence);
  void Consider(const SlowCommand& command);
  void Judge();
  void NoteGap(const Event& event);

  const uint32_t device_count_;
  const uint32_t slots_;
  std::vector<SlowCommand> commands_;
  std::unique_ptr<std::atomic<uint32_t>[]> newest_;
  std::vector<Candidate> fresh_;  ///< completed in this turn
  std::vector<Candidate> ripe_;   ///< completed in the turn before
  uint64_t bar_ns_ = 0;           ///< what a candidate has to exceed
  mutable std::mutex mutex_;
  std::vector<SlowCommand> slowest_;  ///< guarded by mutex_
  std::vector<Gap> gaps_;             ///< guarded by mutex_
};

}  // namespace handoff::trace
