// SPDX-License-Identifier: MIT
/// What a trace keeps of a run's failure: the events that say that something went wrong, and those
/// around the first of them, however long the run goes on.
///
/// Bounded: kFailingMax events that fail, and 2 x kNearEvents around. A secondary that is lost is
/// replaced: the run goes on, and what is near it does not stay.
///
/// Threads: Take from one; Failed and Near from any.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

#include "native/trace/event.h"

namespace handoff::trace {

class Failing {
 public:
  static constexpr size_t kFailingMax = 1'024;
  /// Events that stay from before the first failure, and from after it.
  static constexpr size_t kNearEvents = 4'096;

  void Take(const Event* events, size_t count);
  /// Moves and completions with a code, errors, aborts, lost secondaries; in the order of taking.
  std::vector<Event> Failed() const;
  /// The newest events; once something failed, those before and after it. In the order of taking.
  std::vector<Event> Near() const;

 private:
  void KeepNear(const Event& event);

  mutable std::mutex mutex_;
  std::vector<Event> failed_;  ///< guarded by mutex_
  std::vector<Event> before_;  ///< guarded by mutex_; a ring
  uint64_t before_count_ = 0;  ///< guarded by mutex_; events that were ever put into it
  std::vector<Event> after_;   ///< guarded by mutex_
  bool has_failed_ = false;    ///< guarded by mutex_
};

}  // namespace handoff::trace
