// SPDX-License-Identifier: MIT
/// What the window gets of a trace: whole commands, 1 in n, and everything that belongs to no
/// command.
///
/// n is chosen for each turn, so that no more comes than was asked for: a power of two, so that a
/// command that is in at a high n is in at every lower one. It goes up at once and comes down only
/// after a calm half second. What nobody fetches is thinned further, so that memory is bounded.
///
/// Threads: Limit, Begin, Add and End from one; Fetch from any.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

#include "native/trace/event.h"

namespace handoff::trace {

class Sample {
 public:
  /// Events a second that a watcher can ask for.
  static constexpr uint32_t kPerSecondMax = 200'000;
  /// So many may come at once after a calm time: short runs are whole.
  static constexpr uint64_t kSavedMax = 10'000;
  /// Events that wait to be fetched before they are thinned: a fifth of a second at that rate.
  static constexpr size_t kWaitingMax = kPerSecondMax / 5;

  /// @param per_second  events, 1..kPerSecondMax; more are sampled
  void Limit(uint32_t per_second) {
    per_second_ = per_second;
  }
  /// A turn of `turn_ns` in which `events` are about to come.
  void Begin(uint64_t events, uint64_t turn_ns);
  void Add(const Event* events, size_t count);
  void End();
  /// What waits: 1 in `*every` commands.
  std::vector<Event> Fetch(uint32_t* every);

 private:
  void ThinWaiting(uint32_t every);

  uint64_t per_second_ = kPerSecondMax;
  uint64_t saved_ = 0;  ///< events that came less than asked for, at most kSavedMax
  std::vector<Event> turn_;
  uint32_t turn_every_ = 1;
  uint64_t calm_ns_ = 0;  ///< how long a lower n would have done
  std::mutex mutex_;
  std::vector<Event> waiting_;  ///< guarded by mutex_
  uint32_t waiting_every_ = 1;  ///< guarded by mutex_
};

}  // namespace handoff::trace
