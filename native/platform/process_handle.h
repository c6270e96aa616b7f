// SPDX-License-Identifier: MIT
/// A process held fast, so that its number cannot become another's: to wait for its end or to end
/// it.
///
/// Ownership: Alarm and ProcessHandle own one kernel object each.
#pragma once

#include <atomic>
#include <cstdint>

namespace handoff::platform {

/// Makes every wait that knows it return, now and from now on. Raise from any thread.
class Alarm {
 public:
  Alarm();
  ~Alarm();
  Alarm(const Alarm&) = delete;
  Alarm& operator=(const Alarm&) = delete;

  void Raise();
  bool IsRaised() const {
    return is_raised_.load(std::memory_order_acquire);
  }

 private:
  friend class ProcessHandle;
  std::atomic<bool> is_raised_{false};
  intptr_t object_;  ///< eventfd or HANDLE; -1 when none could be had
};

/// One thread at a time.
class ProcessHandle {
 public:
  ProcessHandle() = default;
  ~ProcessHandle();
  ProcessHandle(ProcessHandle&& other) noexcept;
  ProcessHandle& operator=(ProcessHandle&& other) noexcept;
  ProcessHandle(const ProcessHandle&) = delete;
  ProcessHandle& operator=(const ProcessHandle&) = delete;

  /// Not open on failure: errno ESRCH when there is no such process, else why it may not be held.
  static ProcessHandle Open(uint32_t pid);

  bool IsOpen() const {
    return object_ != kNone;
  }
  /// Ends the process at once and returns when it can run no more.
  void KillAndWait() const;
  /// @param timeout_ms  kWaitForever = no limit
  /// @return true when the process has ended (one that nobody waited for yet counts as ended),
  /// false when the time is over or the alarm was raised
  bool WaitForEnd(uint32_t timeout_ms, const Alarm& alarm) const;

 private:
  static constexpr intptr_t kNone = -1;
  intptr_t object_ = kNone;  ///< pidfd or HANDLE
};

}  // namespace handoff::platform
