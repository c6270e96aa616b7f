// SPDX-License-Identifier: MIT
/// The newest events from which the consequences of an injected fault can be read: that something
/// failed, was aborted, lost or replaced, and the ends of commands. Kept because a fault is told
/// after its first consequences happened.
///
/// Threads: Add and EndTurn from one; Since from any.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

#include "native/trace/event.h"

namespace handoff::trace {

class Recent {
 public:
  /// The fastest run fills them in 60 ms.
  static constexpr size_t kEventsMax = 16 * 1024;

  void Add(const Event* events, size_t count);
  /// Shows what was added.
  void EndTurn();
  /// Events number `from` to `until` (exclusive), counted from 0, as far as they are still there.
  /// @param next  number of the event after the newest one
  std::vector<Event> Since(uint64_t from, uint64_t until, uint64_t* next) const;

 private:
  std::vector<Event> turn_;
  mutable std::mutex mutex_;
  std::vector<Event> ring_;  ///< guarded by mutex_
  uint64_t count_ = 0;       ///< guarded by mutex_
};

}  // namespace handoff::trace
