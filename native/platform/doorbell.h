// SPDX-License-Identifier: MIT
/// A doorbell: one word in shared memory that any process rings and one thread, or several that all
/// wake, wait on.
///
/// Protocol: the waiter reads the word (Read), looks whether there is work, and if not waits until
/// the word differs from what it read (Wait). A ring between Read and Wait is therefore never lost.
/// The ringer publishes its work before it rings.
///
/// Threads: Ring from any thread of any process; Read and Wait from the threads that the bell is
/// for. Ownership: lives inside a shared segment, never constructed or destroyed on its own: all
/// bits zero is the valid first state.
#pragma once

#include <atomic>
#include <cstdint>

namespace handoff::platform {

inline constexpr uint32_t kWaitForever = 0xFFFFFFFFu;

class alignas(64) Doorbell {
 public:
  /// The current count of rings. Acquire: work published before a seen ring is visible.
  uint32_t Read() const {
    return rings_.load(std::memory_order_acquire);
  }

  /// Counts a ring and wakes the waiter if it sleeps. Costs a system call only then.
  void Ring();

  /// Spins briefly, then sleeps until the count differs from `seen` or `timeout_ms` (kWaitForever =
  /// no limit) is over. @return false on timeout. Spurious wake-ups are absorbed.
  bool Wait(uint32_t seen, uint32_t timeout_ms);

 private:
  std::atomic<uint32_t> rings_;
  std::atomic<uint32_t> sleepers_;
#ifdef _WIN32
  std::atomic<uint64_t> number_;  ///< names the bell's events; 0 until somebody sleeps
#endif
};
static_assert(sizeof(Doorbell) == 64 && std::atomic<uint32_t>::is_always_lock_free);

}  // namespace handoff::platform
